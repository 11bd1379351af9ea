"""The planted variants, and how one is spliced into a change as if its author had added it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from review.diff.classify import language_of
from review.models import Diff, FileDiff, FileKind, FileStatus, Hunk, Line, LineKind, Source
from review.survey import Survey

FOLDER = Path(__file__).parents[2] / "samples" / "planted"


@dataclass(frozen=True, slots=True)
class Plant:
    """One variant: the rule that should see it, where such code would stand, and its lines."""

    rule: str
    path: str
    lines: tuple[str, ...]


def plants() -> list[Plant]:
    """Read all variants."""
    return [plant for file in sorted(FOLDER.glob("*.txt")) for plant in _blocks(file)]


def _blocks(file: Path) -> Iterator[Plant]:
    for block in file.read_text().split("### ")[1:]:
        path, *lines = block.rstrip("\n").split("\n")
        yield Plant(file.stem, path, tuple(lines))


def spliced(survey: Survey, plant: Plant, path: str) -> tuple[Survey, range]:
    """Return the change with the plant behind the first added line of that file that is not blank, and its lines."""
    file = next(one for one in survey.change.diff.files if one.path == path)
    there = (line for hunk in file.hunks for line in hunk.lines)
    after = next(line for line in there if line.kind is LineKind.ADDED and line.text.strip())
    assert after.new is not None
    indent = after.text[: len(after.text) - len(after.text.lstrip())]
    lines = [indent + line if line else "" for line in plant.lines]
    hunks = tuple(_grown(hunk, after.new, lines) for hunk in file.hunks)
    source = survey.change.sources[path]
    head = (source.head or b"").decode("utf-8", "surrogateescape").split("\n")
    head[after.new : after.new] = lines
    grown = replace(file, hunks=hunks, added=file.added + len(lines))
    content = "\n".join(head).encode("utf-8", "surrogateescape")
    return _with(survey, grown, replace(source, head=content)), range(after.new + 1, after.new + 1 + len(lines))


def beside(survey: Survey, plant: Plant) -> tuple[Survey, range]:
    """Return the change with the plant as a file of its own."""
    lines = tuple(Line(LineKind.ADDED, None, number, text) for number, text in enumerate(plant.lines, 1))
    hunk = Hunk(0, 0, 1, len(lines), "", lines)
    file = FileDiff(plant.path, None, FileStatus.ADDED, None, "100644", False, len(lines), 0, (hunk,))
    source = Source(plant.path, None, "\n".join((*plant.lines, "")).encode())
    return _with(survey, file, source), range(1, len(lines) + 1)


def _grown(hunk: Hunk, after: int, lines: list[str]) -> Hunk:
    shift = len(lines)
    new: list[Line] = []
    for line in hunk.lines:
        later = line.new is not None and line.new > after
        new.append(replace(line, new=(line.new or 0) + shift) if later else line)
        if line.new == after:
            new += (Line(LineKind.ADDED, None, after + 1 + index, text) for index, text in enumerate(lines))
    held = len(new) > len(hunk.lines)
    start = hunk.new_start + shift * (hunk.new_start > after)
    return replace(hunk, lines=tuple(new), new_start=start, new_count=hunk.new_count + shift * held)


def _with(survey: Survey, file: FileDiff, source: Source) -> Survey:
    others = tuple(one for one in survey.change.diff.files if one.path != file.path)
    change = replace(survey.change, diff=Diff((*others, file)), sources={**survey.change.sources, file.path: source})
    return replace(
        survey,
        change=change,
        kinds={file.path: FileKind.SOURCE, **survey.kinds},
        languages={**survey.languages, file.path: language_of(file.path, source.head)},
    )
