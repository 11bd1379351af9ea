"""From a model's text to claims: strictly, by salvage, as Markdown; what nobody can read is named, never empty."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable
from dataclasses import dataclass, replace

from review.errors import UnusableAnswer
from review.findings.claim import Claim
from review.findings.markdown_claims import markdown_claims
from review.findings.nothing_found import says_nothing_found
from review.findings.reading import meant_claim, strict_claims, unreadable_part
from review.findings.salvage import Parsers, broken_json, loads, objects, without_fences, without_thoughts

MAX_ANSWER = 120_000  # characters; the output limit allows a fifth of it; the rest is cut off and reported
MAX_CLAIMS = 200
PROSE = 0.3  # what it is worth that prose says there is nothing

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
    answer = without_thoughts(text)
    for whole in (text,) if answer == text else (text, answer):
        read = None if cut else _strictly(whole)
        if read is not None:
            return read
    return _salvage(answer, cut=cut)


def _strictly(text: str) -> Extraction | None:
    document = loads(text)  # as it is first: a fence inside a string belongs to the code that is quoted there
    if document is None:
        document = loads(without_fences(text))
    claims = strict_claims(document)
    if claims is None:
        return None
    unreadable = max(0, len(claims) - MAX_CLAIMS) + unreadable_part(document)
    return Extraction(claims[:MAX_CLAIMS], 1.0, unreadable)


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
    begun = [match.start() for match in _FINDING_KEY.finditer(text)]
    best = _json(text, begun)
    if not any(claim.quoted_code for claim in best.claims):
        best = _other_than_json(text, begun, best, cut=cut)
    if best.claims:
        return replace(best, unreadable=best.unreadable + cut)
    if best.trust:
        return best
    raise UnusableAnswer(NOTHING_SALVAGED if without_fences(text) else NOTHING_THERE)


def _json(text: str, begun: list[int]) -> Extraction:
    """Return what the way that reads the most findings reads; the first of them that leaves none unread is enough."""
    parsers = Parsers()
    ways = (
        _Way('"', parsers.exact, 0.9),
        _Way('"', parsers.repaired, 0.7),
        _Way("\"'", parsers.repaired, 0.6),
        _Way("", parsers.repaired, 0.5),
    )
    best = Extraction((), 0.0, len(begun))
    for way in ways:
        read = _read(text, way, begun)
        if len(read.claims) > len(best.claims):
            best = read
        if best.claims and best.unreadable == 0:
            break
    return best


def _other_than_json(text: str, begun: list[int], best: Extraction, *, cut: bool) -> Extraction:
    """Return an empty list that was said in so many words, or what stands there as Markdown when that quotes code.

    JSON that quotes no code may be code under review that the answer shows. An answer that began as JSON and broke is
    not read as Markdown: half of a finding would come out.
    """
    bare = without_fences(text)
    if not best.claims and not cut and (loads(bare) == [] or (not begun and _SAYS_NONE.search(bare))):
        return Extraction((), 0.9, 0)
    if broken_json(text):
        return best
    written = markdown_claims(text, MAX_CLAIMS)
    if written.claims and (not best.claims or any(claim.quoted_code for claim in written.claims)):
        return Extraction(written.claims, written.trust, written.unreadable)
    if not best.claims and not cut and not written.unreadable and says_nothing_found(text):
        return Extraction((), PROSE, 0)
    return best


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
