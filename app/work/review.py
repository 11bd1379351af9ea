"""Reviewing a fetched change: scan, pack, ask, judge, conclude; the same for a pull request and a local change."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from app.analyzers.semgrep import Engine
from app.work.ask import ask, usage_of
from app.work.compute import Compute
from app.work.scan import scan
from providers.base import Attempt, Provider
from review.conclude import conclude
from review.judge import judge
from review.models import Concluded, FetchedChange, Knowledge, PullRequest
from review.pack import pack
from review.policy import Policy
from review.report.wording import count
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
    """What a review needs of the machine: where to compute, the scan engine, and a folder for its files."""

    compute: Compute
    engine: Engine
    scratch: Path


@dataclass(frozen=True, slots=True)
class Reviewed:
    """The conclusion, the survey it rests on, and every model call made."""

    concluded: Concluded
    survey: Survey
    attempts: tuple[Attempt, ...]


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
        report = await scan(reviewer.engine, reviewer.scratch, surveyed)
    with timings.stage("pack"):
        packed = await reviewer.compute(pack, surveyed, report, knowledge, policy)
    if provider is not None and packed.prompts:
        progress(f"asking {len(packed.prompts)} questions")
        with timings.stage("ask"):
            asked = await ask(provider, packed.prompts)
        answers, failed, attempts = asked.answers, asked.failed, asked.attempts
    else:
        answers, failed, attempts = (), {}, ()
    with timings.stage("judge"):
        judgement = await reviewer.compute(judge, surveyed, packed, answers, failed)
    with timings.stage("conclude"):
        concluded = await reviewer.compute(conclude, surveyed, packed, judgement, knowledge, policy, usage_of(attempts))
    return Reviewed(concluded, surveyed, attempts)
