"""The scan of a change: every file at head, then what stood at the merge base, by two engines side by side."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from app.analyzers import semgrep
from app.analyzers.layout import seen_of
from app.analyzers.semgrep import Engine
from app.work.scanned import Scanned
from review.checks import rules
from review.checks.own_rules import NONE, OwnRules
from review.checks.rules import guards
from review.checks.static import may_have_stood
from review.models import ScanReport, ScanTarget
from review.survey import Survey, base_targets

DEADLINE_S = 120.0
LEAST_S = 1.0  # so that what is too late is said to be unread, and not an error
ENGINES = 2
# An engine takes 0.15 s of processor time to start and about 12 ms a kilobyte: a smaller change is not worth another.
WORTH_ANOTHER_BYTES = 20_000
# The engine's expressions give up in a file of more than 200,000 bytes (review/checks/rules/guards.py).
ALONE_BYTES = 60_000
ASKED_BYTES = 150_000  # of files together: for more, asking all guards of all files takes longer than it spares


async def scan(
    engine: Engine, scratch: Path, surveyed: Survey, scanned: Scanned | None = None, own: OwnRules = NONE
) -> ScanReport:
    """Scan what the change touches on both sides; never raises for what the files hold.

    The head is scanned, then the merge base of the files where what was found may be old. `scanned` knows what was
    scanned before, and learns; None scans everything afresh. `own` are an operator's rules, those that `scanned` knows.
    """
    side = _Side(engine, scratch, scanned, own)
    head = await side.scan(surveyed.scan_targets)
    base = base_targets(surveyed, may_have_stood(head, surveyed.change))
    # No other rule can have an older twin of a match; with gaps in the head all of them are needed, for the engine
    # parses, and so reports what it cannot parse, only where a rule may match. What is kept is kept of all rules.
    hit = None if head.gaps or scanned is not None else {match.rule_id for match in head.matches}
    report = _together(head, await side.scan(base, hit))
    return replace(report, rules=own.of({match.rule_id for match in report.matches}))


def spread(targets: Sequence[ScanTarget]) -> list[list[ScanTarget]]:
    """Share the files out by size, those of a language together: each engine reads the rules of its languages.

    A long file is alone: only so can every guard of its rules be asked before.
    """
    alone = [[target] for target in targets if len(target.content) > ALONE_BYTES]
    targets = [target for target in targets if len(target.content) <= ALONE_BYTES]
    total = sum(len(target.content) for target in targets)
    engines = ENGINES if total >= WORTH_ANOTHER_BYTES else 1
    parts: list[list[ScanTarget]] = [[] for _ in range(engines)]
    before = 0
    for target in sorted(targets, key=lambda each: each.language):
        middle = before + len(target.content) // 2
        parts[min(middle * engines // (total or 1), engines - 1)].append(target)
        before += len(target.content)
    return [part for part in parts if part] + alone


@dataclass(frozen=True, slots=True)
class _Side:
    """What scanning one side of a change takes."""

    engine: Engine
    scratch: Path
    scanned: Scanned | None
    own: OwnRules

    async def scan(self, targets: Sequence[ScanTarget], only: Collection[str] | None = None) -> ScanReport:
        """Scan the targets of which nothing is known yet, by two engines if they are large."""
        if self.scanned is None:
            return await self._all(targets, only)
        known, missing = await self.scanned.find(self.engine, targets)
        report = await self._all(missing, only)
        await self.scanned.keep(self.engine, missing, report)
        return _together(known, report)

    async def _all(self, targets: Sequence[ScanTarget], only: Collection[str] | None) -> ScanReport:
        end, engines = time.monotonic() + DEADLINE_S, asyncio.Semaphore(ENGINES)

        async def part(some: Sequence[ScanTarget]) -> ScanReport:
            async with engines:
                return await self._part(some, only, end)

        reports = await asyncio.gather(*map(part, spread(targets)))
        return _together(ScanReport(self.engine.name, (), ()), *reports)

    async def _part(self, targets: Sequence[ScanTarget], only: Collection[str] | None, end: float) -> ScanReport:
        languages = {target.language for target in targets}
        chosen = (*rules.rules_for(languages), *self.own.rules_for(languages))
        if only is not None:
            chosen = tuple(each for each in chosen if each["id"] in only)
        if len(targets) == 1 or sum(len(target.content) for target in targets) <= ASKED_BYTES:
            chosen = await asyncio.to_thread(_fitting, chosen, targets)
        left = max(end - time.monotonic(), LEAST_S)
        return await semgrep.scan(self.engine, targets, chosen, scratch=self.scratch, deadline=left)


def _fitting(chosen: Sequence[guards.Rule], targets: Sequence[ScanTarget]) -> tuple[guards.Rule, ...]:
    """Ask the guards of what the engine will read: in UTF-16 as it was written no word would be found."""
    return guards.fitting(chosen, [seen_of(target).decode("latin-1") for target in targets])


def _together(first: ScanReport, *others: ScanReport) -> ScanReport:
    reports = (first, *others)
    return ScanReport(
        first.engine,
        tuple(match for report in reports for match in report.matches),
        tuple(gap for report in reports for gap in report.gaps),
    )
