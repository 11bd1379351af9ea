"""Facts cost time when they are lost, and nothing else: no state of their store may stop a review."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from sqlalchemy import text, update

from app.facts.store import FILE, Facts
from app.facts.store import facts as table
from app.store.database import Database


@asynccontextmanager
async def opened(url: str) -> AsyncIterator[Facts]:
    database = await Database.open(url)
    found = await Facts.open(url, database)
    try:
        yield found
    finally:
        await found.close()
        await database.close()


async def test_what_was_kept_is_known_of_that_repository_producer_and_blob_alone(database_url: str) -> None:
    many = {f"{number:040d}": b"%d" % number for number in range(450)}
    async with opened(database_url) as facts:
        assert facts.usable
        await facts.keep(7, "scan", many)
        await facts.keep(7, "scan", {"0" * 40: b"another"})
        assert await facts.find(7, "scan", [*many, "unknown"]) == many
        assert await facts.find(8, "scan", many) == {}
        assert await facts.find(7, "scan 2", many) == {}


async def test_what_a_repository_left_can_be_forgotten(database_url: str) -> None:
    async with opened(database_url) as facts:
        for repository_id in (7, 8):
            await facts.keep(repository_id, "scan", {"a": b"1", "b": b"2"})
        assert await facts.forget([7]) == 2
        assert (await facts.find(7, "scan", ["a"]), await facts.find(8, "scan", ["a"])) == ({}, {"a": b"1"})


async def test_what_was_of_no_use_for_long_expires_and_a_look_is_a_use(database_url: str) -> None:
    async with opened(database_url) as facts:
        await facts.keep(7, "scan", {"used": b"1", "unused": b"2"})
        async with facts.database.begin() as tx:
            of = table if facts.own else table.to_metadata(table.metadata.__class__(), schema="facts")
            await tx.execute(update(of).values(used_day=0))
        await facts.find(7, "scan", ["used"])
        assert await facts.expire(14) == 1
        assert await facts.find(7, "scan", ["used", "unused"]) == {"used": b"1"}


async def test_a_damaged_file_is_made_anew(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"no database at all " * 300)
    async with opened(f"sqlite:///{tmp_path}/diffdiver.db") as facts:
        await facts.keep(7, "scan", {"a": b"1"})
        assert await facts.find(7, "scan", ["a"]) == {"a": b"1"}


async def test_a_store_that_cannot_be_made_knows_and_keeps_nothing(tmp_path: Path) -> None:
    (tmp_path / FILE).mkdir()
    async with opened(f"sqlite:///{tmp_path}/diffdiver.db") as facts:
        assert not facts.usable
        await facts.keep(7, "scan", {"a": b"1"})
        assert await facts.find(7, "scan", ["a"]) == {}
        assert (await facts.forget([7]), await facts.expire(1)) == (0, 0)


async def test_a_table_that_is_dropped_while_in_use_is_no_error(database_url: str) -> None:
    async with opened(database_url) as facts:
        async with facts.database.begin() as tx:
            await tx.execute(text("DROP TABLE facts" if facts.own else "DROP SCHEMA facts CASCADE"))
        await facts.keep(7, "scan", {"a": b"1"})
        assert await facts.find(7, "scan", ["a"]) == {}
