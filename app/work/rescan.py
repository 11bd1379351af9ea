"""What a model suggests is tried out before anybody can take it over with one click."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import structlog

from app.analyzers.semgrep import Engine
from app.errors import Terminal
from app.work.compute import Compute
from app.work.scan import scan
from review.checks.own_rules import NONE, OwnRules
from review.models import Finding
from review.policy import Policy
from review.suggestions import offer, try_suggestions, unproven
from review.survey import Survey

log = structlog.get_logger(__name__)


async def rescan(
    compute: Compute,
    engine: Engine,
    scratch: Path,
    surveyed: Survey,
    findings: Sequence[Finding],
    policy: Policy,
    own: OwnRules = NONE,
) -> tuple[Finding, ...]:
    """Return the findings with each suggestion applied, parsed, scanned and so proven; or why it is not.

    The parsers are C code that reads hostile text: a step that dies costs the suggestions, never the review.
    """
    try:
        tried = await compute(try_suggestions, surveyed, findings, policy)
        if tried.change is None:
            return tried.findings
        report = await scan(engine, scratch, tried.change, own=own)
        return await compute(offer, tried, report)
    except Terminal as error:
        log.warning("suggestions not tried", error=str(error))
        return unproven(findings)
