"""What the repository says around a change, as people read it: its risk, who could review it, what was missing."""

from __future__ import annotations

from collections.abc import Iterator

from review.models.surroundings import Surroundings

HEADING = "### Around this change"
RISK = "Risk **{value}** of 100{reasons}."
REVIEWERS = "Who knows this code: {names}."


def surroundings_lines(around: Surroundings) -> Iterator[str]:
    """Yield the section; nothing where nothing is known and nothing was missing."""
    told = list(_told(around))
    if told:
        yield from ("", HEADING, "")
    yield from (f"- {line}" for line in told)


def _told(around: Surroundings) -> Iterator[str]:
    if around.risk is not None:
        reasons = "; ".join(around.reasons)
        yield RISK.format(value=around.risk, reasons=f": {reasons}" if reasons else "")
    if around.reviewers:
        yield REVIEWERS.format(names="; ".join(around.reviewers))
    if around.notice:
        yield around.notice
