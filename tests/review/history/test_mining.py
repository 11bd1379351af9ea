"""Mining: files keep their past when they move, sweeping changes and bots stand apart, pushes add to what there is."""

from __future__ import annotations

from review.history.churn import churn_of, fixes_of, reverts_of
from review.history.encoding import decode, encode
from review.history.owners import owners_of
from review.models.mined import Mark
from tests.review.history.commits import DAY, START, commit, id_of, mined, moved

NOW = START + 1000 * DAY


def test_a_moved_file_keeps_its_past_under_its_new_name_and_its_old_one() -> None:
    told = mined(
        [commit(0, ["a.py"], added=["a.py"]), commit(1, ["a.py"]), moved(2, "a.py", "b.py"), commit(3, ["b.py"])]
    )
    churn = churn_of(told, "b.py", NOW)
    assert churn is not None
    assert (churn.commits, churn.first, churn.last) == (4, START, START + 3 * DAY)
    assert told.file("a.py") == told.file("b.py")
    assert sum(told.present) == 1


def test_a_change_to_the_old_name_on_another_branch_counts_for_the_moved_file() -> None:
    told = mined([commit(0, ["a.py"], added=["a.py"]), moved(1, "a.py", "b.py"), commit(2, ["a.py"])])
    churn = churn_of(told, "b.py", NOW)
    assert churn is not None
    assert churn.commits == 3


def test_a_new_file_in_the_place_of_a_moved_one_begins_anew() -> None:
    told = mined([commit(0, ["a.py"], added=["a.py"]), moved(1, "a.py", "b.py"), commit(2, ["a.py"], added=["a.py"])])
    old, new = churn_of(told, "b.py", NOW), churn_of(told, "a.py", NOW)
    assert old is not None
    assert new is not None
    assert (old.commits, new.commits) == (2, 1)


def test_a_file_that_another_one_replaced_by_moving_is_gone() -> None:
    told = mined(
        [commit(0, ["a.py", "b.py"], added=["a.py", "b.py"]), commit(1, {"b.py": None}), moved(2, "a.py", "b.py")]
    )
    assert told.names.count("b.py") == 1
    assert sum(told.present) == 1


def test_a_sweeping_change_is_counted_apart() -> None:
    paths = [f"{n}.py" for n in range(50)]
    told = mined(
        [
            commit(0, ["0.py"], added=["0.py"]),
            commit(1, paths, added=paths, name="Sweeper"),
            commit(2, paths, name="Sweeper"),
        ]
    )
    churn = churn_of(told, "0.py", NOW)
    assert churn is not None
    assert (churn.commits, churn.sweeping, churn.last) == (1, 2, START)
    assert [owner.author.name for owner in owners_of(told, ["0.py"], NOW)] == ["Ann"]
    assert told.marks[1] & Mark.SWEEPING


def test_a_file_that_only_sweeping_changes_touched_has_the_age_of_the_first() -> None:
    paths = [f"{n}.py" for n in range(50)]
    churn = churn_of(mined([commit(3, paths, added=paths)]), "7.py", NOW)
    assert churn is not None
    assert (churn.commits, churn.first, churn.last) == (0, START + 3 * DAY, START + 3 * DAY)


def test_bots_are_counted_apart_and_own_nothing() -> None:
    told = mined([commit(0, ["a"]), *(commit(n, ["a"], name="renovate[bot]") for n in range(1, 5))])
    churn = churn_of(told, "a", NOW)
    assert churn is not None
    assert (churn.commits, churn.bots, churn.authors) == (1, 4, 1)
    assert [owner.author.name for owner in owners_of(told, ["a"], NOW)] == ["Ann"]


def test_a_revert_is_tied_to_what_it_took_back_by_a_short_id_too() -> None:
    told = mined(
        [
            commit(0, ["a"], subject="Fix x"),
            commit(1, ["a"], subject='Revert "Fix x"', body=f"This reverts commit {id_of(0)[:9]}."),
        ]
    )
    assert reverts_of(told, "a")[0].reverts == id_of(0)
    assert fixes_of(told, "a")[0].reverted_by == id_of(1)


def test_a_revert_of_a_commit_that_is_not_here_names_none() -> None:
    told = mined([commit(0, ["a"]), commit(1, ["a"], subject='Revert "y"', body=f"This reverts commit {'e' * 40}.")])
    assert reverts_of(told, "a")[0].reverts == ""


def test_mining_in_two_parts_is_mining_at_once() -> None:
    commits = [
        commit(0, ["a", "b"], added=["a", "b"]),
        commit(1, ["a"], name="Bob", subject="fix: a"),
        moved(2, "a", "c"),
        commit(3, ["c", "b"], subject="Revert that", body=f"This reverts commit {id_of(1)}."),
        commit(4, {"b": None}),
    ]
    for cut in range(len(commits) + 1):
        assert mined(commits[cut:], decode(encode(mined(commits[:cut])))) == mined(commits)
