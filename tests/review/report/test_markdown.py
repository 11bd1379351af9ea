"""The review as a document."""

from __future__ import annotations

from review.report.markdown import markdown
from tests.review.findings.test_sanitise import what_acts
from tests.review.report import told


def test_a_finding_is_shown_with_its_code_and_its_message() -> None:
    """As in the comment, below the lines it is about."""
    concluded, survey = told.local()
    shown = markdown(concluded, survey.change)
    assert "## `shop/orders.py:8-9`" in shown
    assert "\n>  8 |     query = " in shown
    assert "**High: SQL query built from request data**" in shown


def test_a_clean_review_says_so() -> None:
    """In words, with the conclusions."""
    _, survey = told.local()
    assert "No finding." in markdown(told.clean(), survey.change)


def test_nothing_in_it_acts() -> None:
    """Hostile paths and texts are shown, and do nothing."""
    shown = markdown(*(lambda pair: (pair[0], pair[1].change))(told.odd()))
    assert what_acts(shown) == set()
    shown.encode()
