"""A table of strings in one piece of memory: sorted by their bytes, each once, read one at a time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

ABSENT = -1


@dataclass(frozen=True, slots=True, eq=False)
class Strings:
    """The strings: number i is `text[ends[i - 1]:ends[i]]`, in UTF-8 with lone surrogates let through."""

    text: bytes
    ends: NDArray[np.int64]

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.ends)

    def raw(self, number: int) -> bytes:
        """Return a string's bytes."""
        start = int(self.ends[number - 1]) if number else 0
        return self.text[start : int(self.ends[number])]

    def __getitem__(self, number: int) -> str:
        """Return a string."""
        return self.raw(number).decode("utf-8", "surrogatepass")

    def number(self, string: str) -> int:
        """Return a string's number, ABSENT where it is none of these."""
        wanted = as_bytes(string)
        low, high = 0, len(self.ends)
        while low < high:
            middle = (low + high) // 2
            if self.raw(middle) < wanted:
                low = middle + 1
            else:
                high = middle
        return low if low < len(self.ends) and self.raw(low) == wanted else ABSENT

    def many(self, numbers: Iterable[int]) -> list[str]:
        """Return several strings."""
        return [self[each] for each in numbers]


def as_bytes(string: str) -> bytes:
    """Return a string as it stands in a table."""
    return string.encode("utf-8", "surrogatepass")


def gathered(strings: Iterable[str]) -> tuple[Strings, Mapping[str, int]]:
    """Return the table of these strings, and the number of each."""
    ordered = sorted({as_bytes(each) for each in strings})
    ends = np.cumsum(np.fromiter((len(each) for each in ordered), np.int64, len(ordered)))
    numbers = {each.decode("utf-8", "surrogatepass"): at for at, each in enumerate(ordered)}
    return Strings(b"".join(ordered), ends), numbers
