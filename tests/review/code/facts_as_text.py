"""Facts as a table that people can read and check against the sample beside it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from review.models.code import Definition, FileFacts

SAMPLES = Path(__file__).parent / "samples"
EXPECTED = "facts.txt"
WORDS = 8


def samples() -> list[tuple[str, Path]]:
    """Return each language with the one file that shows its kinds of definitions."""
    found = (path for path in sorted(SAMPLES.glob("*/*")) if path.name != EXPECTED)
    return [(path.parent.name, path) for path in found]


def as_text(facts: FileFacts) -> str:
    return "\n".join(_lines(facts)) + "\n"


def _lines(facts: FileFacts) -> Iterator[str]:
    for definition in facts.definitions:
        yield _defined(definition)
        yield from (f"    {text}" for text in (definition.signature, f'"{definition.doc}"') if text not in ("", '""'))
    for taken in facts.imports:
        alias = f" as {taken.alias}" if taken.alias else ""
        yield f"import {taken.module} | {taken.name or 'itself'}{alias}, line {taken.line}"
    for position, name in [(-1, "top"), *enumerate(one.name for one in facts.definitions)]:
        calls = [f"{one.receiver}.{one.name}".lstrip(".") for one in facts.calls if one.within == position]
        if calls:
            yield f"{name} calls {', '.join(calls)}"
    yield f"comments {', '.join(f'{start}-{end}' for start, end in facts.comments)}"
    yield f"words {' '.join(f'{word}:{count}' for word, count in facts.words[:WORDS])}"
    yield f"lines {facts.lines}, errors {len(facts.errors)}"


def _defined(one: Definition) -> str:
    marks = [mark for mark, holds in (("public", one.public), ("test", one.test)) if holds]
    if one.bases:
        marks.append(f"extends {' and '.join(one.bases)}")
    if one.measures:
        of = one.measures
        marks.append(f"parameters {of.parameters}, cyclomatic {of.cyclomatic}, cognitive {of.cognitive}")
        marks.append(f"nesting {of.nesting}")
    return f"{one.start}-{one.end} @{one.line} {one.kind.value} {one.name}: {', '.join(marks)}"
