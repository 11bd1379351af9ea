"""A Redis-compatible server, and the log as it is written."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import structlog

from app import log
from app.state.valkey import socket_path
from tests.app import embedded

Lines = Callable[[], list[dict[str, Any]]]


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    """Run the embedded server for the session and return its address."""
    with embedded.short_directory() as directory, embedded.server(directory):
        yield f"unix://{socket_path(directory)}"


@pytest.fixture
def logged(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """Configure the log as the commands do and return what is written; all is as before afterwards."""
    root, written = logging.getLogger(), io.StringIO()
    handlers, level = root.handlers[:], root.level
    monkeypatch.setattr("sys.stderr", written)
    log.configure("INFO")
    structlog.configure(cache_logger_on_first_use=False)
    yield written
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


@pytest.fixture
def lines(logged: io.StringIO) -> Lines:
    """Return a function that reads the log so far."""
    return lambda: [json.loads(line) for line in logged.getvalue().split("\n") if line]
