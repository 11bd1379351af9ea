"""The summary comment."""

from __future__ import annotations

from dataclasses import replace

from review.conclude import conclude
from review.judge import Judgement
from review.models import Coverage, CoverageStatus, ReviewComment, Side
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
