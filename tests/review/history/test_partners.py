"""Files that change together, and when a change is told that it lacks one."""

from __future__ import annotations

import pytest

from review.history.partners import lower_bound, missing_partners, partners_of
from review.models.mined import Mined
from tests.review.history.commits import DAY, START, commit, id_of, mined


def pair(together: int, alone: int, *, name: str = "Ann", more: int = 0) -> Mined:
    """Mine commits that changed a.py alone, then ones that changed it with b.py, and `more` files of no meaning."""
    every = ["a.py", "b.py", *(f"{n}.md" for n in range(more))]
    first = commit(0, every, added=every, name=name)
    apart = [commit(1 + n, ["a.py"], name=name) for n in range(alone)]
    return mined([first, *apart, *(commit(1 + alone + n, every, name=name) for n in range(together - 1))])


def test_partners_come_with_support_confidence_and_the_last_time() -> None:
    (partner,) = partners_of(pair(6, 2), "a.py")
    assert (partner.path, partner.support, partner.commits, partner.last) == ("b.py", 6, 8, START + 7 * DAY)
    assert partner.confidence == 0.75


def test_twice_together_is_no_pair() -> None:
    assert partners_of(pair(2, 0), "a.py") == ()


def test_a_change_of_one_of_a_pair_is_told_of_the_other() -> None:
    (missing,) = missing_partners(pair(41, 5), ["a.py", "c.py"])
    assert (missing.path, missing.partner.path) == ("a.py", "b.py")
    assert (missing.partner.support, missing.partner.commits) == (41, 46)
    assert missing.together[0] == id_of(45)


def test_a_change_of_both_is_told_nothing() -> None:
    assert missing_partners(pair(41, 5), ["a.py", "b.py"]) == ()


@pytest.mark.parametrize(("together", "alone"), [(7, 0), (12, 8)])
def test_too_few_or_too_often_alone_is_told_nothing(together: int, alone: int) -> None:
    assert missing_partners(pair(together, alone), ["a.py"]) == ()


def test_a_habit_that_ended_is_told_no_more() -> None:
    told = mined([commit(n, ["a.py", "b.py"] if n < 80 else ["a.py"]) for n in range(84)])
    assert missing_partners(told, ["a.py"]) == ()


def test_a_partner_that_is_gone_is_not_missed() -> None:
    told = mined([commit(99, {"b.py": None})], pair(41, 0))
    assert missing_partners(told, ["a.py"]) == ()


def test_a_test_may_change_without_its_code_but_not_the_other_way_round() -> None:
    told = mined([commit(n, ["src/a.py", "tests/test_a.py"]) for n in range(20)])
    assert missing_partners(told, ["tests/test_a.py"]) == ()
    assert [missing.partner.path for missing in missing_partners(told, ["src/a.py"])] == ["tests/test_a.py"]


@pytest.mark.parametrize(("name", "more"), [("renovate[bot]", 0), ("Ann", 40)])
def test_bots_and_wide_changes_make_no_pairs(name: str, more: int) -> None:
    """With a person and few files, the first test's pair is found: the guard is what takes it away."""
    assert partners_of(pair(20, 0), "a.py")
    assert partners_of(pair(20, 0, name=name, more=more), "a.py") == ()


def test_a_wide_change_is_told_nothing() -> None:
    assert missing_partners(pair(41, 0), ["a.py", *(f"{n}.c" for n in range(40))]) == ()


def test_one_missing_file_is_named_once_for_all_that_ask_for_it() -> None:
    told = mined([commit(n, ["a.py", "b.py", "c.py"]) for n in range(20)])
    assert [missing.partner.path for missing in missing_partners(told, ["a.py", "b.py"])] == ["c.py"]


def test_unknown_paths_are_told_nothing() -> None:
    assert missing_partners(pair(41, 0), ["new.py"]) == ()
    assert partners_of(pair(41, 0), "new.py") == ()


def test_the_lower_bound_is_wilsons() -> None:
    assert lower_bound(41, 46) == pytest.approx(0.7696, abs=1e-3)
