"""Whether a finding fails the security check: by its severity, its class, how sure it is, and where it stands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from review.models import Finding, Severity
from review.policy_classes import ClassLevel, level_of
from review.policy_paths import first_match
from review.policy_settings import Policy

FAILS = "fails the gate: {why}"
PASSES = "does not fail the gate: {why}"
NEVER = "`{name}` never does (`classes`)"
CLASS_LEVEL = "`{name}` does from {level} on (`classes`)"
PATH_LEVEL = "from {level} on in `{match}` (`paths`)"
UNSURE = "its confidence of {confidence:.2g} is below {least:.2g} (`fail_on_confidence`)"
LEVEL = "from {level} on (`fail_on`)"


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether a finding fails the gate as long as it stands; `reason` is empty where `fail_on` alone says the same."""

    fails: bool
    reason: str = ""


def decide(finding: Finding, policy: Policy) -> Decision:
    """Hold a finding against the policy of its path."""
    here = policy.at(finding.location.path)
    level = level_of(finding, here.classes, here.fail_on)
    severe = level.level is not None and finding.severity.at_least(level.level)
    sure = finding.confidence >= here.fail_on_confidence
    fails = severe and sure
    if fails == finding.severity.at_least(policy.fail_on):
        return Decision(fails)
    why = _why(finding, policy, level, here) if sure or not severe else _unsure(finding, here)
    return Decision(fails, (FAILS if fails else PASSES).format(why=why))


def judged(findings: Iterable[Finding], policy: Policy) -> tuple[Finding, ...]:
    """Return the findings, each of a check with the gate's decision on it."""
    return tuple(_judged(finding, policy) if finding.deterministic else finding for finding in findings)


def _judged(finding: Finding, policy: Policy) -> Finding:
    decision = decide(finding, policy)
    return replace(finding, fails_gate=decision.fails, gate_reason=decision.reason)


def fails(finding: Finding, fail_on: Severity) -> bool:
    """Say whether a finding fails the gate: as decided, by `fail_on` where nothing is."""
    return finding.severity.at_least(fail_on) if finding.fails_gate is None else finding.fails_gate


def _unsure(finding: Finding, here: Policy) -> str:
    return UNSURE.format(confidence=finding.confidence, least=here.fail_on_confidence)


def _why(finding: Finding, policy: Policy, level: ClassLevel, here: Policy) -> str:
    if level.level is None:
        return NEVER.format(name=level.name)
    if level.name:
        return CLASS_LEVEL.format(name=level.name, level=level.level)
    own = first_match([one for one in policy.paths if one.value("fail_on") is here.fail_on], finding.location.path)
    if own is None:
        return LEVEL.format(level=here.fail_on)
    return PATH_LEVEL.format(level=here.fail_on, match=own)
