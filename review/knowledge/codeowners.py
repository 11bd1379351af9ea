"""GitHub's CODEOWNERS: who owns a path. The last line whose pattern matches wins, and it may name nobody.

https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from review.diff.wildcard import Pattern

LOCATIONS = (".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS")  # the first that exists counts, and only that
MOST_BYTES = 3 << 20  # GitHub does not load a larger file
MOST_LINES = 10_000
MOST_OWNERS = 50  # of one line
MOST_DEPTHS = 4  # times `**` in a pattern: each multiplies the ways to match it, and people write one or two

_USER = re.compile(r"@[A-Za-z0-9](?:[A-Za-z0-9_-]{0,99})")
_TEAM = re.compile(r"@[A-Za-z0-9][A-Za-z0-9-]{0,99}/[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
_MAIL = re.compile(r"[^\s@]{1,64}@[^\s@]{1,255}")
_WORD = re.compile(r"(?:\\.|[^\s\\])+", re.DOTALL)


@dataclass(frozen=True, slots=True)
class CodeOwners:
    """The lines of a file, in order: the patterns that one of them stands for, and its owners as written."""

    lines: tuple[tuple[tuple[Pattern, ...], tuple[str, ...]], ...] = ()

    @classmethod
    def read(cls, text: str) -> CodeOwners:
        """Read a file; a line that GitHub would call invalid is passed over alone, a file that is too large whole."""
        if len(text) > MOST_BYTES:
            return cls()
        read = (_line(line) for line in text.split("\n")[:MOST_LINES])
        return cls(tuple(line for line in read if line is not None))

    def owners_of(self, path: str) -> tuple[str, ...]:
        """Return the owners of a path as written: `@login`, `@org/team` or an address; none when nobody owns it."""
        for patterns, owners in reversed(self.lines):
            if any(pattern.matches(path) for pattern in patterns):
                return owners
        return ()


def is_team(owner: str) -> bool:
    """Say whether an owner is a team."""
    return _TEAM.fullmatch(owner) is not None


def from_files(files: Mapping[str, str]) -> CodeOwners:
    """Read the file that GitHub would use, of those at `LOCATIONS` by path."""
    return next((CodeOwners.read(files[place]) for place in LOCATIONS if place in files), CodeOwners())


def _line(line: str) -> tuple[tuple[Pattern, ...], tuple[str, ...]] | None:
    words = _words(line)
    if not words:
        return None
    patterns, owners = _patterns(words[0]), tuple(words[1 : MOST_OWNERS + 1])
    if not patterns or not all(_USER.fullmatch(one) or _TEAM.fullmatch(one) or _MAIL.fullmatch(one) for one in owners):
        return None
    return patterns, owners


def _words(line: str) -> list[str]:
    """Split at spaces that no backslash stands before, up to a comment."""
    words = []
    for found in _WORD.finditer(line):
        word = found[0]
        if word.startswith("#"):
            break
        words.append(word)
    return words


def _patterns(text: str) -> tuple[Pattern, ...]:
    """Return the patterns of one of CODEOWNERS; none where GitHub's syntax allows it not: `!`, `[ ]`, an escaped `#`.

    As in `.gitignore`, a name stands for a folder's contents too, except that `docs/*` is not what is deeper.
    """
    if text.startswith(("!", "\\#")) or "[" in text or "]" in text or text.count("**") > MOST_DEPTHS:
        return ()
    folder = text.endswith("/")
    bare = text.rstrip("/")
    if not bare:
        return tuple(filter(None, [Pattern.read("**/*")])) if text == "/" else ()
    if "/" not in bare:
        bare = f"**/{bare}"
    wanted = [f"{bare}/**"] if folder else [bare]
    everything = bare == "**/*"
    if everything or not (folder or bare.endswith(("/*", "/**"))):
        wanted.append(f"{bare}/**")
    return tuple(filter(None, map(Pattern.read, wanted)))
