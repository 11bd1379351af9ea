"""A file's diff as a model sees it; evidence is later held against this same text, so what is quoted can match."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from review.diff.paths import display
from review.models import FileDiff, Finding, Line, LineKind, Side
from review.prompts.hidden import HIDDEN, is_markdown, without_comments
from review.prompts.redaction import REDACTED, redact_lines

MAX_SHOWN = 500  # characters of a line; more is data or minified
CUT = "... [{more} more characters]"

_OURS = "|".join(map(re.escape, (REDACTED, HIDDEN)))
_MARKS = re.compile(rf"{_OURS}|\.\.\. \[\d{{1,10}} more characters\]|\\u\{{[0-9a-f]{{2,6}}\}}")


@dataclass(frozen=True, slots=True)
class ShownHunk:
    """One hunk with its lines made safe to show: secrets out, invisible characters written out, long lines cut."""

    section: str
    lines: tuple[Line, ...]


def secret_places(findings: Iterable[Finding]) -> Mapping[str, frozenset[tuple[Side, int]]]:
    """Map each path to the lines where a check saw a secret: those findings carry no evidence, on purpose."""
    places: dict[str, set[tuple[Side, int]]] = {}
    for finding in findings:
        if finding.deterministic and not finding.evidence:
            where = finding.location
            numbers = range(where.start_line, min(where.end_line, where.start_line + 200) + 1)
            places.setdefault(where.path, set()).update((where.side, number) for number in numbers)
    return {path: frozenset(lines) for path, lines in places.items()}


def shown(file: FileDiff, secrets: Collection[tuple[Side, int]] = ()) -> tuple[ShownHunk, ...]:
    """Return the file's hunks as a model sees them."""
    markdown = is_markdown(file.path)
    # All at once: looking for four hundred forms of secret costs by the text, and as much again by the call.
    rows = [row for hunk in file.hunks for row in (hunk.section, *(line.text for line in hunk.lines))]
    clean = iter(redact_lines(rows, list(_marked(file, secrets)) if secrets else ()))
    hunks = []
    for hunk in file.hunks:
        section, texts = visible(next(clean)), list(islice(clean, len(hunk.lines)))
        texts = without_comments(hunk.lines, texts) if markdown else texts
        lines = tuple(
            Line(line.kind, line.old, line.new, visible(text)) for line, text in zip(hunk.lines, texts, strict=True)
        )
        hunks.append(ShownHunk(section, lines))
    return tuple(hunks)


def _marked(file: FileDiff, secrets: Collection[tuple[Side, int]]) -> Iterator[int]:
    """Yield which of the file's rows, sections among them, a check saw a secret in."""
    at = 0
    for hunk in file.hunks:
        yield from (at + index for index, line in enumerate(hunk.lines, 1) if _is_secret(line, secrets))
        at += 1 + len(hunk.lines)


def holds_mark(code: str) -> bool:
    """Say whether a model's code repeats a mark of ours: put into the file, it would replace what the mark stands for.

    Code may hold such a text by itself, which then costs it a suggestion and nothing more.
    """
    return _MARKS.search(code) is not None


def visible(line: str) -> str:
    """Write out what cannot be seen, but for tabs and the CR of a CRLF; cut what is too long to matter."""
    if len(line) > MAX_SHOWN:
        line = line[:MAX_SHOWN] + CUT.format(more=len(line) - MAX_SHOWN)
    line = line.removesuffix("\r")
    if line.isascii() and line.isprintable():
        return line
    return "\t".join(map(display, line.split("\t")))


def _is_secret(line: Line, secrets: Collection[tuple[Side, int]]) -> bool:
    return (Side.RIGHT, line.new) in secrets or (line.kind is not LineKind.ADDED and (Side.LEFT, line.old) in secrets)
