"""Reading a pull request's policy files: never from its head, and loosening keys only from where they may stand."""

from __future__ import annotations

import asyncio

from app.github.client import Client
from review.models import PullRequest
from review.policy import FILE, PolicyLayer, PolicyReading, read_policy


async def policy_of(client: Client, pull_request: PullRequest) -> PolicyReading:
    """Merge the default branch's file and the base branch's; the latter may tighten a gate, never loosen it.

    An organisation's own file needs a token for another repository, which a down-scoped one is not.
    """
    default, base = pull_request.default_branch, pull_request.base_ref
    branches = [default] if base == default else [default, base]
    # The full ref: of a tag and a branch with one name git takes the tag, and tags are pushed by many.
    refs = (f"refs/heads/{branch}" for branch in branches)
    texts = await asyncio.gather(*(client.file(pull_request.repository, FILE, ref) for ref in refs))
    layers = [
        PolicyLayer(
            source=f"{FILE} on {branch}",
            text=text.decode("utf-8", "replace"),
            trusted=branch == default,
            gate_only=branch == default != base,
        )
        for branch, text in zip(branches, texts, strict=True)
        if text is not None
    ]
    return read_policy(layers)
