"""What every test stands on: both databases, and no network beyond this machine."""

from __future__ import annotations

import ipaddress
import os
import shutil
import socket
import uuid
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest

from app.store.database import Database
from tests import databases

DIALECTS = ("sqlite", "postgresql")


class NetworkRefused(RuntimeError):
    """A test tried to leave this machine. Not an OSError: code under test must not take it for an outage."""


def _stays_here(family: int, address: Any) -> bool:  # Any: whatever the socket family calls an address
    if family not in (socket.AF_INET, socket.AF_INET6):
        return True
    host = address[0]
    if host in ("localhost", ""):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


@pytest.fixture(scope="session", autouse=True)
def _no_network() -> Iterator[None]:
    """Refuse connections that leave this machine."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DIFFDIVER_SANDBOX", "optional")  # a bare machine has none
        patch.setenv("DIFFDIVER_OSV_URL", "off")  # for processes too, which the guard below does not reach
        for name in ("connect", "connect_ex"):
            original = getattr(socket.socket, name)

            def guarded(self: socket.socket, address: Any, original: Any = original) -> Any:
                if not _stays_here(self.family, address):
                    raise NetworkRefused(f"tests are offline: {address!r}")
                return original(self, address)

            patch.setattr(socket.socket, name, guarded)
        yield


def start_server(*, durable: bool = False) -> databases.Server:
    """Start a private PostgreSQL; without one, skip the test, or fail it where PostgreSQL is required."""
    try:
        server = databases.Server(durable=durable)
        server.start()
    except databases.NoServer as error:
        if databases.required():
            pytest.fail(f"{databases.NOT_RUN}: {error}")
        pytest.skip(f"{databases.NOT_RUN}: {error}")
    return server


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """Return the address of a PostgreSQL server: the one that is given, else one that is started for this session."""
    if (given := databases.given_url()) is not None:
        yield given
        return
    server = start_server()
    yield server.url
    server.remove()


def _tidy(server: str, name: str) -> None:
    """Drop a database from a server that is not ours; our own goes as a whole."""
    if databases.given_url() is not None:
        databases.run(databases.drop(server, name))


@pytest.fixture(scope="session")
def _postgresql_migrated(postgresql_server: str) -> Iterator[str]:
    name = f"diffdiver_test_{os.getpid()}"
    databases.run(databases.create(postgresql_server, name))
    yield databases.run(databases.migrated(databases.database_at(postgresql_server, name)))
    _tidy(postgresql_server, name)


@pytest.fixture(scope="session")
def _sqlite_migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sqlite") / "migrated.db"
    databases.run(databases.migrated(f"sqlite:///{path}"))
    return path


@pytest.fixture(params=DIALECTS)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Return the address of an empty, migrated database; the test runs once on each kind."""
    if request.param == "sqlite":
        path = tmp_path / "diffdiver.db"
        shutil.copy(request.getfixturevalue("_sqlite_migrated"), path)
        return f"sqlite:///{path}"
    url: str = request.getfixturevalue("_postgresql_migrated")
    databases.run(databases.empty(url))
    return url


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """Open an empty, migrated database; the test runs once on each kind."""
    opened = await Database.open(database_url)
    yield opened
    await opened.close()


@pytest.fixture(params=DIALECTS)
def bare_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Return the address of a database without tables; the test runs once on each kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'bare.db'}"
        return
    server: str = request.getfixturevalue("postgresql_server")
    name = f"diffdiver_bare_{uuid.uuid4().hex[:12]}"
    yield databases.run(databases.create(server, name))
    _tidy(server, name)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say loudly when half of the database tests did not run."""
    reasons = {
        report.longrepr[2].removeprefix("Skipped: ")
        for report in terminalreporter.stats.get("skipped", [])
        if isinstance(report.longrepr, tuple) and databases.NOT_RUN in report.longrepr[2]
    }
    for reason in sorted(reasons):
        terminalreporter.write_sep("!", reason, red=True, bold=True)
