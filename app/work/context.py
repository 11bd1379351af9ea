"""What a review is to know beside its change: read from the base by git, and from GitHub in a few requests."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from app.github.client import Client
from app.github.context import discussions, linked_issues
from review.models import Discussion, EarlierFinding, LinkedIssue, PullRequest
from review.policy import Policy
from review.prompts.guidance import BaseFiles
from review.prompts.linked import linked


@dataclass(frozen=True, slots=True)
class Conversation:
    """What people wrote about the change."""

    issues: tuple[LinkedIssue, ...] = ()
    discussions: tuple[Discussion, ...] = ()


def base_files(policy: Policy) -> BaseFiles:
    """Return what to read of the merge base beside the change."""
    return BaseFiles(policy.guidelines)


async def conversation(client: Client, pull_request: PullRequest, earlier: Sequence[EarlierFinding]) -> Conversation:
    """Read linked issues and answers: at most three requests, and none when nothing is linked and nothing was said."""
    issues, answers = await asyncio.gather(
        linked_issues(client, pull_request, linked(pull_request)), discussions(client, pull_request, earlier)
    )
    return Conversation(issues, answers)
