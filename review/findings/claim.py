"""What a model says about the change, before any of it is believed."""

from __future__ import annotations

from dataclasses import dataclass

from review.models import Severity


@dataclass(frozen=True, slots=True)
class Claim:
    """One finding as a model wrote it: hostile text throughout. Lines are head lines as the model counts them."""

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
