"""Which findings become a thread on a line."""

from __future__ import annotations

from dataclasses import replace

from review.findings.commenting import NO_COMMENTS, UNVERIFIED
from review.findings.triage import Triaged, triage
from review.findings.worth import most_worth_first
from review.models import FateKind, Finding, Location
from review.policy import Policy
from tests.review.findings.test_triage import CODE, advice, check
from tests.review.made import knowledge, surveyed


def run(*found: Finding, resolving: bool = False, policy: Policy | None = None) -> Triaged:
    known = replace(knowledge(), threads_must_be_resolved=resolving)
    return triage(found, surveyed(CODE).change, known, policy or Policy())


def said(done: Triaged) -> dict[str, tuple[FateKind, str]]:
    return {one.title: (one.fate.kind, one.fate.reason) for one in done.findings if one.fate}


def test_where_threads_must_be_resolved_only_what_is_verified_becomes_one() -> None:
    """An open thread blocks a merge; a check's finding is proven, a model's only when it was confirmed."""
    done = said(run(advice(3), advice(9, verified=True), check(20), resolving=True))
    assert done["advice 3"] == (FateKind.SUMMARY, UNVERIFIED)
    assert done["advice 9"][0] is done["check at 20"][0] is FateKind.POSTED
    assert said(run(advice(3)))["advice 3"][0] is FateKind.POSTED


def test_a_review_without_comments_says_that_they_are_off() -> None:
    """Not that there are more than none of them."""
    done = said(run(check(3), advice(9), policy=Policy(max_line_comments=0, max_deterministic_comments=0)))
    assert set(done.values()) == {(FateKind.SUMMARY, NO_COMMENTS)}
    many = said(run(*(advice(line) for line in range(1, 99, 9))))
    assert (FateKind.SUMMARY, "5 others of this kind are commented, as many as one review may") in many.values()


def test_of_two_findings_alike_the_one_cheaper_to_check_goes_first() -> None:
    """One line before fifty, few words before many, confirmed before not."""
    short = advice(3)
    region = advice(9, location=Location("app.py", 9, 59))
    wordy = advice(70, message="word " * 200)
    confirmed = replace(region, verified=True, title="confirmed", fingerprint="c")
    ordered = sorted([region, wordy, confirmed, short], key=most_worth_first)
    assert [one.title for one in ordered] == ["advice 3", "advice 70", "confirmed", "advice 9"]
