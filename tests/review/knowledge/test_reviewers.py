"""Who is suggested to review a change: at most three, never its authors or a bot, each with a reason."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from review.history.log import LoggedCommit
from review.knowledge.codeowners import CodeOwners
from review.knowledge.people import Identity
from review.knowledge.reviewers import Suggestion, Why, suggest
from review.knowledge.wording import told
from review.knowledge.work import MOST_FILES
from tests.review.history.commits import DAY, START, commit, mined

NOW = START + 400 * DAY
AUTHOR = Identity(name="Zoe", mail="zoe@x", login="zoe-login")


def by(number: int, name: str, paths: Sequence[str], day: float = 390) -> LoggedCommit:
    return commit(number, paths, name=name, mail=f"{name.lower()}@x", day=day)


def suggested(commits: Sequence[LoggedCommit], paths: Sequence[str], owners: str = "") -> tuple[Suggestion, ...]:
    return suggest(mined(commits), paths, [AUTHOR], NOW, CodeOwners.read(owners))


def names(found: Sequence[Suggestion]) -> list[str]:
    return [one.name or one.login for one in found]


def test_those_who_changed_the_files_of_late_come_first() -> None:
    found = suggested([by(0, "Old", ["a/b.py"], 50), by(1, "New", ["a/b.py"]), by(2, "Else", ["c/d.py"])], ["a/b.py"])
    assert names(found)[:2] == ["New", "Else"] or names(found)[:2] == ["New", "Old"]
    assert found[0].why is Why.WROTE
    assert told(found[0]) == "New: wrote 50% of the last year's changes to `a/b.py`"


def test_there_are_three_at_most() -> None:
    commits = [by(number, f"Person {number}", ["a"]) for number in range(9)]
    assert len(suggested(commits, ["a"])) == 3


@pytest.mark.parametrize(
    ("name", "mail"),
    [("Zoe", "other@x"), ("Other", "zoe@x"), ("Third", "7+zoe-login@users.noreply.github.com"), ("zoe-login", "q@x")],
)
def test_the_author_is_never_suggested_by_whatever_they_are_known(name: str, mail: str) -> None:
    assert suggested([commit(0, ["a"], name=name, mail=mail, day=390)], ["a"]) == ()


def test_control_somebody_else_is() -> None:
    assert names(suggested([commit(0, ["a"], name="Other", mail="other@x", day=390)], ["a"])) == ["Other"]


def test_a_bot_is_never_suggested_not_even_as_an_owner() -> None:
    bots = [by(0, "renovate[bot]", ["a"]), by(1, "ci-bot", ["a"])]
    assert suggested(bots, ["a"], "* @dependabot-bot\n") == ()


def test_an_author_who_owns_the_file_is_not_suggested() -> None:
    assert names(suggested([by(0, "Bob", ["a"])], ["a"], "* @zoe-login @else\n")) == ["else", "Bob"]


def test_owners_come_before_those_who_wrote_more() -> None:
    commits = [commit(0, ["a"], name="Own", mail="1+owner@users.noreply.github.com", day=390)]
    commits += [by(number, "Busy", ["a"]) for number in range(1, 9)]
    found = suggested(commits, ["a"], "a @owner\n")
    assert names(found) == ["Own", "Busy"]
    assert told(found[0]) == "Own (`owner`): owns `a` by CODEOWNERS"


def test_a_team_is_named_and_not_expanded() -> None:
    found = suggested([by(0, "Bob", ["a"])], ["a", "b"], "* @org/team\n")
    assert found[0].team
    assert told(found[0]) == "team `org/team`: owns `a` and 1 more of these files by CODEOWNERS"


def test_an_owner_known_by_address_alone_is_shown_without_it() -> None:
    found = suggested([by(0, "Bob", ["b"])], ["a"], "a bob@x\n")
    assert told(found[0]) == "Bob: owns `a` by CODEOWNERS"
    assert suggested([], ["a"], "a stranger@x.invalid\n") == ()


def test_who_did_nothing_for_a_year_comes_after_who_did() -> None:
    gone = [by(number, "Gone", ["a"], 20) for number in range(9)]
    assert names(suggested([*gone, by(9, "Here", ["other"])], ["a"])) == ["Here", "Gone"]


def test_control_they_come_first_with_a_commit_of_late() -> None:
    gone = [by(number, "Gone", ["a"], 20) for number in range(9)]
    back = by(10, "Gone", ["elsewhere"], 395)
    assert names(suggested([*gone, by(9, "Here", ["other"]), back], ["a"])) == ["Gone", "Here"]


def test_partners_and_folders_stand_in_for_new_files() -> None:
    commits = [by(number, "Both", ["x/a", "y/b"]) for number in range(4)] + [by(5, "Partner", ["y/b"])]
    found = suggested([*commits, by(6, "Beside", ["x/c"])], ["x/a"])
    reasons = {one.name: one.why for one in found}
    assert reasons == {"Both": Why.WROTE, "Partner": Why.PARTNERS, "Beside": Why.FOLDER}


def test_the_same_question_has_the_same_answer() -> None:
    commits = [by(number, f"P{number % 5}", [f"f{number % 3}"]) for number in range(30)]
    assert suggested(commits, ["f0", "f1"]) == suggested(commits, ["f1", "f0", "f1"])


def test_nothing_after_now_counts() -> None:
    before = [by(0, "Bob", ["a"])]
    after = [by(1, "Later", ["a"], 401)]
    assert suggested([*before, *after], ["a"]) == suggested(before, ["a"])


@pytest.mark.parametrize(
    "name", ["@octocat", "`@octocat", "a\n\n@octocat", "[x](http://y)", "<b>@octocat", "\x1b[31m@o"]
)
def test_a_hostile_name_or_path_pings_nobody(name: str) -> None:
    found = suggested([commit(0, [f"{name}/x"], name=name, mail="h@x", day=390)], [f"{name}/x"])
    line = told(found[0])
    who, _, why = line.partition(": wrote")
    assert "@" not in who
    assert "\n" not in line
    assert "\x1b" not in line
    assert why.count("`") >= 2, "the path stands as inline code"


def test_a_bot_that_the_history_knows_is_not_suggested_as_an_owner() -> None:
    assert suggested([by(0, "ci-bot", ["a"])], ["a"], "* @ci-bot\n") == ()


def test_owners_are_asked_for_so_many_paths_alone() -> None:
    paths = [f"a/{number}" for number in range(MOST_FILES + 50)]
    (found,) = suggested([], paths, "* @owner @owner\n")
    assert found.others == MOST_FILES - 1
