"""The JSON report: scripts depend on it, so it only ever grows. Its schema is `report.schema.json` beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from review.checks.owasp import owasp_class
from review.findings.invisible import portable
from review.models import Concluded, Coverage, Finding, ModelUsage
from review.report.account import by_file
from review.report.check_run import REVIEW, SECURITY
from review.report.wording import CACHED, CWE, MICRO
from review.score import of_review
from review.verdict import is_open

SCHEMA_VERSION = 1
TOOL = "diffdiver"

Json = dict[str, object]


def report(
    concluded: Concluded, *, version: str, timings_ms: Mapping[str, int], base: str | None, head: str | None
) -> Json:
    """Return the report as values that any JSON writer takes: text is valid Unicode, a cost nobody knows is None.

    A path that is not UTF-8 has its odd bytes written as `\\xff`.
    """
    conclusions = {check.name: str(check.conclusion) for check in concluded.review.checks}
    files = by_file(concluded.coverage)
    score = of_review(concluded.findings)
    return {
        "schema_version": SCHEMA_VERSION,
        "tool": {"name": TOOL, "version": version},
        "base": base,
        "head": head,
        "conclusions": {"security": conclusions.get(SECURITY), "review": conclusions.get(REVIEW)},
        "summary": concluded.review.summary,
        "coverage": {
            "files_total": files.total,
            "files_reviewed": files.reviewed,
            "skipped": [{"path": portable(one.path), "reason": portable(one.reason)} for one in files.skipped],
            "incomplete": [_gap(one) for one in files.incomplete],
        },
        "security_score": {"value": score.value, "owasp": dict(score.classes)},
        "findings": [_finding(one) for one in concluded.findings],
        "usage": [_usage(one) for one in concluded.usage],
        "usage_total": usage_total(concluded.usage),
        "timings_ms": dict(timings_ms),
    }


def usage_total(usage: Sequence[ModelUsage]) -> Json:
    """Sum up what the models took; what one attempt does not know, the sum does not know either."""
    asked = [one for one in usage if one.outcome != CACHED]
    cost = _sum([one.cost_microusd for one in usage])
    return {
        "models": [portable(name) for name in dict.fromkeys(f"{one.provider}/{one.model}" for one in usage)],
        "calls": len(asked),
        "cache_hits": len(usage) - len(asked),
        "input_tokens": _sum([one.input_tokens for one in asked]),
        "cached_tokens": sum(one.cached_tokens or 0 for one in asked),
        "output_tokens": _sum([one.output_tokens for one in asked]),
        "cost_usd": None if cost is None else cost / MICRO,
    }


def _gap(one: Coverage) -> Json:
    return {"path": portable(one.path), "check": one.check, "reason": portable(one.reason)}


def _finding(finding: Finding) -> Json:
    at = finding.location
    return {
        "fingerprint": finding.fingerprint,
        "source": finding.source,
        "rule_id": portable(finding.rule_id),
        "severity": str(finding.severity),
        "category": portable(finding.category),
        "owasp": (finding.owasp or owasp_class(finding.source, finding.rule_id)) if finding.deterministic else None,
        "cwe": [cwe for cwe in finding.cwe if CWE.match(cwe)],
        "confidence": min(max(finding.confidence, 0.0), 1.0),
        "path": portable(at.path),
        # A claim that was suppressed may name lines that cannot be.
        "start_line": max(at.start_line, 1),
        "end_line": max(at.end_line, at.start_line, 1),
        "side": str(at.side),
        "title": portable(finding.title),
        "message": portable(finding.message),
        "evidence": portable(finding.evidence),
        "suggestion": None if finding.suggestion is None else portable(finding.suggestion),
        "suggestion_proven": finding.proven,
        "suggestion_reason": finding.unproven,
        "fix": portable(finding.fix),
        "test": portable(finding.test),
        "model": portable(finding.model),
        "verified": finding.verified,
        "fails_gate": bool(finding.fails_gate) and is_open(finding),
        "gate_reason": portable(finding.gate_reason),
        "opinion": portable(finding.opinion),
        "fate": str(finding.fate.kind) if finding.fate else None,
        "fate_reason": portable(finding.fate.reason) if finding.fate else None,
    }


def _sum(counts: Sequence[int | None]) -> int | None:
    known = [one for one in counts if one is not None]
    return sum(known) if len(known) == len(counts) else None


def _usage(one: ModelUsage) -> Json:
    return {
        "provider": one.provider,
        "model": portable(one.model),
        "input_tokens": one.input_tokens,
        "cached_tokens": one.cached_tokens,
        "output_tokens": one.output_tokens,
        "cost_usd": None if one.cost_microusd is None else one.cost_microusd / MICRO,
        "latency_ms": one.latency_ms,
        "outcome": one.outcome,
    }
