"""`merge_group`: the merge queue made a commit and waits for its checks, or has no use for it any more."""

from __future__ import annotations

from app.intake.handlers.checks import SHA
from app.intake.intent import Intent, KnownRepository, Wanted
from app.intake.payload import Payload

# https://docs.github.com/en/webhooks/webhook-events-and-payloads#merge_group
ACTIONS = frozenset({"checks_requested", "destroyed"})
INCOMPLETE = "the payload names no installation, no repository or no commit of a merge group"


def handle(payload: Payload, _app_id: int | None) -> Intent:
    """Want a look at the group's commit; the worker reads from the queue whether it is still there."""
    if payload.action not in ACTIONS:
        return Intent(ignored=f"the action {payload.action!r} does not change what is checked")
    installation, repository, group = payload.installation, payload.repository, payload.merge_group
    if installation is None or repository is None or group is None or not SHA.fullmatch(group.head_sha):
        return Intent(ignored=INCOMPLETE)
    return Intent(
        jobs=(Wanted("merge_group", f"{repository.id}/{group.head_sha}", installation.id),),
        repositories=(
            KnownRepository(
                repository.id, installation.id, repository.full_name, repository.default_branch, repository.private
            ),
        ),
    )
