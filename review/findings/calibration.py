"""What a model's word is worth: its own confidence, corrected by what became of such findings before."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from review.models import Finding, Outcomes

# A beta prior whose mean is the model's own confidence, worth so many outcomes: few of them change little.
PRIOR = 10
# More outcomes than this weigh no more: the word keeps a quarter, or nothing would tell sure findings from guesses.
MOST = 30


def calibrated(confidence: float, counts: Outcomes | None) -> float:
    """Return the mean of the posterior; without outcomes it is the confidence itself."""
    if counts is None:
        return confidence
    useful, useless = max(counts.useful, 0), max(counts.useless, 0)
    seen = useful + useless
    if not seen:
        return confidence
    weight = min(seen, MOST)
    return round((PRIOR * confidence + weight * useful / seen) / (PRIOR + weight), 4)


def calibrate(findings: Iterable[Finding], outcomes: Iterable[Outcomes]) -> tuple[Finding, ...]:
    """Return the findings in their order with calibrated confidences; a check's are never touched."""
    counts = {(one.model, one.category): one for one in outcomes}
    return tuple(
        finding
        if finding.deterministic
        else replace(finding, confidence=calibrated(finding.confidence, counts.get((finding.model, finding.category))))
        for finding in findings
    )
