"""Processes that parse: one file's crash, hang or bug costs that file alone."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest

from app.errors import Retryable
from app.index import parsers as pool
from app.index.parser import Code
from app.index.parsers import Parsers
from review.code.facts import facts_of
from review.code.stored import Unread, decode, refuse
from review.models.code import FileFacts
from tests.benchmarks.machine import children

FRAGILE = "tests.app.index.fragile"
DEADLY_YAML = b"- " * 400 + b"\n"


def codes(*contents: bytes, language: str = "text") -> list[Code]:
    return [Code((language, str(number)), language, content) for number, content in enumerate(contents)]


def in_order(found: dict[tuple[str, str], bytes]) -> list[bytes]:
    return [value for _, value in sorted(found.items(), key=lambda each: int(each[0][1]))]


@pytest.fixture
async def fragile() -> AsyncIterator[Parsers]:
    async with Parsers.open(1, program=FRAGILE, answer_s=20) as parsers:
        yield parsers


async def test_each_file_has_the_facts_that_its_parser_gives() -> None:
    code = b"def add(a, b):\n    return a + b\n"
    async with Parsers.open(2) as parsers:
        found = await parsers.parse(codes(code, b"", language="python"))
    assert [decode(value) for value in in_order(found)] == [facts_of(code, "python"), facts_of(b"", "python")]


async def test_a_file_that_kills_its_grammar_costs_that_file_alone() -> None:
    sound = b"a:\n  b: 1\n"
    async with Parsers.open(1) as parsers:
        found = [
            decode(value) for value in in_order(await parsers.parse(codes(sound, DEADLY_YAML, sound, language="yaml")))
        ]
    assert isinstance(found[1], Unread)
    assert found[1].reason.startswith("its parser crashed (signal ")
    assert isinstance(found[0], FileFacts)
    assert found[0] == found[2]


@pytest.mark.parametrize(
    ("deadly", "reason"),
    [
        (b"crash", "its parser crashed (signal 11)"),
        (b"hang", "its parser took more than 5 s"),
        (b"bug", "its parser crashed (status 1)"),
    ],
)
async def test_whatever_a_process_dies_of_the_others_are_read(fragile: Parsers, deadly: bytes, reason: str) -> None:
    found = in_order(await fragile.parse(codes(b"1", deadly, b"2", b"3")))
    assert found == [b"text: 1", refuse(reason), b"text: 2", b"text: 3"]


async def test_the_last_file_may_be_the_deadly_one(fragile: Parsers) -> None:
    assert in_order(await fragile.parse(codes(b"1", b"crash"))) == [
        b"text: 1",
        refuse("its parser crashed (signal 11)"),
    ]
    assert in_order(await fragile.parse(codes(b"2"))) == [b"text: 2"]


async def test_a_process_that_says_nothing_is_killed() -> None:
    async with Parsers.open(1, program=FRAGILE, answer_s=0.5) as parsers:
        found = in_order(await parsers.parse(codes(b"sleep", b"1")))
    assert found == [refuse("its parser gave no answer within 0.5 s"), b"text: 1"]


async def test_a_language_that_crashes_all_the_time_is_left_alone(
    fragile: Parsers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pool, "MOST_CRASHES", 2)
    found = in_order(await fragile.parse([*codes(*[b"crash"] * 4)]))
    assert found[2:] == [refuse(pool.TOO_MANY.format(most=2))] * 2
    assert in_order(await fragile.parse(codes(b"1", language="other"))) == [b"other: 1"]


async def test_large_files_go_both_ways_at_once(fragile: Parsers) -> None:
    """Both pipes would be full if either side only wrote."""
    contents: Sequence[bytes] = [bytes([65 + number]) * 300_000 for number in range(20)]
    assert in_order(await fragile.parse(codes(*contents))) == [b"text: " + content for content in contents]


async def test_no_process_is_left_and_none_starts_without_need() -> None:
    async with Parsers.open(2, program=FRAGILE) as parsers:
        assert await parsers.parse([]) == {}
        before = set(children(os.getpid()))
        await parsers.parse(codes(b"1"))
        started = set(children(os.getpid())) - before
        assert len(started) == 1
    assert not started & set(children(os.getpid()))


async def test_a_process_that_does_not_start_blames_no_file() -> None:
    async with Parsers.open(1, program="tests.app.index.broken") as parsers:
        with pytest.raises(Retryable, match="could be started"):
            await parsers.parse(codes(b"1"))


async def test_nothing_is_imported_from_the_current_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / "__init__.py").write_text("raise SystemExit('imported')")
    monkeypatch.chdir(tmp_path)
    async with Parsers.open(1) as parsers:
        assert len(await parsers.parse(codes(b"a = 1\n", language="python"))) == 1


async def test_the_process_knows_no_secret(fragile: Parsers, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_WEBHOOK_SECRET", "canary")
    await fragile.parse(codes(b"1"))
    (parser,) = fragile._idle
    assert b"canary" not in Path(f"/proc/{parser.process.pid}/environ").read_bytes()
