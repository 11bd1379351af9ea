"""Where a provider may be."""

from __future__ import annotations

import traceback

import pytest

from providers.address import checked
from providers.errors import Misconfigured


@pytest.mark.parametrize(
    ("url", "loopback"),
    [
        ("https://api.example.com/v1", False),
        ("http://localhost:11434/v1", True),
        ("http://127.3.2.1/v1", True),
        ("http://[::1]:8000/v1", True),
    ],
)
def test_tls_or_this_machine(url: str, loopback: bool) -> None:
    assert (checked("p", url).url, checked("p", url).loopback) == (url, loopback)


@pytest.mark.parametrize(
    "url",
    [
        "http://api.example.com/v1",
        "http://localhost.example.com/v1",
        "http://169.254.169.254/latest",
        "http://127.0.0.1.example.com",
        "ftp://api.example.com",
        "file:///etc/passwd",
        "api.example.com/v1",
        "https://",
        "https://[::1",
        "https://h:99999/v1",
        "https://h:hunter2/v1",
        "https://user:hunter2@api.example.com/v1",
        "https://api.example.com/v1?key=hunter2",
        "https://api.example.com/v1#hunter2",
    ],
)
def test_anything_else_is_refused_without_being_repeated(url: str) -> None:
    with pytest.raises(Misconfigured) as caught:
        checked("p", url)
    assert "hunter2" not in "".join(traceback.format_exception(caught.value))


def test_plain_http_elsewhere_only_on_demand() -> None:
    assert not checked("p", "http://10.0.0.7:8000/v1", allow_http=True).loopback
