"""What the past says of a change, and that nothing from after it is among it."""

from __future__ import annotations

from collections.abc import Sequence

from review.history.log import LoggedCommit
from review.models.mined import Author
from review.risk.change import Changed, Touched
from review.risk.past import past_of
from tests.benchmarks.replaying import Replay
from tests.review.history.commits import DAY, START, commit, id_of, mined

ANN = Author("Ann", "ann@example.invalid")
CHANGED = Changed((Touched("src/a.py", 3, 1), Touched("tests/test_a.py", 9, 0)), (ANN,), "Change it")
NOW = START + 500 * DAY


def history() -> list[LoggedCommit]:
    return [
        commit(0, ["src/a.py"], name="Bob", mail="b@x", day=0),
        commit(1, ["src/a.py"], name="Bob", mail="b@x", subject="Fix the sum", day=200),
        commit(2, ["src/a.py"], subject="Fix it again", day=490),
        commit(3, ["src/b.py"], name="Bob", mail="b@x", day=491),
        commit(4, ["src/b.py"], subject='Revert "x"', body=f"This reverts commit {id_of(3)}.", day=492),
        commit(5, ["src/a.py"], name="renovate[bot]", mail="r@x", day=493),
    ]


def test_the_code_counts_and_not_its_tests() -> None:
    past = past_of(mined(history()), CHANGED, NOW)
    assert [one.path for one in past.files] == ["src/a.py"]
    (file,) = past.files
    assert (file.year, file.fixes, file.recent_fixes, file.commits, file.own) == (2, 2, 1, 3, 1)
    assert file.age == 500


def test_reverts_count_for_the_file_and_its_folder() -> None:
    past = past_of(mined(history()), CHANGED, NOW)
    assert (past.reverted, past.folder_reverted, past.folder_commits) == (0, 1, 6)


def test_a_moved_file_has_the_past_of_its_former_path() -> None:
    changed = Changed((Touched("src/new.py", 1, 1, "src/a.py"),), (ANN,), "Move it")
    assert past_of(mined(history()), changed, NOW).files[0].commits == 3


def replayed(commits: Sequence[LoggedCommit], until: int) -> Replay:
    replay = Replay()
    for one in commits[:until]:
        replay.add(one)
    return replay


def test_a_replay_knows_what_was_mined_until_then_and_no_more() -> None:
    commits = history()
    for until in range(len(commits) + 1):
        known = past_of(replayed(commits, until).known, CHANGED, NOW)
        assert known == past_of(mined(commits[:until]), CHANGED, NOW)


def test_control_what_comes_later_would_change_the_answer() -> None:
    commits = history()
    assert past_of(mined(commits[:3]), CHANGED, NOW) != past_of(mined(commits), CHANGED, NOW)
