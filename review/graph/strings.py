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
        raw = self.raw(number)
        try:
            return raw.decode("utf-8", "surrogatepass")
        except UnicodeDecodeError:  # only in bytes that were altered
            return raw.decode("utf-8", "replace")

    def place(self, wanted: bytes) -> int:
        """Return the number of the first string that is not before these bytes."""
        low, high = 0, len(self.ends)
        while low < high:
            middle = (low + high) // 2
            if self.raw(middle) < wanted:
                low = middle + 1
            else:
                high = middle
        return low

    def holds(self, place: int, wanted: bytes) -> bool:
        """Say whether these bytes stand at a place that `place` returned."""
        return place < len(self.ends) and self.raw(place) == wanted

    def number(self, string: str) -> int:
        """Return a string's number, ABSENT where it is none of these."""
        wanted = as_bytes(string)
        place = self.place(wanted)
        return place if self.holds(place, wanted) else ABSENT

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


def merged(table: Strings, strings: Iterable[str]) -> tuple[Strings, NDArray[np.int32], Mapping[str, int]]:
    """Return the table with these strings too, the new number of each old one, and the number of each string."""
    wanted = sorted({as_bytes(each) for each in strings})
    places = [table.place(each) for each in wanted]
    fresh = [(place, each) for place, each in zip(places, wanted, strict=True) if not table.holds(place, each)]
    before = np.array([place for place, _ in fresh], np.int64)
    lengths = np.diff(np.concatenate(([0], table.ends)))
    ends = np.cumsum(np.insert(lengths, before, [len(each) for _, each in fresh]) if fresh else lengths)
    pieces, last = [], 0
    for place, each in fresh:
        start = int(table.ends[place - 1]) if place else 0
        pieces += [table.text[last:start], each]
        last = start
    moved = np.arange(len(table)) + np.searchsorted(before, np.arange(len(table)), "right")
    result = Strings(b"".join((*pieces, table.text[last:])), ends.astype(np.int64))
    numbers = {each.decode("utf-8", "surrogatepass"): result.place(each) for each in wanted}
    return result, moved.astype(np.int32), numbers
