"""What a scan rule says about itself."""

from __future__ import annotations

from dataclasses import dataclass

from review.models.finding import Severity


@dataclass(frozen=True, slots=True)
class Rule:
    """What a rule says about its matches; `confidence` is 0 to 1, `cwe` is written "CWE-78"."""

    id: str
    languages: tuple[str, ...]
    title: str
    message: str
    category: str
    severity: Severity
    confidence: float
    cwe: tuple[str, ...]
    owasp: str
