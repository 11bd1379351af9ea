"""What a model says about the change, before any of it is believed."""

from __future__ import annotations

from dataclasses import dataclass

from review.models import Severity

REFUTED = "refuted"
OUTVOTED = "outvoted"
# Our own words only: what the other model wrote is as hostile as the claim.
WITHDRAWN = {
    REFUTED: "a second model refuted it with code of this change",
    OUTVOTED: "too few of the models that were asked reported it",
}


@dataclass(frozen=True, slots=True)
class Claim:
    """One finding as a model wrote it: hostile text throughout. Lines are head lines as the model counts them.

    `withdrawn` is "" or why other models did not stand by it, a key of `review.findings.claim.WITHDRAWN`.
    """

    path: str
    start_line: int
    end_line: int
    quoted_code: str
    category: str
    severity: Severity
    title: str
    message: str
    why: str
    suggestion: str | None
    confidence: float
    withdrawn: str = ""
    fix: str = ""
    test: str = ""

    @property
    def lines(self) -> int:
        """Return how many lines it says it is about."""
        return self.end_line - self.start_line + 1
