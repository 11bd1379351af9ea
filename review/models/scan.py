"""What the scan engine is asked and what it answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from review.models.change import Side
from review.models.rule import Rule


@dataclass(frozen=True, slots=True)
class ScanTarget:
    """One file version to scan; `language` is semgrep's name for it."""

    path: str
    side: Side
    language: str
    content: bytes
    fragment: bool = False


@dataclass(frozen=True, slots=True)
class ScanMatch:
    """One hit of the scan engine, by lines of the target it was found in."""

    rule_id: str
    path: str
    side: Side
    start_line: int
    end_line: int


# The reason of a gap where the code, and not the engine or a limit, is what stopped it.
SYNTAX = "the scan engine could not parse this part"


@dataclass(frozen=True, slots=True)
class ScanGap:
    """A part of a target that the engine did not read; lines are None when it is the whole file."""

    path: str
    side: Side
    start_line: int | None
    end_line: int | None
    reason: str


@dataclass(frozen=True, slots=True)
class ScanReport:
    """What the scan engine found and what it did not read; targets with neither were read to the end.

    `rules` describes, by id, the matched rules that are not ours but an operator's.
    """

    engine: str
    matches: tuple[ScanMatch, ...]
    gaps: tuple[ScanGap, ...]
    rules: Mapping[str, Rule] = field(default_factory=dict)
