"""A suggestion is offered only when it was applied, parsed and scanned; else the reason is kept."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from review import suggestions
from review.checks.rules import rules_for
from review.code import syntax
from review.findings.sanitise import code_block
from review.judge import judge
from review.models import (
    Answer,
    Fate,
    FateKind,
    FetchedChange,
    Finding,
    Location,
    ReviewComment,
    ScanGap,
    ScanMatch,
    ScanReport,
    Severity,
    Side,
)
from review.pack import pack
from review.policy import Policy
from review.report.render import comment
from review.suggestions import MOST, Tried, offer, try_suggestions, unproven
from review.survey import survey
from tests.review.diff.git_oracle import Files, Oracle
from tests.review.findings.test_extraction import FINDING
from tests.review.made import CLEAN_SCAN, PULL_REQUEST, knowledge
from tests.review.made_suggestions import HEAD, PATH, suggesting, surveyed

LINE = "        return total / max(1, len(self.items))"
ON = Policy(suggestions=True)
RULE = str(rules_for({"python"})[0]["id"])


def tried(*findings: Finding, **other: object) -> Tried:
    return try_suggestions(surveyed(**other), findings, ON)  # type: ignore[arg-type]  # tests name its parameters


def outcome(finding: Finding, scan: ScanReport = CLEAN_SCAN, **other: object) -> tuple[str | None, bool, str]:
    (one,) = offer(tried(finding, **other), scan)
    return one.suggestion, one.proven, one.unproven


def test_a_suggestion_that_passes_everything_is_proven_as_it_would_stand() -> None:
    assert outcome(suggesting(LINE.strip())) == (LINE, True, "")


@pytest.mark.parametrize(
    ("finding", "why"),
    [
        (suggesting(LINE, location=Location(PATH, 9, 9, Side.LEFT)), suggestions.REMOVED_CODE),
        (suggesting(LINE, location=Location("other.py", 9, 9)), suggestions.NOT_ONE_HUNK),
        (suggesting("    def clear(self):\n        self.items.clear()", 11, 12), suggestions.NOT_ONE_HUNK),
        (suggesting(LINE, 9, 12), suggestions.NOT_ONE_HUNK),
        (suggesting("        total = 0.0", 6), suggestions.NOT_CHANGED),
    ],
)
def test_lines_that_are_not_the_change_s_own_get_prose_only(finding: Finding, why: str) -> None:
    assert outcome(finding) == (finding.suggestion, False, why)


def test_without_the_whole_file_nothing_is_proven() -> None:
    assert outcome(suggesting(LINE), fragment=True) == (LINE, False, suggestions.NOT_WHOLE)


def test_a_language_without_a_parser_gets_prose_only() -> None:
    assert outcome(suggesting(LINE), language="cobol") == (LINE, False, syntax.NO_PARSER)


def test_a_suggestion_that_breaks_the_file_is_left_out() -> None:
    assert outcome(suggesting("return (total")) == (None, False, syntax.BREAKS)


def test_a_reason_of_the_judge_stays() -> None:
    said = suggesting(LINE, unproven="it may be for other lines")
    assert outcome(said) == (LINE, False, "it may be for other lines")


def test_what_the_scan_engine_finds_in_it_leaves_it_out() -> None:
    """Each trial is a file of its own: what is wrong with one says nothing of another."""
    both = tried(suggesting("return eval(total)"), suggesting(LINE))
    assert [trial.name for trial in both.trials] == [f"0/{PATH}", f"1/{PATH}"]
    match = ScanMatch(RULE, f"0/{PATH}", Side.RIGHT, 9, 9)
    hit = replace(CLEAN_SCAN, matches=(match,))
    first, second = offer(both, hit)
    assert (first.suggestion, first.unproven) == (None, suggestions.UNSAFE.format(rule=RULE))
    assert second.proven


def test_what_stood_in_the_file_before_is_not_held_against_it() -> None:
    both = tried(suggesting(LINE))
    matches = tuple(ScanMatch(RULE, f"0/{PATH}", side, 12, 12) for side in (Side.LEFT, Side.RIGHT))
    (one,) = offer(both, replace(CLEAN_SCAN, matches=matches))
    assert one.proven


def test_a_secret_in_it_leaves_it_out() -> None:
    text, proven, why = outcome(suggesting("        key = 'AKIA" + "Q3EGRTNZX7JK2VWB'\n" + LINE))
    assert (text, proven) == (None, False)
    assert why.startswith("with it the security check finds ")


def test_what_the_engine_could_not_read_is_not_offered() -> None:
    gap = ScanGap(f"0/{PATH}", Side.RIGHT, None, None, "it died")
    assert outcome(suggesting(LINE), replace(CLEAN_SCAN, gaps=(gap,))) == (LINE, False, suggestions.UNSCANNED)


def test_the_trials_are_a_change_from_the_head_on() -> None:
    change = tried(suggesting(LINE)).change
    assert change is not None
    (target,) = change.scan_targets
    assert target.content.decode() == HEAD.replace("        return total / len(self.items)", LINE)
    (source,) = change.change.sources.values()
    assert source.base == HEAD.encode()


def test_only_the_worst_are_tried_and_the_rest_say_so() -> None:
    findings = [suggesting(LINE, title=f"T{number}") for number in range(MOST)]
    low = suggesting(LINE, severity=Severity.LOW)
    made = tried(low, *findings)
    assert len(made.trials) == MOST
    assert made.findings[0].unproven == suggestions.TOO_MANY


def test_what_is_not_said_and_what_checks_say_is_not_tried() -> None:
    fated = suggesting(LINE, fate=Fate(FateKind.SUPPRESSED, "no"))
    check = suggesting(LINE, source="semgrep")
    made = tried(fated, check)
    assert (made.trials, made.findings) == ((), (fated, check))


def test_a_policy_turns_them_off() -> None:
    (one,) = try_suggestions(surveyed(), [suggesting(LINE)], Policy(suggestions=False)).findings
    assert (one.suggestion, one.unproven) == (None, suggestions.TURNED_OFF)


def test_a_trial_that_dies_leaves_prose() -> None:
    (one,) = unproven([suggesting(LINE)])
    assert (one.suggestion, one.proven, one.unproven) == (LINE, False, suggestions.FAILED)


def test_a_fence_inside_cannot_end_the_suggestion() -> None:
    held = LINE + '  # "```"\n        # ````suggestion'
    (one,) = offer(tried(suggesting(held)), CLEAN_SCAN)
    assert f"\n`````suggestion\n{held}\n`````\n" in comment(one, one.location, ()).body


def test_a_comment_elsewhere_shows_the_code_and_offers_nothing() -> None:
    """GitHub puts a suggestion in place of the comment's lines, whatever code it was made for."""
    (one,) = offer(tried(suggesting(LINE)), CLEAN_SCAN)
    assert "```suggestion" in comment(one, one.location, ()).body, "control"
    moved = comment(one, Location(PATH, 8, 9), ()).body
    assert "suggestion\n" not in moved
    assert code_block(LINE) in moved


