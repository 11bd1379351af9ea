"""The terms of a text or an identifier: its words without their endings, and pairs of neighbours."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import pairwise

MOST_TEXT = 2_000
MOST_WORD = 30
LEAST_WORD = 2
CACHED = 65_536

_WORD = re.compile(r"[A-Z]{2,40}(?![a-z])|[A-Z]?[a-z]{1,40}|[0-9]{1,10}|[^\W\d_a-zA-Z]{1,40}")
_COMMON = """
a an and are as at be by do does for from has have how if in into is it its no not of on or our than that the
their then there this to was we what when where which who why will with you your can get set new self cls return
returns true false none null def class function func init main test tests src lib
"""
_NOTHING = frozenset(_COMMON.split())
_ENDINGS = (
    "ization",
    "izing",
    "ations",
    "ation",
    "ments",
    "ment",
    "ings",
    "ing",
    "ers",
    "ors",
    "ies",
    "er",
    "or",
    "ed",
    "es",
    "s",
)
_LEAST_STEM = 3


def words_of(text: str) -> tuple[str, ...]:
    """Return the words without endings, in order; `rateLimiter`, `rate_limits` and "rate limiting" give the same."""
    found = (each.group().lower() for each in _WORD.finditer(text[:MOST_TEXT]))
    return tuple(stem(word) for word in found if len(word) >= LEAST_WORD and word not in _NOTHING)


def terms_of(words: Sequence[str]) -> Iterable[str]:
    """Return each word, and each two that stand together."""
    yield from words
    yield from (f"{one} {other}" for one, other in pairwise(words) if one != other)


@lru_cache(CACHED)
def stem(word: str) -> str:
    """Return a word without its commonest English endings; lighter than Porter's, so that few words fall together."""
    word = word[:MOST_WORD]
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _LEAST_STEM and not word.endswith("ss"):
            word = word.removesuffix(ending) + ("y" if ending == "ies" else "")
            break
    if len(word) > _LEAST_STEM + 1 and word[-1] == word[-2] and word[-1] not in "aeiousl":
        word = word[:-1]
    return word.removesuffix("e") if len(word) > _LEAST_STEM else word
