"""What was found, where it ended, and what was read."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from review.models.change import Side

WHOLE_CHANGE = "change"  # who says something of the change as a whole; it goes to the summary only
ADVISORY_SOURCES = frozenset({"model", "anomaly", WHOLE_CHANGE})


class Severity(StrEnum):
    """How bad it is, worst first; compare by `rank`."""

    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    INFO = "info"

    @property
    def rank(self) -> int:
        """Return 0 for the worst, so that sorting puts the worst first."""
        return list(Severity).index(self)

    def at_least(self, other: Severity) -> bool:
        """Say whether this is as bad as `other` or worse."""
        return self.rank <= other.rank


class FateKind(StrEnum):
    """Where a finding ended up; every finding has exactly one."""

    POSTED = "posted"
    SUMMARY = "summary"
    MERGED = "merged"
    REPEATED = "repeated"
    ACCEPTED = "accepted"
    PRE_EXISTING = "pre_existing"
    SUPPRESSED = "suppressed"
    REPORTED = "reported"


@dataclass(frozen=True, slots=True)
class Location:
    """Where: a path and an inclusive line range on one side of the diff."""

    path: str
    start_line: int
    end_line: int
    side: Side = Side.RIGHT


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of a finding, with a reason that a person can read."""

    kind: FateKind
    reason: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing said about the change. `evidence` is the code at `location`; for a secret it is empty.

    `source` is the name of the check that found it, or "model". `suggestion` is replacement code for exactly the lines
    of `location`, or None. `fate` is None until concluded. `fix` says in words what to do, `test` is code of a test
    that would have caught it; both may be empty. `verified` means that a second opinion confirmed it with evidence.
    `model` names the model that wrote it, hostile text, or is empty. `proven` means that the suggestion was applied,
    parsed and scanned, `unproven` is why it was not. `owasp` is set for a rule that is not ours. `fails_gate` says
    whether it fails the security check as long as it stands, None until concluded; `gate_reason` is why that is not
    what `fail_on` alone would say, or empty.
    """

    source: str
    rule_id: str
    severity: Severity
    category: str
    cwe: tuple[str, ...]
    confidence: float
    title: str
    message: str
    location: Location
    evidence: str
    suggestion: str | None
    fingerprint: str
    fate: Fate | None = None
    fix: str = ""
    test: str = ""
    verified: bool = False
    opinion: str = ""
    model: str = ""
    proven: bool = False
    unproven: str = ""
    owasp: str = ""
    fails_gate: bool | None = None
    gate_reason: str = ""

    @property
    def deterministic(self) -> bool:
        """Say whether a check found it; only those can fail the security gate, and no model can lower them."""
        return self.source not in ADVISORY_SOURCES

    @property
    def note(self) -> bool:
        """Say whether it only tells of the change and waits for nobody: it opens no summary and no conclusion."""
        return self.source == WHOLE_CHANGE and self.severity is Severity.INFO


class CoverageStatus(StrEnum):
    """Whether a check read a file; `incomplete` is one it should have read and did not."""

    SCANNED = "scanned"
    NOT_APPLICABLE = "not_applicable"
    INCOMPLETE = "incomplete"


@dataclass(frozen=True, slots=True)
class Coverage:
    """Whether one check read one file; the reason is empty only when scanned."""

    path: str
    check: str
    status: CoverageStatus
    reason: str = ""
