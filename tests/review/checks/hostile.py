"""A megabyte of one piece of code, scanned with every rule of a language."""

from __future__ import annotations

from pathlib import Path

from app.analyzers import semgrep
from review.checks.rules import rules_for
from review.models import ScanReport, ScanTarget, Side

MEGABYTE = 1_000_000
DEADLINE_S = 60.0


def repeated(piece: str) -> str:
    return piece * (MEGABYTE // len(piece))


async def scanned(language: str, content: str, scratch: Path, deadline: float = DEADLINE_S) -> ScanReport:
    """Scan one file of the path "hostile"."""
    target = ScanTarget("hostile", Side.RIGHT, language, content.encode())
    return await semgrep.scan(semgrep.find(None), [target], rules_for([language]), scratch=scratch, deadline=deadline)
