"""The summary comment."""

from __future__ import annotations

from dataclasses import replace

import pytest

from review.conclude import conclude
from review.judge import Judgement
from review.models import Coverage, CoverageStatus, Location, ReviewComment, Severity, Side
from review.pack import Pack
from review.policy import Policy
from review.report.summary import with_refused
from tests.review.findings.test_sanitise import what_acts
from tests.review.made import CART, finding, knowledge, surveyed
from tests.review.report import told

LIMIT = 65_535
REFUSED = ReviewComment("src/a`b@c.py", 12, Side.RIGHT, 10, "**High: what GitHub refused**", "f")


def test_refused_comments_are_said_in_full() -> None:
    """With their place, after what the summary said already."""
    text = with_refused(told.busy().review.summary, [REFUSED])
    assert text.startswith(told.busy().review.summary or "-")
    assert "``src/a`b@c.py:10-12``" in text
    assert "**High: what GitHub refused**" in text


def test_a_pull_request_without_a_summary_gets_one_for_them() -> None:
    """Nothing found may vanish because its line was refused."""
    assert "what GitHub refused" in with_refused(None, [REFUSED])


@pytest.mark.slow
def test_thousands_of_findings_and_gaps_still_fit() -> None:
    """Summary and check runs keep below GitHub's limits and end with the account."""
    survey = surveyed(CART)
    many = [finding("x.py", line, "c", fingerprint=f"{line}", title="@octocat " * 30) for line in range(1, 3_000)]
    gaps = tuple(Coverage(f"p{n}\udcff", "semgrep", CoverageStatus.INCOMPLETE, "r" * 500) for n in range(3_000))
    done = conclude(survey, Pack(tuple(many), gaps), Judgement(()), knowledge(), Policy(), ())
    summary = done.review.summary or ""
    texts = [summary, with_refused(summary, [REFUSED] * 500), *(check.summary for check in done.review.checks)]
    assert [len(text) for text in texts if len(text) >= LIMIT] == []
    assert what_acts(summary) == set()
    assert "2,999 findings" in summary


def test_all_that_is_odd_is_harmless_in_it() -> None:
    """Paths, titles, messages, reasons."""
    review = told.odd()[0].review
    assert what_acts(review.summary or "") == set()
    assert [what_acts(check.summary) for check in review.checks if what_acts(check.summary)] == []
    (review.summary or "").encode()
    assert all(replace(check).title.encode() for check in review.checks)


def test_what_a_check_found_at_the_level_stands_open_and_the_rest_is_folded() -> None:
    """A gate that fails must show why; what is below is there for who wants it."""
    survey = surveyed(CART)
    outside = finding("cart.py", 400, "c", fingerprint="o", title="outside of the diff")
    low = replace(
        outside, severity=Severity.LOW, fingerprint="l", title="a low one", location=Location("cart.py", 600, 600)
    )
    done = conclude(survey, Pack((outside, low), ()), Judgement(()), knowledge(), Policy(), ())
    summary = done.review.summary or ""
    opened, folded = summary.split("<details>\n<summary>1 finding without a line comment: 1 low</summary>")
    assert "outside of the diff" in opened
    assert "a low one" in folded
    assert "a low one" not in opened


def test_it_tells_what_changed_and_how_long_it_took() -> None:
    """In a paragraph, in a walkthrough, in the last line."""
    summary = told.advised().review.summary or ""
    assert "\n\nThis touches 3 files (2 new, 1 changed): 47 lines added, 1 removed." in summary
    assert "<summary>Walkthrough of 3 files</summary>" in summary
    assert summary.endswith("Reviewed in 12 s.")
    assert "### On the lines: 1 high, 1 medium\n" in summary
