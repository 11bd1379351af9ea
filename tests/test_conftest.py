"""The guards that every test stands on."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest

from tests.conftest import NetworkRefused
from tests.databases import database_at

OUTSIDE = ("192.0.2.1", 443)  # TEST-NET-1: nobody is there


@pytest.fixture
def unguarded() -> Iterator[None]:
    """Take the guard off."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delattr(socket.socket, "connect")
        yield


def test_a_connection_that_leaves_the_machine_is_refused() -> None:
    with socket.socket() as tried, pytest.raises(NetworkRefused):
        tried.connect(OUTSIDE)
    with socket.socket() as tried, pytest.raises(NetworkRefused):
        tried.connect_ex(("example.com", 443))


def test_without_the_guard_it_would_go_out(unguarded: None) -> None:
    """Control: the refusal is the guard's, not the network's."""
    with socket.socket() as tried:
        tried.settimeout(0.01)
        with pytest.raises(OSError, match=r".") as failed:
            tried.connect(OUTSIDE)
    assert not isinstance(failed.value, NetworkRefused)


def test_loopback_stays_open() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.socket() as client:
        client.connect(server.getsockname())


@pytest.mark.parametrize(
    ("url", "other"),
    [
        ("postgresql://u:p@h:1/a?x=1", "postgresql://u:p@h:1/b?x=1"),
        ("postgresql://u@/a?host=/run/pg", "postgresql://u@/b?host=/run/pg"),
    ],
)
def test_the_address_of_another_database_keeps_the_rest(url: str, other: str) -> None:
    assert database_at(url, "b") == other
