"""`repository`: it was renamed, given away, deleted, archived, or changed who may see it."""

from __future__ import annotations

from app.intake.intent import SWEEP, Intent, KnownRepository
from app.intake.payload import Payload

# https://docs.github.com/en/webhooks/webhook-events-and-payloads#repository
CHANGED = frozenset({"archived", "created", "edited", "privatized", "publicized", "renamed"})
# Deliveries may have been lost under the old name, or not been sent at all while it was archived.
SWEPT = frozenset({"transferred", "unarchived"})
DELETED = "deleted"


def handle(payload: Payload, _app_id: int | None) -> Intent:
    """Remember what it is called now and whose installation sees it; the number stays the same through all of it."""
    action, installation, shown = payload.action, payload.installation, payload.repository
    if action not in CHANGED | SWEPT | {DELETED}:
        return Intent(ignored=f"the action {action!r} does not change what is known of a repository")
    if installation is None or shown is None:
        return Intent(ignored="the payload names no installation or no repository")
    known = KnownRepository(
        shown.id, installation.id, shown.full_name, shown.default_branch, shown.private, removed=action == DELETED
    )
    return Intent(jobs=(SWEEP,) if action in SWEPT else (), repositories=(known,))
