"""What a review rests on beside its head: when any of it changes, another review is due."""

from __future__ import annotations

import hashlib
from dataclasses import asdict

import orjson

from app.store.reviews import Terms
from review.models import PullRequest
from review.policy import Policy
from review.survey import why_not_asked

VERSION = 1


def terms_of(
    pull_request: PullRequest, merge_base: str, policy: Policy, *, models_configured: bool, quiet: bool, since: int
) -> Terms:
    """Digest the merge base, the policy and who may read the change; not the title, which changes no verdict."""
    rests_on = [
        VERSION,
        merge_base,
        asdict(policy),
        why_not_asked(pull_request, policy),
        models_configured,
        quiet,
    ]
    digest = hashlib.sha256(orjson.dumps(rests_on, option=orjson.OPT_SORT_KEYS)).hexdigest()
    return Terms(digest, quiet, since)
