"""All cases under one policy, each through the pipeline of `diffdiver review`, a few at once."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.analyzers import answer, semgrep
from app.analyzers.semgrep import Engine
from app.cli.change import Asked, policy_in, read_change
from app.cli.eval_asking import FENCE_KEY, MICRO, Asking, Watched
from app.cli.eval_judge import judged
from app.errors import AppError
from app.work.compute import InProcess
from app.work.context import base_files
from app.work.review import Reviewed, Reviewer, Timings, review_change
from providers.base import Attempt
from providers.errors import ProviderError
from review.checks.static import NAME as STATIC
from review.diff.fragments import fetched_from_patch
from review.evaluation.cases import Case
from review.evaluation.document import Run
from review.evaluation.figures import Failed, Scored
from review.evaluation.matching import Pair, match, said
from review.models import Concluded, CoverageStatus, FetchedChange, Knowledge, PullRequest
from review.pack import LOCAL
from review.policy import Policy

DEFAULT = "default"
# Why the scan engine read nothing, by no fault of what it was to read.
ENGINE_DIED = frozenset(
    {semgrep.CANNOT_START, semgrep.OUT_OF_TIME, semgrep.TOO_MUCH, semgrep.DIED}
    | {answer.NO_ANSWER, answer.RULES_REFUSED}
)
NOBODY = 0  # the number of a pull request, a repository and an author that do not exist


@dataclass(frozen=True, slots=True)
class Bench:
    """What every run shares; `folder` is where the cases' repositories are looked for. `judge` matches by a model."""

    engine: Engine
    scratch: Path
    folder: Path
    asking: Asking
    tolerance: int
    judge: bool
    at_once: int
    progress: Callable[[str], None]


@dataclass(frozen=True, slots=True)
class _Done:
    """How one case ended, and what its judge cost in micro-dollars, None when unknown."""

    result: Scored | Failed
    judge_cost: int | None = 0


class _NotReviewed(AppError):
    """Something around the review failed; `what` names it."""

    def __init__(self, what: str, why: str) -> None:
        super().__init__(why)
        self.what = what


async def run(bench: Bench, cases: Sequence[Case], config: Path | None) -> Run:
    """Review every case under the policy file, or without one under the defaults or what the case's base holds."""
    slots = asyncio.Semaphore(bench.at_once)
    name = DEFAULT if config is None else str(config)
    ended = 0

    async def one(case: Case) -> _Done:
        nonlocal ended
        async with slots:
            done = await _one(bench, case, config, name)
        ended += 1
        how = f"failed: {done.result.why}" if isinstance(done.result, Failed) else "reviewed"
        bench.progress(f"{ended}/{len(cases)} {case.id} ({name}): {how}")
        return done

    done = await asyncio.gather(*(one(case) for case in cases))
    costs = [each.judge_cost for each in done]
    return Run(
        name,
        tuple(each.result for each in done if isinstance(each.result, Scored)),
        tuple(each.result for each in done if isinstance(each.result, Failed)),
        None if None in costs else sum(cost or 0 for cost in costs) / MICRO,
    )


async def _one(bench: Bench, case: Case, config: Path | None, name: str) -> _Done:
    started = time.perf_counter()
    try:
        fetched, policy = await _change(bench, case, config)
        scope = LOCAL if _pull_request(case) is None else str(NOBODY)
        provider = bench.asking.provider(policy, f"{name}:{case.id}", scope)
        reviewed = await _reviewed(bench, case, fetched, policy, provider)
        seconds = time.perf_counter() - started
        same, judge_cost = await _same(bench, case, reviewed.concluded, policy)
    except _NotReviewed as error:
        return _Done(Failed(case, error.what, str(error)))
    matched = match(said(reviewed.concluded.findings), case, bench.tolerance, same)
    return _Done(Scored(case, matched, cost_of(reviewed.attempts), seconds), judge_cost)


async def _change(bench: Bench, case: Case, config: Path | None) -> tuple[FetchedChange, Policy]:
    if case.diff is not None:
        policy = Policy() if config is None else policy_in(config).policy
        return fetched_from_patch(case.diff.encode()), policy
    try:
        where = bench.folder / (case.repo or "")
        local = await read_change(Asked(where, case.base, case.head, worktree=False, diff=None, config=config))
    except AppError as error:
        raise _NotReviewed("repository", str(error)) from error
    return local.fetched, local.policy


async def _reviewed(
    bench: Bench, case: Case, fetched: FetchedChange, policy: Policy, provider: Watched | None
) -> Reviewed:
    """Review the case; raise when what comes out says nothing of its quality."""
    reviewer = Reviewer(InProcess(), bench.engine, bench.scratch)
    guidelines = base_files(policy).guidelines(fetched.base_files)
    knowledge = Knowledge(FENCE_KEY, models_configured=provider is not None, guidelines=guidelines)
    try:
        reviewed = await review_change(reviewer, fetched, _pull_request(case), policy, knowledge, provider, Timings())
    except AppError as error:
        raise _NotReviewed("engine", str(error)) from error
    died = _engine_died(reviewed.concluded)
    if died:
        raise _NotReviewed("engine", died[0])
    if provider is not None and provider.failures:
        raise _NotReviewed("provider", provider.failures[0])
    return reviewed


async def _same(
    bench: Bench, case: Case, concluded: Concluded, policy: Policy
) -> tuple[Collection[Pair] | None, int | None]:
    if not bench.judge:
        return None, 0
    # Every run has the same judge, but none that the policy keeps the code from.
    provider = bench.asking.provider(Policy(providers=policy.providers), f"judge:{case.id}")
    try:
        same, attempts = await judged(provider, said(concluded.findings), case)
    except ProviderError as error:
        raise _NotReviewed("judge", str(error)) from error
    return same, cost_of(attempts)


def cost_of(attempts: Sequence[Attempt]) -> int | None:
    """Sum up what the calls cost in micro-dollars; None when one is unknown."""
    costs = [one.cost for one in attempts]
    return None if None in costs else sum(cost or 0 for cost in costs)


def _engine_died(concluded: Concluded) -> list[str]:
    return [
        one.reason
        for one in concluded.coverage
        if one.check == STATIC and one.status is CoverageStatus.INCOMPLETE and one.reason in ENGINE_DIED
    ]


def _pull_request(case: Case) -> PullRequest | None:
    """Return one that says what the case says; without a title and a description it is a local review."""
    if not case.title and not case.body:
        return None
    return PullRequest(
        repository_id=NOBODY,
        repository="evaluated/case",
        number=NOBODY,
        title=case.title,
        body=case.body,
        author_id=NOBODY,
        author="author",
        author_is_bot=False,
        state="open",
        draft=False,
        base_ref="main",
        base_sha="",
        head_ref="change",
        head_sha="",
        head_repository_id=NOBODY,
        default_branch="main",
    )
