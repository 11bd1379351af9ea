"""The scan reads every file at head once, and at the merge base what may have stood there before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import orjson
import pytest

from app.analyzers import semgrep
from app.facts.store import Facts
from app.store.database import Database
from app.work import scan as scan_module
from app.work.scan import WORTH_ANOTHER_BYTES, scan, spread
from app.work.scanned import Scanned
from review.checks.own_rules import read_rules
from review.models import FetchedChange, FileStatus, ScanReport, ScanTarget, Side, Source, TreeChange
from review.policy import Policy
from review.survey import Survey, survey

OLD = "def run(request, code):\n    return eval(code)\n"
NEW = OLD + "\n\ndef again(code):\n    return eval(code)\n"
CLEAN = "def add(a, b):\n    return a + b\n"
UNREADABLE = "def broken(:\n    eval(code\n"


def target(path: str, size: int, language: str = "python") -> ScanTarget:
    return ScanTarget(path, Side.RIGHT, language, b"#" * size)


def changed(**files: tuple[str, str]) -> Survey:
    """Return the survey of a change of Python files, each with its base and its head."""
    tree, sources = [], {}
    for name, (base, head) in files.items():
        path = f"{name}.py"
        tree.append(TreeChange(path, None, FileStatus.MODIFIED, "100644", "100644", "a", "b"))
        sources[path] = Source(path, base.encode(), head.encode())
    return survey(FetchedChange(None, None, tuple(tree), b"", {}, sources, {}), None, Policy())


def test_a_small_change_is_left_to_one_engine() -> None:
    assert len(spread([target(f"{n}.py", 100) for n in range(20)])) == 1


def test_a_larger_change_is_shared_by_size_with_every_file_in_one_part() -> None:
    targets = [target(f"{n}.py", WORTH_ANOTHER_BYTES // (n + 1)) for n in range(10)]
    parts = spread(targets)
    assert sorted(each.path for part in parts for each in part) == sorted(each.path for each in targets)
    sizes = [sum(len(each.content) for each in part) for part in parts]
    assert max(sizes) <= 2 * min(sizes)


def test_files_of_a_language_stay_together_so_that_an_engine_reads_fewer_rules() -> None:
    half = WORTH_ANOTHER_BYTES // 4
    languages = ["python", "go", "python", "go"]
    parts = spread([target(str(n), half, language) for n, language in enumerate(languages)])
    assert [{each.language for each in part} for part in parts] == [{"go"}, {"python"}]


def test_a_single_large_file_makes_no_empty_part() -> None:
    assert [len(part) for part in spread([target("a.py", 10 * WORTH_ANOTHER_BYTES)])] == [1]


@pytest.mark.parametrize("content", [b"", b"\n"])
def test_empty_files_are_scanned_too(content: bytes) -> None:
    assert spread([ScanTarget("a.py", Side.RIGHT, "python", content)]) != []


async def test_what_matched_at_head_is_looked_for_at_the_base(tmp_path: Path) -> None:
    report = await scan(semgrep.find(None), tmp_path, changed(a=(OLD, NEW), b=(CLEAN, CLEAN)))
    found = [(match.path, match.side, match.start_line) for match in report.matches]
    assert sorted(found) == [("a.py", Side.LEFT, 2), ("a.py", Side.RIGHT, 2), ("a.py", Side.RIGHT, 6)]
    assert report.gaps == ()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
async def test_guards_are_asked_of_what_the_engine_reads(encoding: str, tmp_path: Path) -> None:
    # What has a NUL in its first 8,000 bytes is binary to git, and no target: a long name in Chinese has none.
    code = ("\u4e8c" * 4_001 + " = 1;\ndocument.body.innerHTML = location.hash;\n").encode(encoding)
    guarded = {"pattern-regex": r"(?s)\A.*innerHTML.*\z"}
    raw = {"id": "own-html", "languages": ["javascript"], "patterns": [guarded, {"pattern": "$X.innerHTML = $Y"}]}
    told = {"title": "T", "category": "own-html", "severity": "high", "confidence": 1}
    read = read_rules({"a.yaml": orjson.dumps({"rules": [{**raw, "message": "M", "metadata": told}]}).decode()})
    assert read.wrong == ()
    tree = TreeChange("a.js", None, FileStatus.ADDED, "000000", "100644", "a", "b")
    fetched = FetchedChange(None, None, (tree,), b"", {}, {"a.js": Source("a.js", None, code)}, {})
    report = await scan(semgrep.find(None), tmp_path, survey(fetched, None, Policy()), own=read.rules)
    assert "own-html" in {match.rule_id for match in report.matches}


async def test_a_gap_at_head_is_looked_for_at_the_base_though_no_rule_hit(tmp_path: Path) -> None:
    report = await scan(semgrep.find(None), tmp_path, changed(a=(UNREADABLE, UNREADABLE + "\n")))
    assert {gap.side for gap in report.gaps} == {Side.LEFT, Side.RIGHT}


async def test_two_engines_report_what_one_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = {name: (CLEAN, NEW if name in "ad" else CLEAN) for name in "abcd"}
    one = await scan(semgrep.find(None), tmp_path, changed(**files))
    monkeypatch.setattr(scan_module, "WORTH_ANOTHER_BYTES", 1)
    assert len(spread(changed(**files).scan_targets)) == 2
    two = await scan(semgrep.find(None), tmp_path, changed(**files))
    assert sorted(map(repr, two.matches)) == sorted(map(repr, one.matches)) != []
    assert two.gaps == one.gaps


@pytest.mark.slow
async def test_a_push_pays_only_for_the_blobs_that_it_changed(
    tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = semgrep.find(None)
    scanned: list[tuple[str, Side]] = []
    real = semgrep.scan

    async def counting(engine: semgrep.Engine, targets: Sequence[ScanTarget], *rest: Any, **others: Any) -> ScanReport:
        scanned.extend((target.path, target.side) for target in targets)
        return await real(engine, targets, *rest, **others)

    monkeypatch.setattr(semgrep, "scan", counting)
    database = await Database.open(database_url)
    facts = await Facts.open(database_url, database)
    try:
        first, afresh = changed(a=(OLD, NEW), b=(CLEAN, CLEAN)), await scan(engine, tmp_path, changed(a=(OLD, NEW)))
        scanned.clear()
        reports = [await scan(engine, tmp_path, first, Scanned(facts, 7)) for _ in range(2)]
        assert scanned == [("a.py", Side.RIGHT), ("b.py", Side.RIGHT), ("a.py", Side.LEFT)]
        assert [sorted(map(str, each.matches)) for each in reports] == [sorted(map(str, afresh.matches))] * 2
        scanned.clear()
        await scan(engine, tmp_path, changed(a=(OLD, NEW), b=(CLEAN, NEW)), Scanned(facts, 7))
        assert scanned == [], "the new b has the content of a"
        await scan(engine, tmp_path, changed(a=(OLD, NEW + "\n")), Scanned(facts, 7))
        assert scanned == [("a.py", Side.RIGHT)]
        await scan(engine, tmp_path, first, Scanned(facts, 8))
        assert len(scanned) == 4, "another repository's blobs are its own"
    finally:
        await facts.close()
        await database.close()


@pytest.mark.slow
async def test_what_was_not_read_to_its_end_is_scanned_again(tmp_path: Path, database_url: str) -> None:
    database = await Database.open(database_url)
    facts = await Facts.open(database_url, database)
    try:
        change, engine = changed(a=(CLEAN, NEW)), semgrep.find(None)
        broken = replace(engine, core=tmp_path / "no-engine-here")
        failed = await scan(broken, tmp_path, change, Scanned(facts, 7))
        assert {gap.start_line for gap in failed.gaps} == {None}
        assert len((await scan(engine, tmp_path, change, Scanned(facts, 7))).matches) == 2
    finally:
        await facts.close()
        await database.close()
