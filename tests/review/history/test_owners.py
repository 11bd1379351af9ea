"""Who knows files: the later a change, the more it counts."""

from __future__ import annotations

import pytest

from review.history.owners import login_of, owners_of
from tests.review.history.commits import DAY, START, commit, mined


def test_a_change_counts_half_after_half_a_year() -> None:
    told = mined([commit(0, ["a"], name="Old", mail="o@x", day=0), commit(1, ["a"], name="New", mail="n@x", day=180)])
    new, old = owners_of(told, ["a"], START + 180 * DAY)
    assert (new.author.name, old.author.name) == ("New", "Old")
    assert new.share == pytest.approx(2 / 3)
    assert old.share == pytest.approx(1 / 3)


def test_shares_are_over_all_files_asked_for() -> None:
    told = mined([commit(0, ["a", "b"], name="Both", mail="b@x"), commit(1, ["c"], name="Other", mail="o@x", day=0)])
    owners = owners_of(told, ["a", "b", "c", "unknown"], START)
    assert [(owner.author.name, owner.commits) for owner in owners] == [("Both", 1), ("Other", 1)]
    assert owners[0].share == pytest.approx(2 / 3)


def test_a_commit_of_a_clock_that_is_ahead_counts_as_one_of_now() -> None:
    told = mined(
        [commit(0, ["a"], name="Ahead", mail="h@x", day=9_000), commit(1, ["a"], name="Ann", mail="a@x", day=0)]
    )
    assert owners_of(told, ["a"], START)[0].share == pytest.approx(1 / 2)


def test_nobody_owns_what_never_was() -> None:
    assert owners_of(mined([]), ["a"], START) == ()


@pytest.mark.parametrize(
    ("mail", "login"),
    [
        ("123+octo-cat@users.noreply.github.com", "octo-cat"),
        ("octo@users.noreply.github.com", "octo"),
        ("octo@example.invalid", ""),
        ("1+bad login@users.noreply.github.com", ""),
    ],
)
def test_githubs_own_addresses_name_the_login(mail: str, login: str) -> None:
    assert login_of(mail) == login
