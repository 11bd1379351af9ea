"""The databases that tests run on: an SQLite file, and a PostgreSQL server that is given or started for the session."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit, urlunsplit

import asyncpg

from app.store.database import Database
from app.store.tables import metadata

T = TypeVar("T")

NOT_RUN = "POSTGRESQL HALF NOT RUN"
HOW = "set TEST_DATABASE_URL, or install PostgreSQL (Debian: apt install postgresql)"
DEBIAN_BINARIES = "/usr/lib/postgresql"
UNPRIVILEGED = ("postgres", "nobody")  # initdb refuses to run as root
START_S = 30.0

SOCKET_ONLY = ("listen_addresses=", "max_connections=60")
# Nothing a test writes outlives its session, so nothing is ever flushed.
UNSAFE = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off")


class NoServer(Exception):
    """No PostgreSQL can be had here; the text says why and what to do."""


def required() -> bool:
    """Say whether a missing PostgreSQL fails the tests instead of skipping half of them."""
    return bool(os.environ.get("CI") or os.environ.get("DIFFDIVER_REQUIRE_POSTGRESQL"))  # for tests only


def given_url() -> str | None:
    """Return the server the environment names."""
    return os.environ.get("TEST_DATABASE_URL") or None  # for tests only


class Server:
    """A private throw-away PostgreSQL on a unix socket; it dies with the process that started it."""

    def __init__(self, *, durable: bool = False) -> None:
        self._options = SOCKET_ONLY if durable else SOCKET_ONLY + UNSAFE
        self._binaries = _binaries()
        self._account = _account()
        self._folder = Path(tempfile.mkdtemp(prefix="diffdiver-postgresql-"))
        self._process: subprocess.Popen[bytes] | None = None
        if self._account is not None:
            os.chown(self._folder, self._account.pw_uid, self._account.pw_gid)
        made = self._run("initdb", "-D", self._data, "-U", "diffdiver", "--auth=trust", "--no-sync", "-E", "UTF8")
        if made.wait() != 0:
            raise self._gave_up("initdb failed")

    @property
    def url(self) -> str:
        """Return the address of its `postgres` database."""
        return f"postgresql://diffdiver@/postgres?host={self._folder}"

    def start(self) -> None:
        """Start the server and wait until it takes connections."""
        options = [part for option in self._options for part in ("-c", option)]
        self._process = self._run("postgres", "-D", self._data, "-k", str(self._folder), *options, tied=True)
        end = time.monotonic() + START_S
        while not self._ready():
            if self._process.poll() is not None or time.monotonic() > end:
                raise self._gave_up("postgres did not start")
            time.sleep(0.02)

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """Break every connection and stop, as a restart of the service does; SIGINT is PostgreSQL's fast shutdown."""
        if self._process is not None:
            self._process.send_signal(how)
            self._process.wait()
            self._process = None

    def remove(self) -> None:
        """Stop at once and leave nothing behind."""
        self.stop(signal.SIGQUIT)
        shutil.rmtree(self._folder)

    def _gave_up(self, what: str) -> NoServer:
        log = (self._folder / "log").read_text()[-500:]
        self.remove()
        return NoServer(f"{what}: {log}")

    @property
    def _data(self) -> str:
        return str(self._folder / "data")

    def _ready(self) -> bool:
        # What pg_ctl looks at: the eighth line of the pid file.
        try:
            lines = (self._folder / "data" / "postmaster.pid").read_text().split("\n")
        except FileNotFoundError:
            return False
        return len(lines) > 7 and lines[7].strip() == "ready"

    def _run(self, program: str, *arguments: str, tied: bool = False) -> subprocess.Popen[bytes]:
        argv = [str(self._binaries / program), *arguments]
        if tied and (setpriv := shutil.which("setpriv")):
            argv = [setpriv, "--pdeathsig", "INT", *argv]
        account = self._account
        with (self._folder / "log").open("ab") as log:
            return subprocess.Popen(
                argv,
                cwd=self._folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                user=account.pw_uid if account else None,
                group=account.pw_gid if account else None,
                extra_groups=[] if account else None,
            )


def _binaries() -> Path:
    installed = sorted(Path(DEBIAN_BINARIES).glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if installed:
        return installed[-1].parent
    found = shutil.which("initdb")
    if found is None:
        raise NoServer(f"no initdb on PATH nor in {DEBIAN_BINARIES}: {HOW}")
    return Path(found).resolve().parent


def _account() -> pwd.struct_passwd | None:
    """Return whom to run as: ourselves (None) unless we are root."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    for name in UNPRIVILEGED:
        if name in known:
            return known[name]
    raise NoServer(f"running as root and none of {UNPRIVILEGED} exists: {HOW}")


def run(work: Coroutine[object, object, T]) -> T:
    """Run a coroutine from a synchronous fixture, in a loop of its own that no test ever sees."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, work).result()


def at_once(many: int, work: Callable[[Barrier], Coroutine[object, object, object]]) -> list[int | None]:
    """Run a coroutine in several processes that wait for each other at the barrier; return how each ended, 0 for well.

    Forked, so that they need not import everything anew; None is one that had not ended after 30 seconds.
    """
    context = multiprocessing.get_context("fork")
    barrier = context.Barrier(many)
    processes = [context.Process(target=lambda: asyncio.run(work(barrier))) for _ in range(many)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(30)
        if process.exitcode is None:
            process.kill()
    return [process.exitcode for process in processes]


def database_at(url: str, name: str) -> str:
    """Return the address of another database on the same server."""
    parts = urlsplit(url)
    # urlunsplit would drop the empty host of a socket address.
    return urlunsplit((parts.scheme, "HOST", f"/{name}", parts.query, "")).replace("HOST", parts.netloc, 1)


async def execute(url: str, *statements: str) -> None:
    """Run statements on a PostgreSQL database, each by itself."""
    connection = await asyncpg.connect(url)
    try:
        for statement in statements:
            await connection.execute(statement)
    finally:
        await connection.close()


async def create(url: str, name: str) -> str:
    """Create a database on the server and return its address."""
    await execute(url, f'CREATE DATABASE "{name}"')
    return database_at(url, name)


async def drop(url: str, name: str) -> None:
    """Drop a database, whoever is still connected to it."""
    await execute(url, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


async def empty(url: str) -> None:
    """Delete every row and every fact; quicker than a new database for each test."""
    deletes = "; ".join(f'DELETE FROM "{table.name}"' for table in reversed(metadata.sorted_tables))
    await execute(url, f"SET lock_timeout = '5s'; {deletes}; DROP SCHEMA IF EXISTS facts CASCADE")


async def migrated(url: str) -> str:
    """Bring a database to the newest revision."""
    database = await Database.open(url)
    try:
        await database.migrate()
    finally:
        await database.close()
    return url
