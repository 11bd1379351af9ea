"""In which order findings deserve a person's time."""

from __future__ import annotations

from review.models import Finding, Severity

# Not measured, only an order: so many lines of code, or words of text, take as long to check as finding the place did.
LINES = 30
WORDS = 300
CHECKED = 0.5  # what is left to do of a finding that a second opinion confirmed


def worst_first(finding: Finding) -> tuple[object, ...]:
    """Sort key of every list of findings: severity, confidence, then place."""
    at = finding.location
    place = (at.path, at.start_line, at.end_line, at.side, finding.rule_id, finding.fingerprint)
    return (finding.severity.rank, -finding.confidence, *place, finding.source, finding.title, finding.message)


def most_worth_first(finding: Finding) -> tuple[object, ...]:
    """Sort key of advice: severity times confidence, by what it costs to check."""
    weight = len(Severity) - finding.severity.rank
    return (-weight * finding.confidence / _cost(finding), *worst_first(finding))


def _cost(finding: Finding) -> float:
    """Return what it takes to see whether a finding is right, 1.0 for one line and no words."""
    lines = max(0, finding.location.end_line - finding.location.start_line)
    reading = lines / LINES + finding.message.count(" ") / WORDS
    return 1.0 + (reading * CHECKED if finding.verified else reading)
