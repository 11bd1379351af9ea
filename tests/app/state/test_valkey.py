"""The embedded server is on a socket of its owner's, and what it was told survives its death."""

from __future__ import annotations

import asyncio
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from redis.asyncio import Redis

from app.errors import UsageError
from app.state import valkey
from tests.app import embedded


@pytest.fixture
def data_dir() -> Iterator[Path]:
    with embedded.short_directory() as directory:
        yield directory


def client(data_dir: Path) -> Redis:
    return Redis(unix_socket_path=str(valkey.socket_path(data_dir)))


async def config(data_dir: Path, name: str) -> str:
    async with client(data_dir) as redis:
        return str((await redis.config_get(name))[name])


def test_it_listens_on_a_private_socket_and_nowhere_else(data_dir: Path) -> None:
    with embedded.server(data_dir):
        assert stat.S_IMODE(valkey.socket_path(data_dir).stat().st_mode) == 0o700
        assert asyncio.run(config(data_dir, "port")) == "0"
        assert asyncio.run(config(data_dir, "appendonly")) == "yes"


def test_what_it_was_told_survives_kill_9(data_dir: Path) -> None:
    async def tell() -> None:
        async with client(data_dir) as redis:
            for number in range(100):
                await redis.set(f"key {number}", number)

    async def ask() -> int:
        async with client(data_dir) as redis:
            return int(await redis.dbsize())

    with embedded.server(data_dir) as process:
        asyncio.run(tell())
        process.kill()
        process.wait()
    assert valkey.socket_path(data_dir).exists()
    with embedded.server(data_dir):
        assert asyncio.run(ask()) == 100


def test_a_path_that_is_too_long_for_a_socket_is_told_of() -> None:
    with pytest.raises(UsageError, match="DIFFDIVER_DATA_DIR to a shorter path"):
        valkey.socket_path(Path("/" + "x" * 107))


async def test_a_server_that_does_not_come_up_is_told_of(data_dir: Path) -> None:
    with pytest.raises(UsageError, match="did not start"):
        await valkey.wait_ready(data_dir, timeout_s=0.05)
