"""Only prose that leaves no doubt counts as "nothing found"."""

from __future__ import annotations

import pytest

from review.findings.extraction import extract, usable
from review.findings.nothing_found import MAX_PROSE, says_nothing_found


@pytest.mark.parametrize(
    "text",
    [
        "No issues found.",
        "No issues were found in this change.",
        "I found no defects in the provided diff.",
        "I did not find any bugs or vulnerabilities.",
        "I reviewed the diff above. There are no issues to report.",
        "LGTM! No findings.",
        "## Code Review\n\n**No issues found.** The change looks good.",
        "## Findings\n\nNone.",
        "Findings: none",
        "findings: []",
        "Nothing to report.",
        "The diff introduces no bugs.",
    ],
)
def test_an_unmistakable_statement_is_an_empty_answer(text: str) -> None:
    extraction = extract(text)
    assert extraction.claims == ()
    assert 0 < extraction.trust < 0.5
    assert extraction.unreadable == 0


@pytest.mark.parametrize(
    "text",
    [
        "",
        "LGTM!",
        "The change looks good.",
        "None.",
        "No critical issues found.",
        "No security issues found.",
        "No other issues found.",
        "No issues found in this file.",
        "No issues found in the first hunk.",
        "No issues found, but I could not see the rest.",
        "No issues found. However, the loop in cart.py may not end.",
        "There is an injection on line 5. No issues found otherwise.",
        "I could not find any issues because the diff is empty.",
        "I was unable to review this change. No issues found.",
        "I don't see any diff.",
        "Are there no issues found in this change?",
        "No issues found." + " " * 10 + "x" * MAX_PROSE,
        "No issues found.\n```\nrm -rf\n```",
        "Keine Fehler gefunden.",
    ],
)
def test_any_reservation_makes_it_no_answer(text: str) -> None:
    assert not says_nothing_found(text)
    assert not usable(text)


def test_a_finding_that_could_not_be_read_speaks_against_it() -> None:
    assert not usable("### 1. Race (high)\n\nNo issues found.")