def test_of_two_on_the_same_lines_one_is_offered() -> None:
    lead, member = offer(tried(suggesting(LINE), suggesting("        return total")), CLEAN_SCAN)
    assert comment(lead, lead.location, (member,)).body.count("```suggestion") == 1


# From a file's bytes to its bytes after the button was pressed

PYTHON = (
    "def mean(rows):\n    total = sum(rows)\n    return total / len(rows)\n\n\ndef last(rows):\n    return rows[-1]\n"
)
GO = "package a\n\nfunc f(a, b int) int {\n\tif a > 0 {\n\t\treturn a / b\n\t}\n\treturn 0\n}\n"
DIVIDES = ("    return total / len(rows)", "if not rows:\n    return 0\nreturn total / len(rows)")
WHOLE = "    total = sum(rows)\n    return total / len(rows)", "    return sum(rows) / max(1, len(rows))\n"
ENDS = ("    return rows[-1]", "    return rows[-1] if rows else None\n")
TABBED = ("return a / b", "if b == 0 {\n    return 0\n}\nreturn a / b")
NESTED = "\t\tif b == 0 {\n\t\t\treturn 0\n\t\t}\n\t\treturn a / b"
GUARDED = "    if not rows:\n        return 0\n    return total / len(rows)"
# What it is; the file; the quoted code and what the model puts in its place, in lines that end in LF; what comes of it.
FILES = (
    ("LF", "m.py", PYTHON, DIVIDES, PYTHON.replace(DIVIDES[0], GUARDED)),
    ("tabs", "a.go", GO, TABBED, GO.replace("\t\treturn a / b", NESTED)),
    ("tabs in Python", "m.py", PYTHON.replace("    ", "\t"), DIVIDES,
     PYTHON.replace(DIVIDES[0], GUARDED).replace("    ", "\t")),
    ("several lines", "m.py", PYTHON, WHOLE, PYTHON.replace(WHOLE[0], WHOLE[1].rstrip())),
    ("the last line", "m.py", PYTHON, ENDS, PYTHON.replace(ENDS[0], ENDS[1].rstrip())),
)  # fmt: skip


