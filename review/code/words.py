"""The words of a file's identifiers, for finding files that speak of the same things."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache

MOST_WORDS = 64
MAX_IDENTIFIER = 100
CACHED = 65_536  # identifiers; most come back in the next file

_WORD = re.compile(rb"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
# Words that stand in nearly every file, of whatever it speaks.
_COMMON = frozenset(
    b"""self cls this super args kwargs argv def var val let const func function new get set init main none null nil
    true false int str string bool boolean float double char byte bytes long short uint void any object obj list dict
    map array vec tuple len size print println printf format return type name value values key keys item items index
    idx data result res ret tmp temp err error exception assert assertequal test tests foo bar baz the and not for
    from with has std require module exports undefined isinstance append equal""".split()
)


def counted(identifiers: Iterable[bytes]) -> tuple[tuple[str, int], ...]:
    """Return the words of three letters and more with their counts, the most frequent first."""
    words: Counter[str] = Counter()
    for identifier, count in Counter(identifiers).items():
        for word in split(identifier):
            words[word] += count
    return tuple(sorted(words.items(), key=lambda each: (-each[1], each[0]))[:MOST_WORDS])


@lru_cache(CACHED)
def split(identifier: bytes) -> tuple[str, ...]:
    """Split an identifier at its humps, underscores and digits."""
    words = (word.lower() for word in _WORD.findall(identifier[:MAX_IDENTIFIER]))
    return tuple(word.decode() for word in words if len(word) > 2 and word not in _COMMON)
