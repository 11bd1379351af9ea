"""Patterns match what git says they match, in time that nobody can blow up."""

from __future__ import annotations

import itertools
import random
import subprocess
from pathlib import Path

import pytest

from review.diff.wildcard import MAX_PATTERN, Pattern


def matches(pattern: str, path: str) -> bool:
    read = Pattern.read(pattern)
    assert read is not None
    return read.matches(path)


@pytest.mark.parametrize(
    ("pattern", "path", "expected"),
    [
        ("*.py", "a.py", True),
        ("*.py", "deep/er/a.py", True),
        ("/*.py", "deep/a.py", False),
        ("src/*.py", "src/a.py", True),
        ("src/*.py", "lib/src/a.py", False),
        ("src/*.py", "src/b/a.py", False),
        ("src/**", "src/b/a.py", True),
        ("src/**", "src", False),
        ("**/gen/*", "a/b/gen/c", True),
        ("**/gen/*", "gen/c", True),
        ("a/**/z", "a/z", True),
        ("a/**/z", "a/b/c/z", True),
        ("a/**/b/**/z", "a/x/b/b/y/z", True),
        ("a**z", "a/z", False),
        ("[!a-c]x", "dx", True),
        ("[!a-c]x", "ax", False),
        ("[]]x", "]x", True),
        ("\\*x", "*x", True),
        ("\\*x", "ax", False),
        ("?", "é", True),
        ("a*b*c", "a-b-b-c", True),
        ("a*b*c", "a-b-b-d", False),
        ("a.c", "abc", False),
    ],
)
def test_a_pattern_matches_as_gits_do(pattern: str, path: str, expected: bool) -> None:
    assert matches(pattern, path) is expected


@pytest.mark.parametrize("text", ["", "folder/", "!not", "[open", "[z-a]", "x" * (MAX_PATTERN + 1)])
def test_what_can_match_no_file_is_no_pattern(text: str) -> None:
    assert Pattern.read(text) is None


def test_git_itself_agrees_on_random_patterns(tmp_path: Path) -> None:
    chance = random.Random(5)
    pieces = ("*", "**", "?", "a", "b", "ab", "[ab]", "[!a]", "a*", "*b")
    made = {_random(chance, pieces) for _ in range(600)}
    # Of `**` inside a name git's releases think differently: wildmatch.c compared pointers of two texts for a while.
    patterns = sorted(one for one in made if all(part == "**" or "**" not in part for part in one.split("/")))
    names = ("a", "b", "ab", "ba", "bb")
    paths = ["/".join(parts) for depth in (1, 2, 3) for parts in itertools.product(names, repeat=depth)]
    rules = "".join(f"{pattern} r{number}\n" for number, pattern in enumerate(patterns))
    (tmp_path / ".gitattributes").write_text(rules)
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    asked = "".join(f"{path}\n" for path in paths).encode()
    out = subprocess.run(
        ["git", "check-attr", "-z", "--all", "--stdin"],
        cwd=tmp_path,
        input=asked.replace(b"\n", b"\0"),
        stdout=subprocess.PIPE,
        check=True,
    ).stdout
    fields = out.decode().split("\0")[:-1]
    said = {(path, int(name[1:])) for path, name in zip(fields[::3], fields[1::3], strict=True)}
    read = [Pattern.read(pattern) for pattern in patterns]
    ours = {(path, n) for path in paths for n, pattern in enumerate(read) if pattern and pattern.matches(path)}
    assert len(said) > 1_000
    assert {(path, patterns[n]) for path, n in said ^ ours} == set()


def _random(chance: random.Random, pieces: tuple[str, ...]) -> str:
    parts = ["".join(chance.choices(pieces, k=chance.choice((1, 1, 2)))) for _ in range(chance.choice((1, 2, 3)))]
    return chance.choice(("", "", "/")) + "/".join(parts)


@pytest.mark.parametrize(
    ("pattern", "path"),
    [
        ("*a" * 140 + "b", "a" * 4_000),
        ("**/" * 90 + "x", "a/" * 2_000 + "y"),
        ("?*" * 140 + "b", "a" * 4_000),
        ("/".join(["**", "*a*a*a*b"] * 20), "a/" * 1_000 + "aaaa"),
    ],
)
def test_a_hostile_pattern_comes_to_an_end(pattern: str, path: str) -> None:
    # A matcher that goes back would not, in anybody's lifetime.
    assert not matches(pattern, path)
