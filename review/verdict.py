"""The two conclusions: what may be merged, and what is worth a look.

The table is DESIGN section 5, "Check runs". Nothing that a model says, or fails to say, reaches the security check.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from review.findings.invisible import escape_invisible
from review.gate import decide
from review.models import Conclusion, Coverage, CoverageStatus, FateKind, Finding
from review.policy import Policy
from review.policy_keys import OnIncomplete
from review.report.wording import count

READING = "review"  # the model's name in the coverage, as `review.pack` writes it; a test compares the two
# Fates of a finding that stands in the head: new or known, but neither accepted nor older than the change.
OPEN = frozenset({FateKind.POSTED, FateKind.SUMMARY, FateKind.REPEATED, FateKind.REPORTED})
# A merged finding stands with the one it went into, unless that one was accepted: then only advice is merged.

EMPTY = "The diff is empty"
BLOCKING = "{findings} at or above {level}"
UNREAD = "{files} not scanned"
LESSER = "{findings} below {level}"
STOPPED = "{findings} failing the gate"
NONE_FAILS = "{findings}, none failing the gate"
CLEAN_SCAN = "No new finding in {files}"
SKIPPED = "Skipped: {reason}"
NOTHING_TO_READ = "no file here is for a model to read"
NO_ANSWER = "Not reviewed: {reason}"
PARTLY = "{unread} of {files} not read: {reason}"
CLEAN_READ = "No finding in {files}"
NO_REASON = "no reason was given"
TITLE_LIMIT = 255  # GitHub's, for a check run's title: https://docs.github.com/en/rest/checks/runs


@dataclass(frozen=True, slots=True)
class Verdict:
    """A conclusion and the title that says which case it is."""

    conclusion: Conclusion
    title: str


def is_open(finding: Finding) -> bool:
    """Say whether a concluded finding stands in the head and has a voice of its own."""
    return finding.fate is not None and finding.fate.kind in OPEN


def security(findings: Sequence[Finding], coverage: Sequence[Coverage], files: int, policy: Policy) -> Verdict:
    """Conclude `diffdiver/security`; a scan with a hole in it is never a success."""
    standing = [finding for finding in findings if finding.deterministic and is_open(finding)]
    if not files and not standing:  # commits that undo each other may still have leaked a secret
        return Verdict(Conclusion.SKIPPED, EMPTY)
    blocking = [finding for finding in standing if decide(finding, policy).fails]
    gaps = {one.path for one in coverage if incomplete_scan(one)}
    unread = len(gaps)
    parts = [_stopped(blocking, policy)] if blocking else []
    parts += [UNREAD.format(files=count(unread, "file"))] if unread else []
    if blocking or any(policy.at(path).on_incomplete is OnIncomplete.FAIL for path in gaps):
        return Verdict(Conclusion.FAILURE, " · ".join(parts))
    if unread:
        # Only where the policy asks for it in so many words; GitHub lets a neutral check pass.
        return Verdict(Conclusion.NEUTRAL, " · ".join(parts))
    if standing:
        severe = any(finding.severity.at_least(policy.fail_on) for finding in standing)
        title = NONE_FAILS if severe else LESSER
        return Verdict(Conclusion.SUCCESS, title.format(findings=count(len(standing), "finding"), level=policy.fail_on))
    return Verdict(Conclusion.SUCCESS, CLEAN_SCAN.format(files=count(files, "file")))


def _stopped(blocking: Sequence[Finding], policy: Policy) -> str:
    plain = all(finding.severity.at_least(policy.fail_on) for finding in blocking)
    return (BLOCKING if plain else STOPPED).format(findings=count(len(blocking), "finding"), level=policy.fail_on)


def review(findings: Sequence[Finding], read: Mapping[str, str], files: int, not_asked: str | None) -> Verdict:
    """Conclude `diffdiver/review`; `read` maps each file a model should read to why it was not, "" where it was."""
    if not files:
        return Verdict(Conclusion.SKIPPED, EMPTY)
    advice = sum(not finding.deterministic and is_open(finding) and not finding.note for finding in findings)
    if not_asked or not (read or advice):
        title = SKIPPED.format(reason=not_asked or NOTHING_TO_READ)
        return Verdict(Conclusion.SKIPPED, title[:TITLE_LIMIT])
    unread = [reason for reason in read.values() if reason]
    parts = [count(advice, "finding")] if advice else []
    if unread:
        reason = escape_invisible(Counter(unread).most_common(1)[0][0]).replace("\n", " ")
        form = NO_ANSWER if len(unread) == len(read) and not advice else PARTLY
        parts.append(form.format(unread=len(unread), files=count(len(read), "file"), reason=reason))
    if parts:
        return Verdict(Conclusion.NEUTRAL, " · ".join(parts)[:TITLE_LIMIT])
    return Verdict(Conclusion.SUCCESS, CLEAN_READ.format(files=count(len(read), "file")))


def incomplete_scan(one: Coverage) -> bool:
    """Say whether this is a file that a deterministic check should have read and did not."""
    return one.status is CoverageStatus.INCOMPLETE and one.check != READING
