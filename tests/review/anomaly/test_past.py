"""Past changes, and the one under review, are measured by what was known before them."""

from __future__ import annotations

import math

from review.anomaly.feature import CHANGE_FEATURES
from review.anomaly.past import change_of, changes_of
from tests.review.history.commits import DAY, START, commit, id_of, mined
from tests.review.made import new_file, surveyed

WORDS = [feature.words for feature in CHANGE_FEATURES]


def value(values: tuple[float, ...], words: str) -> float:
    return values[WORDS.index(words)]


def test_commits_of_one_author_within_a_day_are_one_change() -> None:
    made = [commit(0, ["a.py"], day=0), commit(1, ["b.py"], day=0.5), commit(2, ["c.py"], day=2)]
    first, second = changes_of(mined(made))
    assert (first.id, value(first.values, "files")) == (id_of(0), 2)
    assert (second.id, value(second.values, "files")) == (id_of(2), 1)


def test_another_author_begins_another_change() -> None:
    made = [commit(0, ["a.py"], day=0), commit(1, ["b.py"], day=0.1, name="Bea", mail="bea@example.invalid")]
    assert len(changes_of(mined(made))) == 2


def test_a_change_is_measured_by_what_was_before_it() -> None:
    made = [
        commit(0, ["a.py", "b.py"], day=0),
        commit(1, ["a.py"], day=3, name="Bea", mail="bea@example.invalid"),
        commit(2, ["a.py", "sub/new.js"], day=9),
    ]
    last = changes_of(mined(made))[-1].values
    assert value(last, "new files") == 1
    assert value(last, "folders") == 2
    assert value(last, "kinds of files") == 2
    assert value(last, "earlier changes of its files on average") == 2
    assert value(last, "days since its files changed, the longest") == 6
    assert value(last, "share of all earlier changes that its author made") == 0.5
    assert value(last, "share of the earlier changes of its files that its author made") == 0.5
    assert value(last, "share of its files that its author never changed") == 0


def test_files_that_never_met_before_are_told() -> None:
    made = [commit(0, ["a.py"], day=0), commit(1, ["b.py"], day=2), commit(2, ["a.py", "b.py"], day=4)]
    words = "share of its files that never changed together with another of them"
    assert value(changes_of(mined(made))[-1].values, words) == 1
    again = [*made, commit(3, ["a.py", "b.py"], day=6)]
    assert value(changes_of(mined(again))[-1].values, words) == 0


def test_the_change_under_review_is_measured_alike_and_its_author_may_be_unknown() -> None:
    history = mined([commit(0, ["a.py"]), commit(1, ["a.py"], day=2)])
    files = surveyed(new_file("b/c.py", "x = 1")).change.diff.files
    known = change_of(history, files, "ann", START + 3 * DAY)
    assert (value(known, "new files"), value(known, "share of all earlier changes that its author made")) == (1, 1)
    assert math.isnan(
        value(change_of(history, files, "zoe", START), "share of all earlier changes that its author made")
    )
