"""What a commit is, by its words."""

from __future__ import annotations

import pytest

from review.history.marks import is_bot, is_fix, is_revert, marks_of, reverted_id
from review.models.mined import Mark
from tests.review.history.commits import commit


@pytest.mark.parametrize(
    ("subject", "body", "fix"),
    [
        ("fix: close the file", "", True),
        ("fix(parser)!: close the file", "", True),
        ("Fixed #123 -- Closed the file", "", True),
        ("Correct a regression of 2.1", "", True),
        ("Close the file", "Fixes #12", True),
        ("Close the file", "fixes owner/name#12", True),
        ("Close the file", "", False),
        ("feat: fix the layout while at it", "Fixes #12", False),
        ("docs: fix the example", "", False),
        ("Fix typo in README", "", False),
        ("fix lint", "", False),
        ("fix typing", "", False),
        ("Add a prefix", "", False),
        ("Debugging made easier", "", False),
    ],
)
def test_a_fix_says_so(subject: str, body: str, fix: bool) -> None:
    assert is_fix(commit(0, ["a"], subject=subject, body=body)) is fix


@pytest.mark.parametrize(
    ("subject", "body", "named"),
    [
        ('Revert "Add x"', f"This reverts commit {'a' * 40}.", "a" * 40),
        ("revert: add x", "", None),
        ("Undo x", "This reverts commit abc1234, it broke.", "abc1234"),
        ("Reverts the change", "", None),
    ],
)
def test_a_revert_names_the_commit_that_it_took_back(subject: str, body: str, named: str | None) -> None:
    one = commit(0, ["a"], subject=subject, body=body)
    assert is_revert(one)
    assert reverted_id(one) == named


def test_reverting_something_else_is_no_revert() -> None:
    assert not is_revert(commit(0, ["a"], subject="Let users revert a page", body="Reverting commits is hard."))


@pytest.mark.parametrize(
    ("name", "mail", "bot"),
    [
        ("dependabot[bot]", "49699333+dependabot[bot]@users.noreply.github.com", True),
        ("renovate", "bot@renovateapp.com", True),
        ("Pyup Bot", "github-bot@pyup.io", True),
        ("k8s-ci-robot", "x@example.invalid", True),
        ("Ann Abbot", "ann.abbot@example.invalid", False),
        ("Bob", "bob@botany.example", False),
    ],
)
def test_bots_are_known_by_name_or_mail(name: str, mail: str, bot: bool) -> None:
    assert is_bot(name, mail) is bot


def test_a_wide_commit_sweeps_when_it_changes_a_fifth_of_the_files() -> None:
    one = commit(0, [f"{n}" for n in range(40)])
    assert marks_of(one, present=1000) == Mark.WIDE
    assert marks_of(one, present=150) == Mark.WIDE | Mark.SWEEPING
    assert marks_of(commit(0, ["a", "b"]), present=2) == Mark(0)


@pytest.mark.parametrize(
    "text", ["fix " * 50_000, "(" * 100_000, "fix(" + "a" * 100_000, "revert(" * 20_000, "a+" * 60_000]
)
def test_hostile_text_takes_no_time(text: str) -> None:
    one = commit(0, ["a"], subject=text, body=text, name=text, mail=text)
    assert marks_of(one, present=1) is not None
