"""A question in words finds the files and symbols that speak of it, and the people who changed those."""

from __future__ import annotations

import pytest

from review.code.facts import facts_of
from review.knowledge.concepts import concepts_of
from review.knowledge.who import who
from review.knowledge.words import terms_of, words_of
from review.models.code import FileFacts
from tests.review.history.commits import DAY, START, commit, mined

CODE = {
    "app/pace.py": b'class RateLimiter:\n    """Wait while the rate limit is used up."""\n    def wait(self): ...\n',
    "app/cart.py": b'def checkout(cart):\n    """Take the money."""\n    return cart.total\n',
    "app/tax.py": b'def rate(country):\n    """Return the tax."""\n    return 1\n',
    "tests/test_pace.py": b"def test_the_rate_limit(): ...\n",
}


def facts() -> dict[str, FileFacts]:
    found = {path: facts_of(code, "python") for path, code in CODE.items()}
    return {path: one for path, one in found.items() if one is not None}


@pytest.mark.parametrize(
    "text", ["rateLimiter", "rate_limits", "Rate limiting", "RATE_LIMITED", "rate-limiters", "the rate of a limit"]
)
def test_forms_of_a_word_are_one_term(text: str) -> None:
    assert words_of(text)[:2] == words_of("rate limit")


def test_terms_are_words_and_neighbours() -> None:
    assert list(terms_of(("a", "b", "c"))) == ["a", "b", "c", "a b", "b c"]


def test_files_with_all_the_words_come_first_and_code_before_tests() -> None:
    files, symbols = concepts_of(facts()).find("rate limiting")
    assert [file.path for file in files][:2] == ["app/pace.py", "tests/test_pace.py"]
    assert (symbols[0].name, symbols[0].path) == ("RateLimiter", "app/pace.py")


def test_a_path_speaks_where_nothing_else_does() -> None:
    files, symbols = concepts_of(facts(), ["docs/deployment.md"]).find("deploy")
    assert [file.path for file in files] == ["docs/deployment.md"]
    assert symbols == ()


@pytest.mark.parametrize("question", ["", "the of and", "zebra", "`", "\x00" * 9_999])
def test_a_question_about_nothing_finds_nothing(question: str) -> None:
    assert concepts_of(facts()).find(question) == ((), ())


def test_a_word_that_every_file_has_still_finds_them() -> None:
    files, _ = concepts_of({}, ["pace/limiter.py"]).find("limiter")
    assert [file.path for file in files] == ["pace/limiter.py"]


def test_people_are_found_through_files_the_later_the_more() -> None:
    history = mined(
        [
            commit(0, ["app/pace.py"], name="Old", mail="o@x", day=0),
            commit(1, ["app/pace.py"], name="New", mail="n@x", day=700),
            commit(2, ["app/cart.py"], name="Cart", mail="c@x", day=700),
        ]
    )
    found = who("rate limiter", concepts_of(facts()), history, START + 700 * DAY)
    assert [one.name for one in found.people] == ["New", "Old"]
    assert found.people[0].files[0].path == "app/pace.py"
    assert found.people[0].files[0].commits == 1
    assert sum(one.share for one in found.people) == pytest.approx(1)


def test_two_names_of_one_person_are_one_part_of_a_file() -> None:
    history = mined(
        [
            commit(0, ["app/pace.py"], name="Ann", mail="a@x", day=0),
            commit(1, ["app/pace.py"], name="Annie", mail="a@x", day=1),
        ]
    )
    (found,) = who("rate limiter", concepts_of(facts()), history, START + DAY).people
    (file,) = found.files
    assert (file.path, file.commits) == ("app/pace.py", 2)
    assert file.share == pytest.approx(1)


def test_one_commit_makes_less_of_an_expert_than_many() -> None:
    many = [commit(number, ["app/pace.py"], name="Many", mail="m@x", day=0) for number in range(6)]
    history = mined([*many, commit(6, ["tests/test_pace.py"], name="One", mail="o@x", day=0)])
    many_found, one_found = who("rate limiter", concepts_of(facts()), history, START).people
    assert (many_found.name, one_found.name) == ("Many", "One")
    assert many_found.share > 0.75


def test_without_a_history_there_are_files_and_nobody() -> None:
    found = who("rate limiter", concepts_of(facts()), None, 0)
    assert found.people == ()
    assert found.files
