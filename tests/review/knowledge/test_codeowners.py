"""CODEOWNERS is read as GitHub reads it: https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners."""

from __future__ import annotations

import time

import pytest

from review.knowledge.codeowners import MOST_BYTES, CodeOwners, from_files, is_team

# The example of GitHub's own page, shortened.
EXAMPLE = r"""
# This is a comment.
*       @global-owner1 @global-owner2
*.js    @js-owner #This is an inline comment.
*.go docs@example.com
*.txt @octo-org/octocats
/build/logs/ @doctocat
docs/* docs@example.com
apps/ @octocat
/docs/ @doctocat
/scripts/ @doctocat @octocat
**/logs @octocat
/apps/github
with\ space.md @spaced
"""


@pytest.mark.parametrize(
    ("path", "owners"),
    [
        ("a.py", ("@global-owner1", "@global-owner2")),
        ("deep/down/a.py", ("@global-owner1", "@global-owner2")),
        ("a/b.js", ("@js-owner",)),
        ("b.go", ("docs@example.com",)),
        ("notes.txt", ("@octo-org/octocats",)),
        ("build/logs/x/y.py", ("@octocat",)),
        ("other/build/logs", ("@octocat",)),
        ("docs/a.md", ("@doctocat",)),
        ("docs/build/a.md", ("@doctocat",)),
        ("sub/docs/a.md", ("@global-owner1", "@global-owner2")),
        ("web/apps/main.c", ("@octocat",)),
        ("scripts/x.sh", ("@doctocat", "@octocat")),
        ("deep/logs/one.c", ("@octocat",)),
        ("apps/github/x.c", ()),
        ("apps/other.c", ("@octocat",)),
        ("with space.md", ("@spaced",)),
    ],
)
def test_the_last_line_that_matches_wins(path: str, owners: tuple[str, ...]) -> None:
    assert CodeOwners.read(EXAMPLE).owners_of(path) == owners


def test_a_star_behind_a_folder_is_not_what_is_deeper() -> None:
    read = CodeOwners.read("docs/* @near\n")
    assert read.owners_of("docs/a.md") == ("@near",)
    assert read.owners_of("docs/build/a.md") == ()


@pytest.mark.parametrize("line", ["!a.py @x", "[ab].py @x", "\\#a @x", "*.py x", "*.py @", "*.py @a/b/c", "*.py @x,@y"])
def test_a_line_that_github_calls_invalid_is_passed_over_alone(line: str) -> None:
    read = CodeOwners.read(f"* @all\n{line}\n")
    assert read.owners_of("a.py") == ("@all",)


def test_the_first_location_counts_alone() -> None:
    files = {"docs/CODEOWNERS": "* @docs", "CODEOWNERS": "* @root", ".github/CODEOWNERS": "*.c @github"}
    assert from_files(files).owners_of("a.py") == ()
    del files[".github/CODEOWNERS"]
    assert from_files(files).owners_of("a.py") == ("@root",)
    assert from_files({}).owners_of("a.py") == ()


def test_a_file_that_is_too_large_is_not_used() -> None:
    assert CodeOwners.read("* @all\n" + "#" * MOST_BYTES).owners_of("a.py") == ()


def test_a_team_has_an_organisation() -> None:
    assert is_team("@org/team")
    assert not is_team("@org")
    assert not is_team("a@b.invalid")


def test_hostile_patterns_take_linear_time() -> None:
    text = "\n".join(["*a" * 100 + "b @x", "**/" * 90 + "b @x", "\\" * 200 + " @x"] * 50)
    start = time.process_time()
    assert CodeOwners.read(text).owners_of("a/" * 400 + "a" * 500) == ()
    assert time.process_time() - start < 2


def test_a_pattern_of_nothing_but_depths_is_passed_over() -> None:
    owners = CodeOwners.read("\n".join(["**/" * 90 + "x @eve"] * 2_000) + "\n*.py @ada\n")
    assert len(owners.lines) == 1
    assert owners.owners_of("a/b.py") == ("@ada",)
