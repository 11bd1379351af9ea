"""Languages whose rules read text: no code of theirs is a gap, no other file is tried, hostile code ends in time."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from app.analyzers import semgrep
from review.checks.rules import rules_for
from review.models import ScanReport, ScanTarget, Side

MEGABYTE = 1_000_000
NEAR_MATCHES = {
    "c": [
        "strcpy(a, ",
        'sprintf(a, "%d ',
        "a = realloc(a\n",
        "n = ntohs(x);\n",
        "*p, ",
        '"SELECT a ',
        "token_a=",
        "/*",
    ],
    "swift": [
        'let sql = "',
        '"SELECT a ',
        '"\\(',
        "didReceive challenge\n",
        "let a = req.query\n",
        "let token = ",
        "#",
    ],
}


def target(code: str, path: str, language: str) -> ScanTarget:
    return ScanTarget(path, Side.RIGHT, language, code.encode())


async def scan(scratch: Path, *targets: ScanTarget) -> ScanReport:
    rules = rules_for({each.language for each in targets})
    return await semgrep.scan(semgrep.find(None), targets, rules, scratch=scratch, deadline=120)


async def test_code_that_no_parser_reads_is_no_gap(tmp_path: Path) -> None:
    code = "#define BEGIN {\nint f(char *x) BEGIN\nFOREACH(x, y) strcpy(x, y); ??? template< (((\n"
    report = await scan(tmp_path, target(code, "a.c", "c"), target(code, "a.swift", "swift"))
    assert report.gaps == ()
    assert [(match.rule_id, match.path, match.start_line) for match in report.matches] == [
        ("c-unbounded-copy", "a.c", 3),
        ("sw-c-copy", "a.swift", 3),
    ]


async def test_rules_for_text_are_not_tried_on_other_languages(tmp_path: Path) -> None:
    code = "gets(x)\nstrcpy(x, y)\n"
    report = await scan(tmp_path, target(code, "a.py", "python"), target("int a;\n", "a.c", "c"))
    assert (report.matches, report.gaps) == ((), ())


async def test_comments_and_literals_match_nothing(tmp_path: Path) -> None:
    code = '// gets(x)\n/* gets(y)\ngets(z); */\nputs("gets(a); \\" gets(b)");\nputs(R"(gets(c);)");\n'
    report = await scan(tmp_path, target(code, "a.cc", "cpp"), target(code + "gets(d);\n", "b.cc", "cpp"))
    assert [(match.path, match.start_line) for match in report.matches] == [("b.cc", 6)]


@pytest.mark.slow
@pytest.mark.parametrize("language", NEAR_MATCHES)
async def test_a_megabyte_of_near_matches_ends_in_time(language: str, tmp_path: Path) -> None:
    """One file with an equal share of each: a rule that ran into its limit would be a gap."""
    rows = NEAR_MATCHES[language]
    code = "\n".join(row * (MEGABYTE // len(rows) // len(row)) for row in rows)
    begun = time.monotonic()
    report = await scan(tmp_path, target(code, f"a.{language}", language))
    assert time.monotonic() - begun < 60
    assert report.gaps == ()
