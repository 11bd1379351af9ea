"""Who is who: names, addresses and logins join authors to persons; what is shown mentions nobody."""

from __future__ import annotations

import pytest

from review.findings.sanitise import sanitise_line
from review.knowledge.people import Identity, People, is_program, named, shown
from tests.review.history.commits import commit, mined

TOLD = mined(
    [
        commit(0, ["a"], name="Ann Lee", mail="ann@example.invalid"),
        commit(1, ["a"], name="ann lee", mail="1+ann-l@users.noreply.github.com"),
        commit(2, ["a"], name="Annie", mail="ann@example.invalid"),
        commit(3, ["a"], name="Bob", mail="bob@example.invalid"),
        commit(4, ["a"], name="root", mail="x@example.invalid"),
        commit(5, ["a"], name="root", mail="y@example.invalid"),
        commit(6, ["a"], name="renovate[bot]", mail="r@example.invalid"),
    ]
)


def test_a_shared_name_or_address_joins_authors() -> None:
    people = People(TOLD)
    assert people.of(0) == people.of(1) == people.of(2)
    assert people.of(3) != people.of(0)
    assert people.login(people.of(2)) == "ann-l"


def test_a_name_that_anybody_may_have_joins_nobody() -> None:
    people = People(TOLD)
    assert people.of(4) != people.of(5)


@pytest.mark.parametrize(
    "known", [Identity(login="Ann-L"), Identity(mail="ANN@example.invalid"), Identity(name="  ann  LEE ")]
)
def test_a_person_is_found_by_any_of_them(known: Identity) -> None:
    people = People(TOLD)
    assert people.known_as([known]) == {people.of(0)}
    assert people.known_as([Identity(name="Nobody")]) == frozenset()


def test_programs_are_told_by_name_and_login() -> None:
    people = People(TOLD)
    assert [author for author in range(7) if people.is_bot(author)] == [6]
    assert is_program(Identity(login="dependabot[bot]"))
    assert not is_program(Identity(login="abbot"))


@pytest.mark.parametrize(
    "name",
    [
        "@octocat",
        "a @octocat b",
        "`@octocat`",
        "x\n@octocat",
        "\u202e@octocat",
        "o@example.invalid",
        "octocat\uff20example.invalid",
        "@org/team",
        "@" * 99,
    ],
)
def test_a_name_that_is_shown_mentions_nobody_and_has_no_address(name: str) -> None:
    safe = shown(name)
    assert "@" not in safe
    assert "\n" not in safe
    assert sanitise_line(safe) == safe
    assert "octocat@" not in named(name)
    assert "\uff20" not in safe


def test_control_the_name_itself_would_mention_somebody() -> None:
    assert "@octocat" in "a @octocat b"
    assert shown("Ann Lee") == "Ann Lee"
    assert shown(" ") == "(unnamed)"
