"""Which code goes into which question: the riskiest first, whole files where they fit, a counted rest."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from review.models import Severity
from review.prompts.grouping import grouped, weight
from review.prompts.ranking import risk
from review.prompts.shown import ShownHunk

QUESTION_TOKENS = 8_000  # of code in one question; attention and answers get worse with more
MAX_FILES = 8  # in one question, when there are many: expected output grows with files, not with lines
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
    pieces = {path: tuple(cut(path, files[path], QUESTION_TOKENS, nearby.get(path, ()))) for path in files}
    questions = sorted(_questions(pieces), key=lambda group: (-max(piece.risk for piece in group), group[0].path))
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


def _questions(pieces: Mapping[str, Sequence[Piece]]) -> list[tuple[Piece, ...]]:
    """Ask about each group of files by itself; of too many, neighbours are joined until there are few enough.

    The lightest boundary goes first, and only as many as must, so that also in a large change what one file does moves
    the questions around it and at most a few others.
    """
    groups = [(paths, _apart(paths, pieces)) for paths in grouped(pieces)]
    over = sum(len(questions) for _, questions in groups) - MAX_QUESTIONS
    for start in sorted((paths[0] for paths, _ in groups[1:]), key=weight):
        if over <= 0:
            break
        at = bisect_left(groups, start, key=lambda group: group[0][0])
        (left, before), (right, after) = groups[at - 1 : at + 1]
        joined = _apart(left + right, pieces)
        saved = len(before) + len(after) - len(joined)
        if saved > 0 and len(left + right) <= MAX_FILES:
            groups[at - 1 : at + 1] = [(left + right, joined)]
            over -= saved
    return [question for _, questions in groups for question in questions]


def _apart(paths: Sequence[str], pieces: Mapping[str, Sequence[Piece]]) -> list[tuple[Piece, ...]]:
    """Put the files of one group into as few questions as hold them; big pieces stay alone."""
    questions: list[tuple[Piece, ...]] = []
    held: list[Piece] = []
    for piece in (piece for path in paths for piece in pieces[path]):
        if piece.tokens > QUESTION_TOKENS // 2:
            questions.append((piece,))
            continue
        if held and sum(one.tokens for one in held) + piece.tokens > QUESTION_TOKENS:
            questions.append(tuple(held))
            held = []
        held.append(piece)
    return [*questions, tuple(held)] if held else questions


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
