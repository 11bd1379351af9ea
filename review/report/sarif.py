"""SARIF 2.1.0, for code scanning and editors.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html; what GitHub reads of it:
https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning
"""

from __future__ import annotations

from dataclasses import replace

from review.diff.paths import display
from review.findings.invisible import portable
from review.models import Concluded, Coverage, CoverageStatus, FateKind, Finding, Severity, Side
from review.report.check_run import SECURITY
from review.report.json import usage_total

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
VERSION = "2.1.0"
TOOL = "diffdiver"
FINGERPRINT = "diffdiver/v1"
NO_CHECK = "security check did not conclude"
LEVELS = {Severity.CRITICAL: "error", Severity.HIGH: "error", Severity.MEDIUM: "warning"}
# GitHub sorts security rules by these numbers, which follow CVSS's bands.
SECURITY_SEVERITY = {
    Severity.CRITICAL: "9.5", Severity.HIGH: "8.0", Severity.MEDIUM: "5.5", Severity.LOW: "2.0", Severity.INFO: "0.0",
}  # fmt: skip
# RFC 3986's unreserved characters and the slash between the parts of a path.
URI_BYTES = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/")
LEFT_OUT = frozenset({FateKind.SUPPRESSED, FateKind.MERGED})

Json = dict[str, object]


def sarif(concluded: Concluded, *, version: str) -> Json:
    """Return the log: one run, a result for each finding that is not suppressed or merged, gaps as notifications.

    Accepted findings are results with a suppression; older ones have the baseline state `unchanged`.
    """
    findings = [one for one in concluded.findings if not (one.fate and one.fate.kind in LEFT_OUT)]
    rules = {_rule_id(finding): finding for finding in reversed(findings)}
    order = {rule: number for number, rule in enumerate(sorted(rules))}
    driver = {"name": TOOL, "version": version, "rules": [_rule(rule, rules[rule]) for rule in order]}
    run: Json = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "invocations": [_invocation(concluded)],
        "results": [_result(finding, order) for finding in findings],
    }
    if concluded.usage:
        run["properties"] = {"usage": usage_total(concluded.usage)}
    return {"$schema": SCHEMA, "version": VERSION, "runs": [run]}


def scan_sarif(concluded: Concluded, *, version: str) -> Json:
    """Return the log of the deterministic findings alone, the same at every review of a head.

    What models say is advice, and no alert; what was posted where and when is between us and the pull request.
    """
    scan = tuple(_without_post(finding) for finding in concluded.findings if finding.deterministic)
    return sarif(replace(concluded, findings=scan, usage=()), version=version)


def _without_post(finding: Finding) -> Finding:
    kept = finding.fate is not None and finding.fate.kind in {*LEFT_OUT, FateKind.PRE_EXISTING, FateKind.ACCEPTED}
    return finding if kept else replace(finding, fate=None)


def artifact_uri(path: str) -> str:
    """Return the path as a relative URI: its bytes, percent-encoded; a colon must not look like a scheme's."""
    raw = path.encode("utf-8", "surrogateescape")
    return "".join(chr(byte) if byte in URI_BYTES else f"%{byte:02X}" for byte in raw)


def _rule_id(finding: Finding) -> str:
    return portable(finding.rule_id if finding.deterministic else f"{finding.rule_id}/{finding.category}")


def _rule(rule_id: str, example: Finding) -> Json:
    tags = ["security", *(f"external/cwe/{cwe.lower()}" for cwe in example.cwe)] if example.deterministic else []
    properties: Json = {"tags": [portable(tag) for tag in dict.fromkeys([*tags, example.category]) if tag]}
    if example.deterministic:
        properties["security-severity"] = SECURITY_SEVERITY[example.severity]
    text = portable(example.title) or rule_id
    return {
        "id": rule_id,
        "shortDescription": {"text": text if example.deterministic else rule_id},
        "defaultConfiguration": {"level": LEVELS.get(example.severity, "note")},
        "properties": properties,
    }


def _result(finding: Finding, order: dict[str, int]) -> Json:
    rule_id = _rule_id(finding)
    message = f"{portable(finding.title)}\n\n{portable(finding.message)}".strip() or rule_id
    result: Json = {
        "ruleId": rule_id,
        "ruleIndex": order[rule_id],
        "level": LEVELS.get(finding.severity, "note"),
        "message": {"text": message},
        "locations": [_location(finding)],
        "properties": {
            "source": finding.source,
            "severity": str(finding.severity),
            "confidence": finding.confidence,
            "fate": str(finding.fate.kind) if finding.fate else None,
        },
    }
    if finding.fingerprint:
        result["partialFingerprints"] = {FINGERPRINT: finding.fingerprint}
    kind = finding.fate.kind if finding.fate else None
    result["baselineState"] = "unchanged" if kind in {FateKind.PRE_EXISTING, FateKind.REPEATED} else "new"
    if finding.fate and kind is FateKind.ACCEPTED:
        result["suppressions"] = [
            {"kind": "external", "status": "accepted", "justification": portable(finding.fate.reason)}
        ]
    return result


def _location(finding: Finding) -> Json:
    at = finding.location
    artifact: Json = {"uri": artifact_uri(at.path)}
    physical: Json = {"artifactLocation": artifact}
    if at.side is Side.RIGHT:
        physical["region"] = {"startLine": at.start_line, "endLine": max(at.start_line, at.end_line)}
        return {"physicalLocation": physical}
    # SARIF knows one version of a file only, so lines of the merge base are named in words.
    text = f"lines {at.start_line} to {at.end_line} of the merge base"
    return {"physicalLocation": physical, "message": {"text": text}}


def _invocation(concluded: Concluded) -> Json:
    gaps = [one for one in concluded.coverage if one.status is CoverageStatus.INCOMPLETE]
    notes = [_notification(gap) for gap in gaps]
    if not any(check.name == SECURITY for check in concluded.review.checks):
        notes.append({"level": "error", "message": {"text": NO_CHECK}})
    return {"executionSuccessful": not notes, "toolExecutionNotifications": notes}


def _notification(gap: Coverage) -> Json:
    return {
        "level": "error",
        "message": {"text": f"{display(gap.path)} was not read by {gap.check}: {portable(gap.reason)}"},
        "locations": [{"physicalLocation": {"artifactLocation": {"uri": artifact_uri(gap.path)}}}],
    }
