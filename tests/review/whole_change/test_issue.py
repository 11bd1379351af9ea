"""An issue that is to be closed is compared with the change by the code it names, and by nothing else."""

from __future__ import annotations

import pytest

from review.models import LinkedIssue, Severity
from review.whole_change.issue import names_in
from review.whole_change.judgement import whole_change
from tests.review.made import CART, surveyed

BODY = "`Cart.total` of `shop/cart.py` ignores the discount when `apply_discount()` raised.\n```\n`code_block`\n```"


def said(issue: LinkedIssue) -> list[tuple[str, Severity]]:
    return [
        (one.title, one.severity) for one in whole_change(surveyed(CART), (issue,)) if one.rule_id == "change.issue"
    ]


def test_names_are_what_stands_in_code_marks_and_can_be_code() -> None:
    issue = LinkedIssue(1, "`is_member` fails", "see `true`, `a b`, `pip`, `make test`, `x.y()` and `Cart`, `Cart`")
    assert names_in(issue) == ("is_member", "x.y()", "Cart")


def test_an_issue_nothing_of_which_is_in_the_change_is_noted() -> None:
    issue = LinkedIssue(7, "Login", "`session_cookie` is sent without `SameSite` by `auth/login.py`", closes=True)
    assert said(issue) == [("Nothing that issue #7 names is in the change", Severity.INFO)]


@pytest.mark.parametrize(
    "issue",
    [
        LinkedIssue(7, "Discount", BODY, closes=True),
        LinkedIssue(7, "Login", "`session_cookie` and `SameSite` and `total`-like `Cart`", closes=True),
        LinkedIssue(7, "Login", "`session_cookie` is sent without `SameSite`", closes=False),
        LinkedIssue(7, "Login", "one name, `session_cookie`, says too little", closes=True),
        LinkedIssue(7, "Login", "no code at all", closes=True),
    ],
)
def test_one_that_is_met_or_not_to_be_closed_or_cannot_be_compared_is_not(issue: LinkedIssue) -> None:
    assert said(issue) == []


def test_hostile_text_is_survived() -> None:
    hostile = "`" * 9_000 + "`a.b" * 5_000 + "`" + "x" * 20_000 + "`"
    assert said(LinkedIssue(1, hostile, hostile, closes=True)) == []
