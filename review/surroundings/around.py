"""What questions about a file are told of the rest of the repository: signatures, and nothing that moves by itself."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping

from review.graph.impact import Impact, Reached
from review.models.surroundings import Around, Elsewhere
from review.prompts.redaction import redact

SURE = 0.7
MOST = 6  # of a kind and file
LONGEST = 160  # characters of a signature
_QUOTE = re.compile(r"[\"'`]")


def around(impact: Impact, changed: Collection[str]) -> Mapping[str, Around]:
    """Return the lines for each changed file: callers and tests elsewhere, and what the changed code calls there."""
    found = {}
    for path in sorted(changed):
        mine = {_label(place.path, place.name) for place in impact.changed if place.path == path and place.name}
        callers = _lines(impact.callers, mine, changed)
        callees = _lines(impact.callees, mine, changed)
        tests = _lines(impact.tests, mine, ())
        if callers or callees or tests:
            found[path] = Around(callers, callees, tests)
    return found


def _label(path: str, name: str) -> str:
    return f"{path}:{name}"


def _lines(reached: Iterable[Reached], mine: Collection[str], hidden: Collection[str]) -> tuple[Elsewhere, ...]:
    """Return where each stands with its signature, and of what: without line numbers, which move with every commit."""
    lines = [
        (one.place.path, _line(one))
        for one in reached
        if one.of in mine and one.confidence >= SURE and one.place.path not in hidden and one.place.name
    ]
    return tuple(Elsewhere(*line) for line in sorted(set(lines))[:MOST])


def _line(one: Reached) -> str:
    """Return the line; of what is cut the strings go too, as nobody knows the half of a secret for one."""
    whole = one.place.signature or one.place.name
    shown = redact(whole)[:LONGEST]
    if len(whole) > LONGEST:  # a long one may be cut in the index already
        shown = _QUOTE.split(shown, maxsplit=1)[0]
    return f"{shown} -> {one.of.rpartition(':')[2] or one.of}"[: 2 * LONGEST]
