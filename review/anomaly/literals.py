"""What the strings of a piece of code look like. A quick look without a parser: a quote in a comment may deceive it."""

from __future__ import annotations

import math
import re
from collections import Counter
from dataclasses import dataclass

LEAST_RANDOM = 24  # characters of a string whose randomness says anything
LEAST_DIGITS = 3  # in it: names, paths and addresses are of letters
MOST_RANDOM = 2_000
# What closes a string is optional, so that a string without an end is passed over once and not from each of its quotes.
_STRING = re.compile(r"\"(?:[^\"\\\n]|\\.)*\"?|'(?:[^'\\\n]|\\.)*'?|`(?:[^`\\]|\\.)*`?", re.DOTALL)
_ENCODED = re.compile(r"[0-9a-fA-F]{32,}|[A-Za-z0-9+/_-]{40,}={0,2}")
_ESCAPE = re.compile(r"\\x[0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\[0-7]{3}")


@dataclass(frozen=True, slots=True)
class Literals:
    """The strings of a piece of code; `randomness` is in bits a character, 0 where no string is long enough."""

    characters: int
    longest: int
    encoded: int
    escapes: int
    randomness: float


def literals_of(text: str) -> Literals:
    """Measure the strings in `text`."""
    strings = [found[0].strip("\"'`") for found in _STRING.finditer(text)]
    return Literals(
        sum(map(len, strings)),
        max(map(len, strings), default=0),
        sum(_ENCODED.fullmatch(one) is not None and any(map(str.isdigit, one)) for one in strings),
        len(_ESCAPE.findall(text)),
        max((_bits(one) for one in strings if _could_be_random(one)), default=0.0),
    )


def _could_be_random(text: str) -> bool:
    return len(text) >= LEAST_RANDOM and " " not in text and sum(map(str.isdigit, text)) >= LEAST_DIGITS


def _bits(text: str) -> float:
    part = text[:MOST_RANDOM]
    return -sum(n / len(part) * math.log2(n / len(part)) for n in Counter(part).values())
