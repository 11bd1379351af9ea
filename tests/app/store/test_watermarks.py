"""Watermarks are numbers by name, on both databases."""

from __future__ import annotations

from app.store import watermarks
from app.store.database import Database


async def test_a_watermark_is_kept_and_raised(database: Database) -> None:
    async with database.begin() as tx:
        assert await watermarks.read(tx, "a") == 0
        await watermarks.put(tx, "a", 5)
        await watermarks.put(tx, "a", 1_763_000_000_000)
        await watermarks.put(tx, "b", 1)
    async with database.read() as tx:
        assert [await watermarks.read(tx, name) for name in "ab"] == [1_763_000_000_000, 1]
