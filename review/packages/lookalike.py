"""Names that look like a well-known package's: one letter off, two swapped, other separators, letters of other scripts.

The well-known names are ours, written down from use, one file an ecosystem in `known/`. A short name has too many
innocent neighbours: only what the eye cannot tell apart counts for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files

from review.packages.package import CRATES, GO, NPM, PYPI
from review.packages.pip import normalised

SHORT = 5  # a name of fewer letters or digits is only compared by sight
MEDIUM = 7  # and one of fewer only by swaps and doubled letters
LONGEST = 120
_MAJOR = re.compile(r"[/.]v[0-9]{1,3}$")
_SEPARATORS = re.compile(r"[-_.]")
# What looks like an ASCII letter or digit in the fonts of terminals and web pages.
_SEEN = str.maketrans({
    "0": "o", "1": "l", "i": "l", "|": "l", "а": "a", "е": "e", "о": "o", "р": "p", "с": "c", "у": "y", "х": "x",
    "і": "l", "ј": "j", "ѕ": "s", "ԁ": "d", "һ": "h", "ӏ": "l", "ո": "n", "ν": "v", "ο": "o", "α": "a", "ρ": "p",
    "ɡ": "g", "ı": "l",
})  # fmt: skip


@cache
def known(ecosystem: str) -> frozenset[str]:
    """Return the well-known names of an ecosystem, in lower case."""
    file = files("review.packages").joinpath("known", f"{ecosystem.partition('.')[0]}.txt")
    return (
        frozenset(_plain(ecosystem, name) for name in file.read_text("utf-8").split())
        if file.is_file()
        else frozenset()
    )


def looks_like(ecosystem: str, name: str) -> str | None:
    """Return the well-known name that this one can be mistaken for, None for one of its own."""
    plain = _plain(ecosystem, name)
    if len(plain) > LONGEST or plain in known(ecosystem):
        return None
    scoped = ecosystem == NPM and plain.startswith("@")
    for variant, least in _variants(plain):
        for other in _index(ecosystem).get(variant, ()):
            if other == plain or _letters(other) < least or other.startswith("@") != scoped:
                continue
            if scoped and other.partition("/")[2] != plain.partition("/")[2]:
                continue  # a package of its own in a scope of its own
            if _is_mistakable(plain, other):
                return other
    return None


def _plain(ecosystem: str, name: str) -> str:
    if ecosystem == GO:  # the major version is a part of the path
        return _MAJOR.sub("", name.lower())
    if ecosystem == CRATES:  # the index takes the two separators for one
        return name.lower().replace("-", "_")
    return normalised(name) if ecosystem == PYPI else name.lower()


def _letters(name: str) -> int:
    return sum(letter.isalnum() for letter in name)


def _seen(name: str) -> str:
    return _SEPARATORS.sub("", name.translate(_SEEN).replace("rn", "m").replace("vv", "w"))


def _variants(name: str) -> Iterator[tuple[str, int]]:
    """Yield what the name becomes when one letter is left out, with the least length of a name it may stand for."""
    seen = _seen(name)
    yield seen, 4
    for at in range(len(seen)):
        yield seen[:at] + seen[at + 1 :], SHORT


@cache
def _index(ecosystem: str) -> Mapping[str, tuple[str, ...]]:
    """Map each name, and each with one letter left out, to the names: two that share one differ by a letter or swap."""
    found: dict[str, set[str]] = {}
    for name in known(ecosystem):
        for variant, _ in _variants(name):
            found.setdefault(variant, set()).add(name)
    return {variant: tuple(sorted(names)) for variant, names in found.items()}


def _is_mistakable(name: str, other: str) -> bool:
    """Say whether a person reads one for the other: equal to the eye, swapped, doubled, or long and one letter off."""
    one, two = _seen(name), _seen(other)
    if one == two:
        return True
    if len(one) == len(two):
        differ = [at for at in range(len(one)) if one[at] != two[at]]
        if len(differ) == 2 and differ[1] == differ[0] + 1:
            return one[differ[0]] == two[differ[1]] and one[differ[1]] == two[differ[0]]
        return len(differ) == 1 and len(two) >= MEDIUM and not _counted(one[differ[0]], two[differ[0]])
    if abs(len(one) - len(two)) != 1:
        return False
    longer, shorter = (one, two) if len(one) > len(two) else (two, one)
    at = next((at for at in range(len(shorter)) if longer[at] != shorter[at]), len(shorter))
    if longer[:at] + longer[at + 1 :] != shorter:
        return False
    doubled = at > 0 and longer[at] == longer[at - 1]
    return doubled or (len(two) >= MEDIUM and not longer[at].isdigit())


def _counted(one: str, other: str) -> bool:
    """Say whether only a number differs: the next major version of the same is no mistake."""
    return one.isdigit() and other.isdigit()
