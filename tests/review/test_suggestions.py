"""A suggestion is offered only when it was applied, parsed and scanned; else the reason is kept."""

from __future__ import annotations

from dataclasses import replace

import pytest

from review import suggestions
from review.checks.rules import rules_for
from review.code import syntax
from review.findings.sanitise import code_block
from review.models import Fate, FateKind, Finding, Location, ScanGap, ScanMatch, ScanReport, Severity, Side
from review.policy import Policy
from review.report.render import comment
from review.suggestions import MOST, Tried, offer, try_suggestions, unproven
from tests.review.made import CLEAN_SCAN
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
