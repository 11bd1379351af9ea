"""Which open pull requests nobody looked after, by what GitHub lists and what we know of each."""

from __future__ import annotations

from datetime import datetime

from app.github.payloads import Pull
from app.store.jobs import JobState
from app.store.sweeping import Standing

# What failed for good may have been mended from outside: it gets a chance a day, and no storm of them.
RETRIED_AFTER_MS = 86_400_000
# On their way already, or put away until a person releases them.
_LEFT_ALONE = frozenset({JobState.WAITING, JobState.RUNNING, JobState.QUARANTINED})


def neglected(pull: Pull, standing: Standing) -> bool:
    """Say whether a review of the pull request, as it is now, is missing and not under way."""
    if standing.job in _LEFT_ALONE:
        return False
    same_head = standing.head_sha in (None, pull.head.sha)
    if standing.job is JobState.FAILED and same_head:
        return standing.idle_ms >= RETRIED_AFTER_MS
    if standing.head_sha is None:
        return not standing.finished
    read = (standing.base_ref, standing.state, standing.draft)
    # Onto another base, reopened or ready by now: the event that said so was lost.
    return not standing.finished or read != (pull.base.ref, "open", bool(pull.draft))


def from_before(pull: Pull, standing: Standing, installed_at: datetime | None) -> bool:
    """Say whether nobody asked for this review: the pull request was there before us, and nothing happened since."""
    if installed_at is None or pull.created_at is None or pull.created_at >= installed_at:
        return False
    return standing.head_sha in (None, pull.head.sha)
