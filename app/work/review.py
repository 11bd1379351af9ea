"""Reviewing a fetched change: scan, pack, ask, judge, ask again, conclude; a pull request and a local one alike."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from app.advisories.look_up import LookUp
from app.analyzers.sandbox import UNBOXED
from app.analyzers.semgrep import Engine
from app.facts.store import Facts
from app.github.together import both
from app.work.ask import DEADLINE_S, Asked, ask, usage_of
from app.work.caps import Account
from app.work.compute import Compute
from app.work.rescan import rescan
from app.work.scan import scan
from app.work.scanned import Scanned
from app.work.surrounding import surroundings
from providers.base import Attempt, Provider
from review.checks.own_rules import NONE, OwnRules
from review.conclude import conclude
from review.judge import judge
from review.models import Concluded, FetchedChange, Knowledge, Prompt, PullRequest, ScanReport
from review.models.advisory import Advisories
from review.pack import pack, scope_of
from review.policy import Policy
from review.report.wording import count
from review.second_opinion import doubts, settle
from review.survey import Survey, survey


@dataclass(slots=True)
class Timings:
    """Milliseconds by stage, in the order the stages ended; a stage that runs twice adds up."""

    ms: dict[str, int] = field(default_factory=dict)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Add the time of the block to the stage's."""
        start = time.perf_counter()
        try:
            yield
        finally:
            self.ms[name] = self.ms.get(name, 0) + round((time.perf_counter() - start) * 1000)


@dataclass(frozen=True, slots=True)
class Reviewer:
    """What a review needs of the machine: where to compute, the scan engine, and a folder for its files.

    Models have `asking_s` seconds for all the questions of a review. `facts` keeps what was scanned, None for nothing.
    `advisories` looks packages up, None for never. `own` are the operator's scan rules.
    """

    compute: Compute
    engine: Engine
    scratch: Path
    asking_s: float = DEADLINE_S
    facts: Facts | None = None
    advisories: LookUp | None = None
    own: OwnRules = NONE

    @property
    def lacks(self) -> tuple[str, ...]:
        """Return what people are told that this machine lacks."""
        box = self.engine.box
        return () if box.program is not None else (UNBOXED.format(reason=box.reason),)

    async def looked(self, surveyed: Survey, policy: Policy) -> tuple[ScanReport, Advisories]:
        """Scan the change, and beside it look up what is known of the packages that it adds."""
        change = surveyed.change
        scanning = scan(self.engine, self.scratch, surveyed, self.scanned(change.pull_request), self.own)
        if self.advisories is None:
            return await scanning, Advisories()
        return await both(scanning, self.advisories(self.compute, change, policy.private_packages))

    def scanned(self, pull_request: PullRequest | None) -> Scanned | None:
        """Return what is known of the repository's scanned blobs, None for a local change."""
        if self.facts is None or pull_request is None:
            return None
        return Scanned(self.facts, pull_request.repository_id, self.own)


@dataclass(frozen=True, slots=True)
class Reviewed:
    """The conclusion, the survey it rests on, every model call made, and the accounts that left no room for one."""

    concluded: Concluded
    survey: Survey
    attempts: tuple[Attempt, ...]
    refused: frozenset[Account] = frozenset()


_NOBODY = Asked((), {}, ())


async def review_change(
    reviewer: Reviewer,
    fetched: FetchedChange,
    pull_request: PullRequest | None,
    policy: Policy,
    knowledge: Knowledge,
    provider: Provider | None,
    timings: Timings,
    progress: Callable[[str], None] = lambda _stage: None,
) -> Reviewed:
    """Review a fetched change; `provider` None means that no model is asked. Raises Terminal when a step dies."""
    progress("reading the diff")
    with timings.stage("survey"):
        surveyed = await reviewer.compute(survey, fetched, pull_request, policy)
    progress(f"scanning {count(len(surveyed.scan_targets), 'file')}")
    with timings.stage("scan"):
        around = surroundings(reviewer.compute, surveyed, knowledge.repository)
        (report, advisories), found = await both(reviewer.looked(surveyed, policy), around)
        knowledge = replace(
            knowledge, advisories=advisories, surroundings=found, repository=None, machine=reviewer.lacks
        )
    with timings.stage("pack"):
        packed = await reviewer.compute(pack, surveyed, report, knowledge, policy)
    asking = Asking(provider, time.monotonic() + reviewer.asking_s, timings)
    if provider is not None and packed.prompts:
        progress(f"asking {count(len(packed.prompts), 'question')}")
    asked = await asking(packed.prompts)
    with timings.stage("judge"):
        judgement = await reviewer.compute(judge, surveyed, packed, asked.answers, asked.failed)
    again = _NOBODY
    if judgement.findings:
        doubted = await reviewer.compute(doubts, packed, judgement, knowledge, policy, scope_of(pull_request))
        if doubted.questions:
            progress(f"asking for {count(len(doubted.questions), 'second opinion')}")
        again = await asking(doubted.prompts)
        judgement = await reviewer.compute(settle, doubted, again.answers)
    if any(finding.suggestion is not None for finding in judgement.findings):
        with timings.stage("suggest"):
            place = (reviewer.compute, reviewer.engine, reviewer.scratch)
            tried = await rescan(*place, surveyed, judgement.findings, policy, reviewer.own)
            judgement = replace(judgement, findings=tried)
    with timings.stage("conclude"):
        attempts = asked.attempts + again.attempts
        usage = usage_of(attempts)
        took = sum(timings.ms.values()) if pull_request is not None else None
        concluded = await reviewer.compute(conclude, surveyed, packed, judgement, knowledge, policy, usage, took)
    # A second opinion that there was no money for is no reason to do the review again.
    return Reviewed(concluded, surveyed, attempts, asked.refused)


@dataclass(frozen=True, slots=True)
class Asking:
    """Whom a review asks, None for nobody, and until when, by this machine's monotonic clock, over all its rounds."""

    provider: Provider | None
    end: float
    timings: Timings

    async def __call__(self, prompts: Sequence[Prompt]) -> Asked:
        """Ask the questions of one round; without any there is nothing to time."""
        if self.provider is None or not prompts:
            return _NOBODY
        with self.timings.stage("ask"):
            return await ask(self.provider, prompts, deadline_s=self.end - time.monotonic())
