"""Where in a text each format could stand: one pass over long words, and a plain search for the other anchors."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from review.checks.format import AHEAD, BACK, Format

_RUN = re.compile(r"[A-Za-z0-9_.\-+/]{16,}")
_RUN_TEXT = re.compile(r"[A-Za-z0-9_.\-+/]+")
_BEGINS = r"(?:(?<![A-Za-z0-9])|(?<=\\[nrt]))"
_AROUND = 80  # characters beside a long word that still belong to it: what follows a colon or a bar
_LONGEST = 300  # characters of a long word that hold such a credential if it is one; beyond, it is data


class Prefilter:
    """Find the places of formats whose anchors are in a text; a text without any costs one pass."""

    def __init__(self, formats: Sequence[Format]) -> None:
        """Sort the anchors: those that begin a long word go into one expression, the others are searched one by one."""
        order = {id(one): number for number, one in enumerate(formats)}
        leading: dict[str, list[Format]] = {}
        self._plain: dict[str, list[Format]] = {}
        self._anywhere: list[Format] = []
        for one in formats:
            if any(len(anchor) < 2 for anchor in one.anchors):
                self._anywhere.append(one)
                continue
            for anchor in one.anchors:
                at = leading if one.leading and _RUN_TEXT.fullmatch(anchor) else self._plain
                at.setdefault(anchor, []).append(one)
        # A word that begins with a longer anchor begins with the shorter ones too.
        self._by_anchor: Mapping[str, list[Format]] = {
            long: sorted(
                (one for short, them in leading.items() if long.startswith(short) for one in them),
                key=lambda one: order[id(one)],
            )
            for long in leading
        }
        self._trie = re.compile(_BEGINS + _as_trie(list(leading)))

    def places(self, text: str) -> Iterator[tuple[Format, re.Match[str]]]:
        """Yield each format with its matches."""
        runs = [run.span() for run in _RUN.finditer(text)]
        for begin, end in runs:
            for hit in self._trie.finditer(text, begin, end):
                for one in self._by_anchor[hit[0]]:
                    if match := one.pattern.match(text, hit.start()):
                        yield one, match
        around = _merged([(begin - _AROUND, min(end, begin + _LONGEST) + _AROUND) for begin, end in runs])
        for one in self._anywhere:
            for begin, end in around:
                for match in one.pattern.finditer(text, begin, end):
                    yield one, match
        for anchor, them in self._plain.items():
            if anchor in text:
                yield from _beside(text, anchor, them)


def _beside(text: str, anchor: str, formats: Sequence[Format]) -> Iterator[tuple[Format, re.Match[str]]]:
    places = list(_all(text, anchor))
    for one in formats:
        if one.leading:
            for place in places:
                if match := one.pattern.match(text, place):
                    yield one, match
        else:
            for begin, end in _merged([(place - BACK, place + AHEAD) for place in places]):
                for match in one.pattern.finditer(text, begin, end):
                    yield one, match


def _all(text: str, anchor: str) -> Iterator[int]:
    at = text.find(anchor)
    while at >= 0:
        yield at
        at = text.find(anchor, at + len(anchor))


def _merged(windows: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Join windows that touch, so that no character is looked at twice."""
    joined: list[tuple[int, int]] = []
    for begin, end in windows:
        if joined and begin <= joined[-1][1]:
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((max(begin, 0), end))
    return joined


def _as_trie(words: Sequence[str]) -> str:
    """Return an expression for any of the words, the longest that fits, with common beginnings written once."""
    branches: dict[str, list[str]] = {}
    for word in words:
        if word:
            branches.setdefault(word[0], []).append(word[1:])
    parts = [re.escape(first) + _as_trie(rest) for first, rest in branches.items()]
    if not parts:
        return ""
    return f"(?:{'|'.join(parts)})" + ("?" if "" in words else "")
