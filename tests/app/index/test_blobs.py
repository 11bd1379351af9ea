"""What is known is looked up, the rest is parsed once and kept part by part; every file has facts or a reason."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from app.index import blobs
from app.index import parsers as pool
from app.index.blobs import Progress, index_blobs
from app.index.parsers import Parsers
from app.index.producer import producer
from review.code.grammars import MAX_BYTES
from review.code.languages import LANGUAGES
from review.code.stored import refuse
from tests.app.index.indexing import Memory, Reader, blob, listed, reader
from tests.app.index.test_parsers import FRAGILE

MANY = {f"m{number}.py": b"%d" % number for number in range(30)}


@pytest.fixture
async def parsers() -> AsyncIterator[Parsers]:
    async with Parsers.open(1, program=FRAGILE) as opened:
        yield opened


async def test_every_file_has_its_facts(parsers: Parsers) -> None:
    files = {"a.py": b"1", "b.go": b"2"}
    indexed = await index_blobs(listed(files), reader(files), parsers)
    assert indexed.facts == {"a.py": b"python: 1", "b.go": b"go: 2"}
    assert indexed.parsed == 2


async def test_a_second_run_reads_and_parses_nothing(parsers: Parsers) -> None:
    memory = Memory()
    first = await index_blobs(listed(MANY), reader(MANY), parsers, memory)
    again = reader(MANY)
    second = await index_blobs(listed(MANY), again, parsers, memory)
    assert (second.facts, second.parsed, again.asked) == (first.facts, 0, [])


async def test_without_what_is_kept_a_second_run_parses_all(parsers: Parsers) -> None:
    """Control: it is the store that spares the work."""
    await index_blobs(listed(MANY), reader(MANY), parsers, Memory())
    assert (await index_blobs(listed(MANY), reader(MANY), parsers, Memory())).parsed == len(MANY)


async def test_a_push_parses_what_it_changed(parsers: Parsers) -> None:
    memory = Memory()
    await index_blobs(listed(MANY), reader(MANY), parsers, memory)
    pushed = {**MANY, **{f"m{number}.py": b"new %d" % number for number in range(20)}}
    indexed = await index_blobs(listed(pushed), reader(pushed), parsers, memory)
    assert indexed.parsed == 20
    assert indexed.facts["m3.py"] == b"python: new 3"
    assert indexed.facts["m25.py"] == b"python: 25"


async def test_the_same_content_is_parsed_once_for_each_language(parsers: Parsers) -> None:
    files = {"a.py": b"1", "b.py": b"1", "c.go": b"1"}
    indexed = await index_blobs(listed(files), reader(files), parsers)
    assert indexed.parsed == 2
    assert indexed.facts == {"a.py": b"python: 1", "b.py": b"python: 1", "c.go": b"go: 1"}


@pytest.mark.parametrize("sizes", [True, False])
async def test_a_file_that_is_too_large_is_told_so_and_not_tried_again(parsers: Parsers, sizes: bool) -> None:
    files = {"a.py": b"x" * (MAX_BYTES + 1), "b.py": b"1"}
    memory, once = Memory(), reader(files)
    indexed = await index_blobs(listed(files, sizes=sizes), once, parsers, memory)
    assert indexed.facts["a.py"] == refuse(blobs.TOO_LARGE.format(size=MAX_BYTES + 1, most=MAX_BYTES))
    assert (blob(files["a.py"]) in once.asked) is not sizes
    assert (await index_blobs(listed(files, sizes=sizes), reader({}), parsers, memory)).facts == indexed.facts


async def test_a_file_that_cannot_be_had_is_missing_and_tried_again(parsers: Parsers) -> None:
    files = {"a.py": b"1", "b.py": b"2"}
    memory = Memory()
    indexed = await index_blobs(listed(files), reader({"a.py": b"1"}), parsers, memory)
    assert set(indexed.facts) == {"a.py"}
    assert set((await index_blobs(listed(files), reader(files), parsers, memory)).facts) == set(files)


async def test_a_file_that_can_never_be_had_is_told_so_and_not_tried_again(parsers: Parsers) -> None:
    files, memory = {"a.py": b"1"}, Memory()
    never = Reader({blob(b"1"): None})
    indexed = await index_blobs(listed(files), never, parsers, memory)
    assert indexed.facts == {"a.py": refuse(blobs.NOT_GIVEN)}
    assert (await index_blobs(listed(files), reader(files), parsers, memory)).facts == indexed.facts


async def test_a_file_that_kills_its_parser_is_not_tried_again(parsers: Parsers) -> None:
    files = {"a.py": b"crash", "b.py": b"1"}
    memory = Memory()
    indexed = await index_blobs(listed(files), reader(files), parsers, memory)
    assert indexed.facts == {"a.py": refuse("its parser crashed (signal 11)"), "b.py": b"python: 1"}
    assert (await index_blobs(listed(files), reader(files), parsers, memory)).parsed == 0


async def test_files_that_were_passed_over_after_many_crashes_are_tried_again(
    parsers: Parsers, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The machine may have been short of memory: that is not remembered of files that nobody tried."""
    monkeypatch.setattr(pool, "MOST_CRASHES", 1)
    files = {"a.py": b"crash", "b.py": b"1"}
    memory = Memory()
    indexed = await index_blobs(listed(files), reader(files), parsers, memory)
    assert indexed.facts["b.py"] == refuse(pool.TOO_MANY.format(most=1))
    async with Parsers.open(1, program=FRAGILE) as others:
        again = await index_blobs(listed(files), reader(files), others, memory)
    assert again.facts == {"a.py": indexed.facts["a.py"], "b.py": b"python: 1"}


class Lost(Exception):
    """The worker is gone."""


async def test_a_run_that_was_cut_short_goes_on_where_it_was(parsers: Parsers, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blobs, "PART_FILES", 5)
    memory = Memory()

    async def lost(progress: Progress) -> None:
        if progress.parsed >= 15:
            raise Lost

    with pytest.raises(Lost):
        await index_blobs(listed(MANY), reader(MANY), parsers, memory, lost)
    indexed = await index_blobs(listed(MANY), reader(MANY), parsers, memory)
    assert indexed.parsed == len(MANY) - 15
    assert set(indexed.facts) == set(MANY)


async def test_the_parts_are_bounded_in_bytes(parsers: Parsers, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blobs, "PART_BYTES", 10)
    seen: list[int] = []

    async def seeing(progress: Progress) -> None:
        seen.append(progress.done)

    files = {f"{number}.py": b"%d" % number * 6 for number in range(4)}
    await index_blobs(listed(files), reader(files), parsers, progress=seeing)
    assert seen == [0, 2, 4]


def test_another_query_is_another_producer(monkeypatch: pytest.MonkeyPatch) -> None:
    """And only that language is read again."""
    before = producer("python"), producer("go")
    (reading,) = LANGUAGES["python"]
    monkeypatch.setitem(LANGUAGES, "python", (replace(reading, query=reading.query + ";"),))
    producer.cache_clear()
    try:
        after = producer("python"), producer("go")
    finally:
        monkeypatch.undo()
        producer.cache_clear()
    assert after[0] != before[0]
    assert after[1] == before[1]
