"""From a model's text to claims: strictly first, then by salvage; what nobody can read is named, never empty."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable
from dataclasses import dataclass, replace

from review.errors import UnusableAnswer
from review.findings.claim import Claim
from review.findings.reading import meant_claim, strict_claims
from review.findings.salvage import Parsers, loads, objects, without_fences

MAX_ANSWER = 120_000  # characters; the output limit allows a fifth of it; the rest is cut off and reported
MAX_CLAIMS = 200

NOTHING_THERE = "the answer is empty"
NOTHING_SALVAGED = "the answer holds no finding and does not say that there is none"

_SAYS_NONE = re.compile(r"""[{,]\s{0,20}["']?findings["']?\s{0,20}:\s{0,20}\[\s{0,200}\]\s{0,20}[,}]""")
_FINDING_KEY = re.compile(r"""["']?\b(?:path|file|file_path|relevant_file)["']?\s{0,20}:""")


@dataclass(frozen=True, slots=True)
class Extraction:
    """What could be read. `trust` is what the way of reading is worth (1.0 to the letter of the schema).

    `unreadable` counts findings that were begun and could not be read: cut off, or broken beyond repair.
    """

    claims: tuple[Claim, ...]
    trust: float
    unreadable: int


def extract(text: str) -> Extraction:
    """Read a model's answer; raise UnusableAnswer when nothing in it can be used. Never raises anything else.

    An explicitly empty list is a usable answer: it says that there is nothing to find.
    """
    cut = len(text) > MAX_ANSWER
    text = text[:MAX_ANSWER]
    claims = None if cut else strict_claims(loads(without_fences(text)))
    if claims is not None:
        return Extraction(claims[:MAX_CLAIMS], 1.0, max(0, len(claims) - MAX_CLAIMS))
    return _salvage(text, cut=cut)


def usable(text: str) -> bool:
    """Say whether `extract` gets anything out of this text; what the providers' chain asks of an answer."""
    try:
        extract(text)
    except UnusableAnswer:
        return False
    return True


@dataclass(frozen=True, slots=True)
class _Way:
    """One way of reading: what opens a string, which parser reads a finding, and what such a reading is worth."""

    quotes: str
    parse: Callable[[str], object]
    trust: float


def _salvage(text: str, *, cut: bool) -> Extraction:
    parsers = Parsers()
    ways = (
        _Way('"', parsers.exact, 0.9),
        _Way('"', parsers.repaired, 0.7),
        _Way("\"'", parsers.repaired, 0.6),
        _Way("", parsers.repaired, 0.5),
    )
    begun = [match.start() for match in _FINDING_KEY.finditer(text)]
    best = Extraction((), 0.0, len(begun))
    for way in ways:
        read = _read(text, way, begun)
        if len(read.claims) > len(best.claims):
            best = read
        if best.claims and best.unreadable == 0:
            break
    if best.claims:
        return replace(best, unreadable=best.unreadable + cut)
    bare = without_fences(text)
    if not cut and (loads(bare) == [] or (not begun and _SAYS_NONE.search(bare))):
        return Extraction((), 0.9, 0)
    raise UnusableAnswer(NOTHING_SALVAGED if bare else NOTHING_THERE)


def _read(text: str, way: _Way, begun: list[int]) -> Extraction:
    """Read every closed object that begins a finding; one around a finding already read is only its wrapper."""
    found: dict[Claim, None] = {}
    spans: list[tuple[int, int]] = []
    for start, end in objects(text, way.quotes):
        first = bisect_left(begun, start)
        wraps = bool(spans) and start < spans[-1][0]
        if wraps or first == len(begun) or begun[first] >= end or len(found) >= MAX_CLAIMS:
            continue
        claim = meant_claim(way.parse(text[start:end]))
        if claim is not None:
            found[claim] = None
            spans.append((start, end))
    left = sum(not _within(key, spans) for key in begun)
    return Extraction(tuple(found), way.trust, left)


def _within(at: int, spans: list[tuple[int, int]]) -> bool:
    """Say whether `at` lies in one of the spans, which are in order and apart."""
    after = bisect_right(spans, at, key=lambda span: span[0])
    return after > 0 and at < spans[after - 1][1]
