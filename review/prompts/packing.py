"""Which code goes into which question: the riskiest first, whole files where they fit, a counted rest."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from review.models import Line, Severity
from review.prompts.grouping import grouped, weight
from review.prompts.ranking import risk
from review.prompts.shown import ShownHunk

QUESTION_TOKENS = 8_000  # of code in one question; attention and answers get worse with more
MAX_FILES = 8  # in one question, when there are many: expected output grows with files, not with lines
MAX_QUESTIONS = 12
PART_TOKENS = 1_000  # of a part that is chosen by itself when not everything fits: a function, more or less
BYTES_PER_TOKEN = 3  # code is 1.9 to 3.5 bytes a token; the prompt's own words lean to the good side
LINE_OVERHEAD = 6  # bytes of the number and the marks

LEFT_OUT = f"it did not fit into the {MAX_QUESTIONS} questions of this review; riskier files went first"
PARTLY = f"only its riskiest parts fit into the {MAX_QUESTIONS} questions of this review"

Nearby = Sequence[tuple[int, Severity]]


@dataclass(frozen=True, slots=True)
class Room:
    """How much code a review may ask about: so many questions of so many tokens each, by our own estimate."""

    questions: int = MAX_QUESTIONS
    tokens: int = QUESTION_TOKENS


ROOM = Room()


@dataclass(frozen=True, slots=True)
class Piece:
    """A file, or a part of one, that is asked about together."""

    path: str
    hunks: tuple[ShownHunk, ...]
    tokens: int
    risk: float


@dataclass(frozen=True, slots=True)
class Plan:
    """The questions, riskiest first, and for each file that is not wholly in them the reason.

    `whole`: they are about whole files as they stand together, else about the riskiest parts of the change.
    """

    questions: tuple[tuple[Piece, ...], ...]
    left: Mapping[str, str]
    whole: bool = True


def tokens(text: str) -> int:
    """Estimate the tokens of a text from its bytes."""
    size = len(text) if text.isascii() else len(text.encode("utf-8", "replace"))
    return -(-size // BYTES_PER_TOKEN)


def plan(
    files: Mapping[str, Sequence[ShownHunk]],
    nearby: Mapping[str, Nearby],
    room: Room = ROOM,
    past: Mapping[str, float] | None = None,
) -> Plan:
    """Pack files into questions; `nearby` are the head lines of deterministic findings, by path.

    `past` is the risk of a file by its history, from 0 to 1, for those of which it is known.

    What does not fit as whole files is cut into small parts, of which the riskiest are read, wherever they stand.
    """
    leads = _Leads(nearby, past or {})
    whole = _whole(files, leads, room)
    questions = _riskiest(files, leads, room) if whole is None else whole
    questions.sort(key=lambda group: (-max(piece.risk for piece in group), group[0].path))
    asked: Counter[str] = Counter()
    for piece in (piece for question in questions for piece in question):
        asked[piece.path] += _lines(piece.hunks)
    left = {path: PARTLY if asked[path] else LEFT_OUT for path in files if asked[path] < _lines(files[path])}
    return Plan(tuple(questions), left, whole is not None)


@dataclass(frozen=True, slots=True)
class _Leads:
    """What makes code worth reading beside the code itself, by path."""

    nearby: Mapping[str, Nearby]
    past: Mapping[str, float]

    def cut(self, path: str, hunks: Sequence[ShownHunk], limit: int) -> Iterator[Piece]:
        return cut(path, hunks, limit, self.nearby.get(path, ()), self.past.get(path, 0.0))


def _whole(files: Mapping[str, Sequence[ShownHunk]], leads: _Leads, room: Room) -> list[tuple[Piece, ...]] | None:
    """Return questions of whole files, None when there are too many."""
    texts = (line.text for hunks in files.values() for hunk in hunks for line in hunk.lines)
    if sum(map(len, texts)) > room.questions * room.tokens * BYTES_PER_TOKEN:
        return None
    pieces = {path: tuple(leads.cut(path, files[path], room.tokens)) for path in files}
    questions = _questions(pieces, room)
    return questions if len(questions) <= room.questions else None


def _riskiest(files: Mapping[str, Sequence[ShownHunk]], leads: _Leads, room: Room) -> list[tuple[Piece, ...]]:
    """Fill the questions with the riskiest parts of all files; those of one file stay together and in their order."""
    limit = min(PART_TOKENS, room.tokens)
    parts = [part for path in sorted(files) for part in leads.cut(path, files[path], limit)]
    order = sorted(range(len(parts)), key=lambda number: (-parts[number].risk, number))
    space = room.questions * room.tokens
    while True:
        questions = _filled([parts[number] for number in sorted(_fitting(order, parts, space, room))], room)
        if len(questions) <= room.questions:
            return questions
        space -= PART_TOKENS  # what the ends of the questions take


def _fitting(order: Sequence[int], parts: Sequence[Piece], space: int, room: Room) -> Iterator[int]:
    """Yield the parts that fit into the space, of no more files than the questions may hold."""
    paths: set[str] = set()
    for number in order:
        part = parts[number]
        if part.tokens <= space and (part.path in paths or len(paths) < room.questions * MAX_FILES):
            paths.add(part.path)
            space -= part.tokens
            yield number


def _filled(parts: Sequence[Piece], room: Room) -> list[tuple[Piece, ...]]:
    """Fill one question after the other, so that little room is lost at their ends."""
    questions: list[list[Piece]] = []
    size = 0
    for part in parts:
        held = {piece.path for piece in questions[-1]} | {part.path} if questions else set()
        if not questions or size + part.tokens > room.tokens or len(held) > MAX_FILES:
            questions.append([])
            size = 0
        questions[-1].append(part)
        size += part.tokens
    return [tuple(_together(question)) for question in questions]


def _together(parts: Sequence[Piece]) -> Iterator[Piece]:
    """Make one piece of what a question holds of a file."""
    for path, own in groupby(parts, key=lambda part: part.path):
        held = list(own)
        hunks = _rejoined([hunk for part in held for hunk in part.hunks])
        yield Piece(path, hunks, sum(part.tokens for part in held), max(part.risk for part in held))


def _rejoined(hunks: Sequence[ShownHunk]) -> tuple[ShownHunk, ...]:
    """Join what was cut between two lines of a hunk, so that no gap is shown where there is none."""
    joined: list[ShownHunk] = []
    for hunk in hunks:
        if joined and _adjoin(joined[-1].lines[-1], hunk.lines[0]):
            hunk = ShownHunk(hunk.section, joined.pop().lines + hunk.lines)
        joined.append(hunk)
    return tuple(joined)


def _adjoin(last: Line, first: Line) -> bool:
    pairs = ((last.old, first.old), (last.new, first.new))
    return any(one is not None and other == one + 1 for one, other in pairs)


def _lines(hunks: Sequence[ShownHunk]) -> int:
    return sum(len(hunk.lines) for hunk in hunks)


def cut(path: str, hunks: Sequence[ShownHunk], limit: int, nearby: Nearby = (), past: float = 0.0) -> Iterator[Piece]:
    """Cut a file into pieces of at most `limit` tokens, between hunks where possible, else between lines."""
    held: list[ShownHunk] = []
    size = 0
    for part, cost in (part for hunk in hunks for part in _parts(hunk, limit)):
        if held and size + cost > limit:
            yield _piece(path, held, size, nearby, past)
            held, size = [], 0
        held.append(part)
        size += cost
    if held:
        yield _piece(path, held, size, nearby, past)


def smaller(pieces: Sequence[Piece], nearby: Mapping[str, Nearby]) -> tuple[Piece, ...]:
    """Return the riskiest part of a question in at most half its room; empty when it cannot be halved."""
    limit = sum(piece.tokens for piece in pieces) // 2
    parts = [part for piece in pieces for part in cut(piece.path, piece.hunks, limit, nearby.get(piece.path, ()))]
    fitting = [part for part in parts if part.tokens <= limit]
    return (max(fitting, key=lambda part: part.risk),) if fitting else ()


def _questions(pieces: Mapping[str, Sequence[Piece]], room: Room) -> list[tuple[Piece, ...]]:
    """Ask about each group of files by itself; of too many, neighbours are joined until there are few enough.

    The lightest boundary goes first, and only as many as must, so that also in a large change what one file does moves
    the questions around it and at most a few others.
    """
    groups = [(paths, _apart(paths, pieces, room)) for paths in grouped(pieces)]
    over = sum(len(questions) for _, questions in groups) - room.questions
    for start in sorted((paths[0] for paths, _ in groups[1:]), key=weight):
        if over <= 0:
            break
        at = bisect_left(groups, start, key=lambda group: group[0][0])
        (left, before), (right, after) = groups[at - 1 : at + 1]
        joined = _apart(left + right, pieces, room)
        saved = len(before) + len(after) - len(joined)
        if saved > 0 and len(left + right) <= MAX_FILES:
            groups[at - 1 : at + 1] = [(left + right, joined)]
            over -= saved
    return [question for _, questions in groups for question in questions]


def _apart(paths: Sequence[str], pieces: Mapping[str, Sequence[Piece]], room: Room) -> list[tuple[Piece, ...]]:
    """Put the files of one group into as few questions as hold them; big pieces stay alone."""
    questions: list[tuple[Piece, ...]] = []
    held: list[Piece] = []
    for piece in (piece for path in paths for piece in pieces[path]):
        if piece.tokens > room.tokens // 2:
            questions.append((piece,))
            continue
        if held and sum(one.tokens for one in held) + piece.tokens > room.tokens:
            questions.append(tuple(held))
            held = []
        held.append(piece)
    return [*questions, tuple(held)] if held else questions


def _parts(hunk: ShownHunk, limit: int) -> Iterator[tuple[ShownHunk, int]]:
    """Yield parts of the hunk with their tokens."""
    start = size = 0
    for index, line in enumerate(hunk.lines):
        cost = tokens(line.text) + LINE_OVERHEAD // BYTES_PER_TOKEN
        if index > start and size + cost > limit:
            yield ShownHunk(hunk.section, hunk.lines[start:index]), size
            start, size = index, 0
        size += cost
    yield (ShownHunk(hunk.section, hunk.lines[start:]) if start else hunk), size


def _piece(path: str, hunks: Sequence[ShownHunk], size: int, nearby: Nearby, past: float) -> Piece:
    lines = [line for hunk in hunks for line in hunk.lines]
    numbers = {line.new for line in lines}
    severities = [severity for number, severity in nearby if number in numbers]
    return Piece(path, tuple(hunks), size, risk(path, lines, severities, past))
