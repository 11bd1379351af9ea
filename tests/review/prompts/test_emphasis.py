"""What a question stresses follows from its own files and the policy, in words of ours alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from review.diff.languages import language_of
from review.models.category import CATEGORIES, STYLE
from review.policy import Policy
from review.prompts.emphasis import CODE_HEAD, KINDS, LANGUAGES, MOST_LANGUAGES, closely, kinds
from review.prompts.packing import Piece


def stressed(*paths: str, sizes: tuple[int, ...] = ()) -> list[str]:
    """Return the names of the lines for a question about these files."""
    pieces = [Piece(path, (), size, 0.0) for path, size in zip(paths, sizes or (1,) * len(paths), strict=True)]
    text = closely(pieces, {path: language_of(path, None) for path in paths})
    return [line[2:].split(":")[0] for line in text.split("\n")[1:]]


def test_every_category_has_its_words() -> None:
    assert KINDS.keys() == {*CATEGORIES, STYLE}


def test_only_the_categories_that_the_policy_asks_for_are_spoken_of() -> None:
    text = kinds(Policy(categories=("security", "tests")))
    assert [line.split(":")[0] for line in text.split("\n")[1:]] == ["- security", "- tests"]


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("a.py", "python"), ("a.js", "javascript"), ("a.tsx", "typescript"), ("a.go", "go"), ("A.java", "java"),
        ("a.rb", "ruby"), ("a.php", "php"), ("a.c", "c"), ("a.cc", "cpp"), ("a.cs", "csharp"), ("a.rs", "rust"),
        ("a.sh", "bash"), ("a.kt", "kotlin"), ("a.swift", "swift"), ("a.tf", "terraform"), ("a.sol", "solidity"),
        ("Dockerfile", "dockerfile"),
    ],
)  # fmt: skip
def test_each_language_has_its_own_words(path: str, name: str) -> None:
    assert stressed(path) == [name]


def test_control_the_languages_are_all_known_by_that_name() -> None:
    assert len(LANGUAGES) == 17


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("tests/test_a.py", "tests"), ("docs/use.md", "prose"), ("shop/migrations/0004_orders.py", "migrations"),
        ("db/schema.sql", "migrations"), (".github/workflows/ci.yml", "pipelines"), ("ci/Jenkinsfile", "pipelines"),
    ],
)  # fmt: skip
def test_each_kind_of_file_has_its_own_words(path: str, name: str) -> None:
    assert name in stressed(path)


def test_of_many_languages_the_largest_are_named_in_a_fixed_order() -> None:
    paths = ("a.go", "b.py", "c.rb", "d.rs", "e.php")
    assert stressed(*paths, sizes=(5, 900, 1, 800, 7)) == ["php", "python", "rust"]
    assert stressed(*paths[::-1], sizes=(7, 800, 1, 900, 5)) == ["php", "python", "rust"]
    assert len(stressed(*paths)) == MOST_LANGUAGES


def test_unknown_files_add_nothing() -> None:
    assert closely([Piece("bin/start", (), 1, 0.0)], {}) == ""


@given(st.text(max_size=80))
def test_no_word_of_a_path_stands_outside_of_a_fence(path: str) -> None:
    text = closely([Piece(path, (), 1, 0.0)], {path: path})
    ours = closely(
        [Piece(name, (), 1, 0.0) for name in ("test_a.py", "a.md", "a.sql", ".github/workflows/a")], {}
    ) + "\n".join(f"- {name}: {words}." for name, words in LANGUAGES.items())
    assert all(line in ours for line in text.split("\n") if line != CODE_HEAD)
