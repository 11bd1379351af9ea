"""Which code goes into which question: the riskiest first, whole files where they fit, a counted rest."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from review.models import Severity
from review.prompts.ranking import risk
from review.prompts.shown import ShownHunk

QUESTION_TOKENS = 8_000  # of code in one question; attention and answers get worse with more
MAX_FILES = 6  # in one question: expected output grows with files, not with lines
MAX_QUESTIONS = 12
BYTES_PER_TOKEN = 3  # code is 1.9 to 3.5 bytes a token; the prompt's own words lean to the good side
LINE_OVERHEAD = 14  # bytes of the number columns

LEFT_OUT = f"it did not fit into the {MAX_QUESTIONS} questions of this review; riskier files went first"
PARTLY = f"only its riskiest parts fit into the {MAX_QUESTIONS} questions of this review"

Nearby = Sequence[tuple[int, Severity]]


@dataclass(frozen=True, slots=True)
class Piece:
    """A file, or a part of one, that is asked about together."""

    path: str
    hunks: tuple[ShownHunk, ...]
    tokens: int
    risk: float


@dataclass(frozen=True, slots=True)
class Plan:
    """The questions, riskiest first, and for each file that is not wholly in them the reason."""

    questions: tuple[tuple[Piece, ...], ...]
    left: Mapping[str, str]


def tokens(text: str) -> int:
    """Estimate the tokens of a text from its bytes."""
    return math.ceil(len(text.encode("utf-8", "replace")) / BYTES_PER_TOKEN)


def plan(files: Mapping[str, Sequence[ShownHunk]], nearby: Mapping[str, Nearby]) -> Plan:
    """Pack files into questions; `nearby` are the head lines of deterministic findings, by path."""
    pieces = [piece for path in files for piece in cut(path, files[path], QUESTION_TOKENS, nearby.get(path, ()))]
    questions = sorted(_groups(pieces), key=lambda group: (-max(piece.risk for piece in group), group[0].path))
    asked, rest = questions[:MAX_QUESTIONS], questions[MAX_QUESTIONS:]
    in_part = {piece.path for group in asked for piece in group}
    left = {piece.path: PARTLY if piece.path in in_part else LEFT_OUT for group in rest for piece in group}
    return Plan(tuple(asked), left)


def cut(path: str, hunks: Sequence[ShownHunk], limit: int, nearby: Nearby = ()) -> Iterator[Piece]:
    """Cut a file into pieces of at most `limit` tokens, between hunks where possible, else between lines."""
    held: list[ShownHunk] = []
    size = 0
    for part in (part for hunk in hunks for part in _parts(hunk, limit)):
        cost = _cost(part)
        if held and size + cost > limit:
            yield _piece(path, held, size, nearby)
            held, size = [], 0
        held.append(part)
        size += cost
    if held:
        yield _piece(path, held, size, nearby)


def smaller(pieces: Sequence[Piece], nearby: Mapping[str, Nearby]) -> tuple[Piece, ...]:
    """Return the riskiest part of a question in at most half its room; empty when it cannot be halved."""
    limit = sum(piece.tokens for piece in pieces) // 2
    parts = [part for piece in pieces for part in cut(piece.path, piece.hunks, limit, nearby.get(piece.path, ()))]
    fitting = [part for part in parts if part.tokens <= limit]
    return (max(fitting, key=lambda part: part.risk),) if fitting else ()


def _groups(pieces: Sequence[Piece]) -> Iterator[tuple[Piece, ...]]:
    """Put small pieces together by path, so that a question changes little from push to push; big ones stay alone."""
    group: list[Piece] = []
    for piece in sorted(pieces, key=lambda piece: piece.path):
        if piece.tokens > QUESTION_TOKENS // 2:
            yield (piece,)
            continue
        if len(group) == MAX_FILES or sum(one.tokens for one in group) + piece.tokens > QUESTION_TOKENS:
            yield tuple(group)
            group = []
        group.append(piece)
    if group:
        yield tuple(group)


def _parts(hunk: ShownHunk, limit: int) -> Iterator[ShownHunk]:
    start = size = 0
    for index, line in enumerate(hunk.lines):
        cost = tokens(line.text) + LINE_OVERHEAD // BYTES_PER_TOKEN
        if index > start and size + cost > limit:
            yield ShownHunk(hunk.section, hunk.lines[start:index])
            start, size = index, 0
        size += cost
    yield ShownHunk(hunk.section, hunk.lines[start:])


def _cost(hunk: ShownHunk) -> int:
    return sum(tokens(line.text) + LINE_OVERHEAD // BYTES_PER_TOKEN for line in hunk.lines)


def _piece(path: str, hunks: Sequence[ShownHunk], size: int, nearby: Nearby) -> Piece:
    lines = [line for hunk in hunks for line in hunk.lines]
    numbers = {line.new for line in lines}
    severities = [severity for number, severity in nearby if number in numbers]
    return Piece(path, tuple(hunks), size, risk(path, lines, severities))
