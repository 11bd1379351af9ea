"""How often files changed of late, and which are hot."""

from __future__ import annotations

from review.history.churn import churn_of, fixes_of, hot
from tests.review.history.commits import DAY, START, commit, mined

NOW = START + 200 * DAY
COMMITS = [
    *(commit(n, ["old.py"], subject="fix: old", day=n) for n in range(10)),
    *(commit(20 + n, ["hot.py"], subject="fix: hot" if n % 2 else "more", day=150 + n) for n in range(10)),
    *(commit(40 + n, [f"{n}.py"], day=180) for n in range(30)),
]


def test_the_last_ninety_days_are_counted_apart() -> None:
    told = mined(COMMITS)
    old, new = churn_of(told, "old.py", NOW), churn_of(told, "hot.py", NOW)
    assert old is not None
    assert new is not None
    assert (old.commits, old.recent, old.fixes, old.recent_fixes) == (10, 0, 10, 0)
    assert (new.commits, new.recent, new.fixes, new.recent_fixes) == (10, 10, 5, 5)


def test_commits_after_now_are_not_recent() -> None:
    churn = churn_of(mined(COMMITS), "hot.py", START + 152 * DAY)
    assert churn is not None
    assert churn.recent == 3


def test_the_hot_file_is_found_among_those_asked_for() -> None:
    (found,) = hot(mined(COMMITS), ["hot.py", "old.py", "3.py", "unknown"], NOW)
    assert (found.path, found.recent, found.recent_fixes, found.rank, found.ranked) == ("hot.py", 10, 5, 1, 31)


def test_nothing_is_hot_in_a_branch_that_sleeps() -> None:
    assert hot(mined(COMMITS), ["hot.py"], NOW + 1000 * DAY) == ()
    assert hot(mined([]), ["hot.py"], NOW) == ()


def test_the_newest_fixes_come_first() -> None:
    fixes = fixes_of(mined(COMMITS), "hot.py", most=3)
    assert [fix.time for fix in fixes] == [START + day * DAY for day in (159, 157, 155)]
    assert fixes[0].subject == "fix: hot"


def test_a_path_that_never_was_has_no_churn() -> None:
    assert churn_of(mined(COMMITS), "none.py", NOW) is None
    assert fixes_of(mined(COMMITS), "none.py") == ()
