"""What the scan found in a blob before: a push pays for the blobs that it changed, a base blob once in its life.

The engine looks at one file at a time, so its answer rests on the bytes, the language, the rules and itself alone.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import orjson

from app.analyzers.engine import Engine
from app.analyzers.layout import suffix_of
from app.analyzers.semgrep import FLAGS
from app.facts.store import Facts
from review.checks import rules
from review.checks.mask import VERSION as MASK_VERSION
from review.checks.own_rules import NONE, OwnRules
from review.checks.rules.guards import VERSION as GUARDS_VERSION
from review.models import ScanGap, ScanMatch, ScanReport, ScanTarget


@dataclass(frozen=True, slots=True)
class Scanned:
    """The scans of one repository's blobs, with our rules and an operator's."""

    facts: Facts
    repository_id: int
    own: OwnRules = NONE

    async def find(self, engine: Engine, targets: Sequence[ScanTarget]) -> tuple[ScanReport, tuple[ScanTarget, ...]]:
        """Return what is known of these targets, and those of which nothing is."""
        matches: list[ScanMatch] = []
        gaps: list[ScanGap] = []
        missing: list[ScanTarget] = []
        for producer, some in _by_producer(engine, targets, self.own).items():
            names = {id(target): blob_of(target) for target in some}
            known = await self.facts.find(self.repository_id, producer, names.values())
            for target in some:
                if (value := known.get(names[id(target)])) is None:
                    missing.append(target)
                    continue
                told = orjson.loads(value)
                matches += (
                    ScanMatch(rule, target.path, target.side, start, end) for rule, start, end in told["matches"]
                )
                gaps += (ScanGap(target.path, target.side, start, end, why) for start, end, why in told["gaps"])
        return ScanReport(engine.name, tuple(matches), tuple(gaps)), tuple(missing)

    async def keep(self, engine: Engine, targets: Sequence[ScanTarget], report: ScanReport) -> None:
        """Remember the scan of these targets with all rules, but for those that another try may read further."""
        again = {(gap.path, gap.side) for gap in report.gaps if gap.start_line is None}
        for producer, some in _by_producer(engine, targets, self.own).items():
            whole = [target for target in some if (target.path, target.side) not in again]
            await self.facts.keep(self.repository_id, producer, {blob_of(each): _told(each, report) for each in whole})


def blob_of(target: ScanTarget) -> str:
    """Return a name of the content, with the suffix by which the engine chooses its parser.

    Not git's name of it: two texts with one SHA-1 can be made, and the second would pass for the first.
    """
    return f"{hashlib.sha256(target.content).hexdigest()}{suffix_of(target)}"


def _by_producer(engine: Engine, targets: Sequence[ScanTarget], own: OwnRules) -> Mapping[str, Sequence[ScanTarget]]:
    found: dict[str, list[ScanTarget]] = {}
    digests = {language: own.digest(language) for language in {target.language for target in targets}}
    for target in targets:
        producer = _producer(engine.version, target.language, digests[target.language])
        found.setdefault(producer, []).append(target)
    return found


@cache
def _producer(version: str, language: str, own: str) -> str:
    """Name the engine and the rules for a language: whatever changes an answer changes the name."""
    rests_on: list[object] = [version, FLAGS, rules.rules_for([language]), MASK_VERSION, GUARDS_VERSION, own]
    return f"scan:{language}:{hashlib.sha256(orjson.dumps(rests_on)).hexdigest()[:20]}"


def _told(target: ScanTarget, report: ScanReport) -> bytes:
    here = (target.path, target.side)
    matches = [(one.rule_id, one.start_line, one.end_line) for one in report.matches if (one.path, one.side) == here]
    gaps = [(one.start_line, one.end_line, one.reason) for one in report.gaps if (one.path, one.side) == here]
    return orjson.dumps({"matches": matches, "gaps": gaps})
