"""Values that a review leaves behind, for the tests of what is remembered."""

from __future__ import annotations

from app.store.leases import Lease
from review.models import (
    CheckRun,
    Concluded,
    Conclusion,
    Coverage,
    CoverageStatus,
    Fate,
    FateKind,
    Finding,
    Location,
    ModelUsage,
    PullRequest,
    Review,
    Severity,
)

HEAD = "a" * 40
BASE = "b" * 40
LEASE = Lease(job_id=1, kind="review", subject="7/3", installation_id=1, generation=1, fence=4, attempts=1)


def pull_request(number: int = 3, head_sha: str = HEAD, state: str = "open") -> PullRequest:
    """Return a pull request of repository 7."""
    return PullRequest(
        repository_id=7,
        repository="octo/shop",
        number=number,
        title="\0 hostile",
        body="",
        author_id=None,
        author="ghost",
        author_is_bot=False,
        state=state,
        draft=False,
        base_ref="main",
        base_sha=BASE,
        head_ref="topic\udcff",
        head_sha=head_sha,
        head_repository_id=None,
        default_branch="main",
    )


def finding(fingerprint: str, fate: FateKind | None = FateKind.POSTED, path: str = "a.py") -> Finding:
    """Return a finding of that fingerprint and fate."""
    return Finding(
        source="semgrep",
        rule_id="python.exec",
        severity=Severity.HIGH,
        category="injection",
        cwe=("CWE-78",),
        confidence=0.9,
        title="Command built from input",
        message="A message that may quote code: hunter2",
        location=Location(path, 3, 4),
        evidence="password = 'hunter2'",
        suggestion="password = 'hunter2'  # better",
        fingerprint=fingerprint,
        fate=Fate(fate, "because") if fate else None,
    )


def concluded(*findings: Finding, security: Conclusion = Conclusion.FAILURE, cost: int | None = 12) -> Concluded:
    """Return a conclusion with these findings."""
    usage = ModelUsage("p", "m", 1, None, 2, cost, 5, "ok")
    return Concluded(
        review=Review((), None, (CheckRun("diffdiver/security", security, "", ""),)),
        findings=findings,
        coverage=(
            Coverage("a.py", "semgrep", CoverageStatus.SCANNED),
            Coverage("b.py", "semgrep", CoverageStatus.INCOMPLETE, "parse error"),
        ),
        usage=(ModelUsage("p", "m", 1, None, 2, 30, 5, "ok"), usage),
    )
