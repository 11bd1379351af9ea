"""A change in the words of the graph: the facts of its files at head, and the lines that it replaces and writes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from review.code.facts import facts_of
from review.graph.impact import Touched
from review.models import FileDiff, FileStatus, Line, LineKind
from review.models.code import FileFacts
from review.survey import Survey

MAX_FILES = 300  # of a change whose code is parsed; beyond, nobody looks at what each reaches


def facts_at_head(survey: Survey) -> Mapping[str, FileFacts | None]:
    """Return the facts of each changed file; None for one that is gone. What cannot be parsed is left out."""
    found: dict[str, FileFacts | None] = {}
    for file in survey.change.diff.files[:MAX_FILES]:
        if file.status is FileStatus.REMOVED:
            found[file.path] = None
            continue
        if file.status is FileStatus.RENAMED and file.old_path:
            found.setdefault(file.old_path, None)  # unless another file of the change took its place
        language = survey.languages.get(file.path)
        source = survey.change.sources.get(file.path)
        if language is None or source is None or source.head is None or source.fragment:
            continue
        if (facts := facts_of(source.head, language)) is not None:
            found[file.path] = facts
    return found


def touched(files: Iterable[FileDiff]) -> Mapping[str, Touched]:
    """Return the touched lines of each file, by its path at head."""
    return {file.path: _touched(file) for file in files if file.hunks}


def _touched(file: FileDiff) -> Touched:
    before = file.old_path if file.status is FileStatus.RENAMED and file.old_path else ""
    return Touched(ranges(file, LineKind.REMOVED), ranges(file, LineKind.ADDED), before)


def ranges(file: FileDiff, kind: LineKind) -> tuple[tuple[int, int], ...]:
    """Return the inclusive ranges of a file's lines of one kind, by their numbers on their own side."""
    return tuple(_ranges(_numbers((line for hunk in file.hunks for line in hunk.lines), kind)))


def _numbers(lines: Iterable[Line], kind: LineKind) -> Iterator[int]:
    for line in lines:
        number = line.new if kind is LineKind.ADDED else line.old
        if line.kind is kind and number is not None:
            yield number


def _ranges(numbers: Iterable[int]) -> Iterator[tuple[int, int]]:
    start = end = None
    for number in numbers:
        if end is not None and number == end + 1:
            end = number
            continue
        if start is not None and end is not None:
            yield start, end
        start = end = number
    if start is not None and end is not None:
        yield start, end