def stored(text: str, end: str, last: bool) -> bytes:
    """Return the text with lines that end so; whether the last one does too."""
    return (text if last else text.removesuffix("\n")).replace("\n", end).encode()


def pressed(head: bytes, said: ReviewComment) -> bytes:
    """Return the file after a person commits the suggestion: GitHub puts its lines in place of the comment's lines.

    What ends a line is the file's own, and the last line ends as the last one did.
    """
    (block,) = re.findall(r"^(`{3,})suggestion\n(.*?)\n\1$", said.body, re.MULTILINE | re.DOTALL)
    lines = re.findall(rb"[^\n]*\n|[^\n]+", head)
    ends = b"\r\n" if b"\r\n" in head else b"\n"
    first, last = (said.start_line or said.line), said.line
    new = ends.join(line.encode() for line in block[1].split("\n"))
    end = lines[last - 1][len(lines[last - 1].rstrip(b"\r\n")) :]
    return b"".join([*lines[: first - 1], new, end, *lines[last:]])


def offered(change: FetchedChange, path: str, quoted: str, code: str) -> tuple[bytes, ReviewComment]:
    """Take a model's answer through every step to the file that was tried and the comment that would be posted."""
    shown = [line.strip() for line in (change.sources[path].head or b"").decode().split("\n")]
    start = shown.index(quoted.split("\n")[0].strip()) + 1
    lines: dict[str, object] = {"start_line": start, "end_line": start + quoted.count("\n")}
    said = {**FINDING, **lines, "path": path, "quoted_code": quoted, "suggestion": code}
    read = survey(change, PULL_REQUEST, ON)
    packed = pack(read, CLEAN_SCAN, knowledge(), ON)
    text = json.dumps({"findings": [said]})
    (found,) = judge(read, packed, [Answer(prompt.id, text, "m", False) for prompt in packed.prompts], {}).findings
    tries = try_suggestions(read, [found], ON)
    (one,) = offer(tries, CLEAN_SCAN)
    assert (one.fate, one.unproven, one.proven) == (None, "", True), (path, one)
    return tries.trials[0].edit.after, comment(one, one.location, ())


def test_whatever_ends_and_indents_the_lines_pressing_the_button_changes_the_suggested_lines_alone(
    tmp_path: Path,
) -> None:
    oracle = Oracle.create(tmp_path / "git")
    ways = [(end, last) for end in ("\n", "\r\n") for last in (True, False)]
    cases = [(file, way) for file in FILES for way in ways]
    pairs: list[tuple[Files, Files]] = [
        ({}, {path.encode(): (b"100644", stored(before, *way))}) for (_, path, before, *_), way in cases
    ]
    for ((name, path, before, said, after), way), change in zip(cases, oracle.changes(pairs), strict=True):
        quoted, code = said
        for written in (code, code.replace("\n", "\r\n")):
            applied, posted = offered(change, path, quoted, written)
            assert applied == pressed(stored(before, *way), posted) == stored(after, *way), (name, way)
