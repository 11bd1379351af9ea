"""One scan: what is found, and that everything that was not read is said."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from app.analyzers import semgrep
from app.analyzers.answer import NOT_READ, RULES_REFUSED, Asked, read_answer
from app.analyzers.engine import Engine
from app.analyzers.sandbox import Sandbox
from app.analyzers.semgrep import CANNOT_START, DIED, OUT_OF_TIME
from review.models import ScanMatch, ScanReport, Side
from review.models.scan import SYNTAX
from tests.app.analyzers.hostile import EVAL, fake_engine, gone, python, scan, unguarded


def gaps(report: ScanReport) -> list[tuple[str, str]]:
    return [(gap.path, gap.reason) for gap in report.gaps]


async def test_matches_carry_rule_path_side_and_lines(tmp_path: Path) -> None:
    both = [python("x = 1\neval(\n  x)\n"), python("eval(x)\n", side=Side.LEFT)]
    report = await scan(both, tmp_path)
    assert set(report.matches) == {
        ScanMatch("py-eval", "a.py", Side.RIGHT, 2, 3),
        ScanMatch("py-eval", "a.py", Side.LEFT, 1, 1),
    }
    assert (report.gaps, report.engine) == ((), f"semgrep {semgrep.VERSION}")


async def test_the_box_and_no_box_find_the_same(tmp_path: Path) -> None:
    target = python("eval(x)\n")
    found = [
        await semgrep.scan(semgrep.find(None, box=box), [target], [EVAL], scratch=tmp_path, deadline=60)
        for box in (None, Sandbox(None))
    ]
    assert found[0] == found[1]
    assert found[0].matches


async def test_without_targets_or_rules_nothing_is_run(tmp_path: Path) -> None:
    engine = Engine(Path("/nowhere"), "0", Sandbox(None))
    for targets, rules in (((), (EVAL,)), ((python("eval(x)"),), ())):
        report = await semgrep.scan(engine, targets, rules, scratch=tmp_path, deadline=1)
        assert report == ScanReport("semgrep 0", (), ())


async def test_lines_are_counted_by_line_feed_alone(tmp_path: Path) -> None:
    odd = "a = '\u2028\u2029\x85\x0b\x0c\x1c'\r\n# \r lone\n" + "eval('é')\r\n"
    report = await scan([python(odd), python(b"\xef\xbb\xbfx = '\xe9'\neval(x)\n", "latin.py")], tmp_path)
    assert [(match.path, match.start_line) for match in report.matches] == [("a.py", 3), ("latin.py", 2)]


async def test_code_in_utf16_is_read_as_such(tmp_path: Path) -> None:
    report = await scan([python(b"\xff\xfe" + "x = 1\neval(x)\n".encode("utf-16-le"))], tmp_path)
    assert [match.start_line for match in report.matches] == [2]


async def test_a_broken_part_is_a_gap_with_its_lines(tmp_path: Path) -> None:
    report = await scan([python("eval(x)\ndef ((((\n"), python("eval(y)\n", "b.py")], tmp_path)
    assert len(report.matches) == 2
    (gap,) = report.gaps
    assert (gap.path, gap.start_line, gap.reason) == ("a.py", 2, SYNTAX)


async def test_a_broken_rule_makes_every_target_a_gap(tmp_path: Path) -> None:
    for broken in ({**EVAL, "id": "bad", "pattern": "eval((("}, {k: EVAL[k] for k in EVAL if k != "pattern"}):
        report = await scan([python("eval(x)\n"), python("x\n", "b.py")], tmp_path, EVAL, broken)
        assert gaps(report) == [("a.py", RULES_REFUSED), ("b.py", RULES_REFUSED)]


def test_a_target_that_the_engine_does_not_name_is_a_gap_whatever_the_status() -> None:
    asked = Asked("semgrep", {"00000.py": python("x"), "00001.py": python("x", "b.py")})
    said = b'{"results": [], "errors": [], "paths": {"scanned": ["00000.py"]}}'
    assert gaps(read_answer(said, asked)) == [("b.py", NOT_READ)]


def test_an_error_without_lines_is_a_gap_over_the_whole_file() -> None:
    asked = Asked("semgrep", {"00000.py": python("x")})
    said = b"""{"results": [], "paths": {"scanned": ["00000.py"]},
               "errors": [{"level": "warn", "type": "Timeout", "path": "00000.py"}]}"""
    (gap,) = read_answer(said, asked).gaps
    assert (gap.path, gap.start_line) == ("a.py", None)


@pytest.mark.parametrize("said", [b"", b"{", b"[]", b"null", b'{"results": []}', b"<html>"])
def test_an_answer_that_cannot_be_read_makes_every_target_a_gap(said: bytes) -> None:
    report = read_answer(said, Asked("semgrep", {"00000.py": python("x")}))
    assert [(gap.path, gap.start_line) for gap in report.gaps] == [("a.py", None)]


def test_an_answer_with_broken_utf8_in_it_is_read() -> None:
    """The engine cuts the code it quotes in the middle of characters."""
    said = b"""{"results": [{"check_id": "py-eval", "path": "00000.py", "start": {"line": 1}, "end": {"line": 1},
               "extra": {"message": "\xef"}}], "errors": [], "paths": {"scanned": ["00000.py"]}}"""
    assert len(read_answer(said, Asked("semgrep", {"00000.py": python("x")})).matches) == 1


def test_a_prefix_before_the_rule_id_is_dropped() -> None:
    said = b"""{"results": [{"check_id": "srv.rules.py-eval", "path": "00000.py", "start": {"line": 1},
               "end": {"line": 1}}], "errors": [], "paths": {"scanned": ["00000.py"]}}"""
    report = read_answer(said, Asked("semgrep", {"00000.py": python("x")}))
    assert [match.rule_id for match in report.matches] == ["py-eval"]


@pytest.mark.parametrize("box", [semgrep.find(None).box, Sandbox(None)], ids=lambda box: box.name)
async def test_a_missing_engine_makes_every_target_a_gap(box: Sandbox, tmp_path: Path) -> None:
    engine = Engine(tmp_path / "gone" / "semgrep-core", "0", box)
    report = await semgrep.scan(engine, [python("x"), python("y", "b.py")], [EVAL], scratch=tmp_path, deadline=5)
    assert [gap.path for gap in report.gaps] == ["a.py", "b.py"]
    assert {gap.reason for gap in report.gaps} <= {CANNOT_START, DIED}


async def test_a_crashing_engine_makes_every_target_a_gap(tmp_path: Path) -> None:
    engine = fake_engine(tmp_path, "kill -SEGV $$")
    report = await semgrep.scan(engine, [python("x")], [EVAL], scratch=tmp_path, deadline=5)
    assert gaps(report) == [("a.py", DIED)]


@pytest.mark.slow
async def test_an_engine_that_does_not_end_is_killed_and_every_target_is_a_gap(tmp_path: Path) -> None:
    orphan = tmp_path / "orphan"
    engine = fake_engine(tmp_path, f"/bin/sleep 300 & echo $! > {orphan}; wait")
    report = await semgrep.scan(engine, [python("x")], [EVAL], scratch=tmp_path, deadline=0.4)
    assert gaps(report) == [("a.py", OUT_OF_TIME)]
    assert gone(int(orphan.read_text()))  # a line in a temporary folder


def left(folder: Path) -> list[Path]:
    return list(folder.iterdir())


async def test_nothing_stays_in_the_scratch_folder(tmp_path: Path) -> None:
    await scan([python("eval(x)\n")], tmp_path)
    assert left(tmp_path) == []


@pytest.mark.parametrize("steps", [1, 2, 3, 10, 1000])
async def test_nothing_stays_in_the_scratch_folder_after_a_cancelled_scan(steps: int, tmp_path: Path) -> None:
    """Wherever the scan is when it is cancelled: before, while and after its files are written."""
    task = asyncio.create_task(scan([python("eval(x)\n", f"{number}.py") for number in range(50)], tmp_path))
    for _ in range(steps):
        await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert left(tmp_path) == []


async def test_fragments_are_scanned_as_they_are(tmp_path: Path) -> None:
    """Lines of a diff without the lines between: blank ones stand for them, so numbers are true."""
    report = await scan([python("\n\n\n\n    eval(x)\n")], tmp_path)
    assert [match.start_line for match in report.matches] == [5]


def test_the_engine_runs_with_guards_left_out(tmp_path: Path) -> None:
    """The control runs of test_hostile_code.py work at all."""
    assert unguarded([python("eval(x)\n")], tmp_path)["results"]
