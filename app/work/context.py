"""What a review is to know beside its change: read from the base by git, and from GitHub in a few requests."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

import structlog

from app.errors import Retryable, Terminal
from app.github.client import Client
from app.github.context import discussions, linked_issues
from review.models import Discussion, EarlierFinding, LinkedIssue, PullRequest
from review.policy import Policy
from review.policy_keys import Threads
from review.prompts.guidance import BaseFiles
from review.prompts.linked import linked

PATIENCE_S = 5.0  # the change is fetched meanwhile; what takes longer than that is not worth a wait

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Conversation:
    """What people wrote about the change, and whether what is written there must be settled before a merge."""

    issues: tuple[LinkedIssue, ...] = ()
    discussions: tuple[Discussion, ...] = ()
    threads_must_be_resolved: bool = False


def base_files(policy: Policy) -> BaseFiles:
    """Return what to read of the merge base beside the change."""
    return BaseFiles(policy.guidelines)


async def conversation(
    client: Client, pull_request: PullRequest, policy: Policy, earlier: Sequence[EarlierFinding]
) -> Conversation:
    """Read the base branch's rules, linked issues and answers: one request, and at most three for what there is."""
    issues, answers, must_be_resolved = await asyncio.gather(
        linked_issues(client, pull_request, linked(pull_request)),
        discussions(client, pull_request, earlier),
        threads_must_be_resolved(client, pull_request, policy),
    )
    return Conversation(issues, answers, must_be_resolved)


async def threads_must_be_resolved(
    client: Client, pull_request: PullRequest, policy: Policy, patience_s: float = PATIENCE_S
) -> bool:
    """Say whether an open conversation holds up the merge: as the policy says, else as the base branch's rules do.

    One request a review, none where the policy says it. What GitHub does not show us counts as no: classic branch
    protection, an Enterprise Server without rulesets, a refusal, an outage. No review fails or waits for it.
    """
    if policy.threads_must_be_resolved is not Threads.AUTO:
        return policy.threads_must_be_resolved is Threads.TRUE
    try:
        async with asyncio.timeout(patience_s):
            return await client.threads_must_be_resolved(pull_request.repository, pull_request.base_ref)
    except (Retryable, Terminal, TimeoutError) as error:
        log.info("rules of the base branch not known", error=str(error)[:200] or "no answer in time")
        return False
