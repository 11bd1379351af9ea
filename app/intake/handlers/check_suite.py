"""`check_suite`: somebody wants all of our checks of a commit once more."""

from __future__ import annotations

from app.intake.handlers import checks
from app.intake.intent import Intent
from app.intake.payload import Payload


def handle(payload: Payload, app_id: int | None) -> Intent:
    """Want the commit's checks again; a suite has no id of ours, but it is GitHub's own word for our commit."""
    if (why := checks.ours(payload.check_suite, app_id)) is not None:
        return Intent(ignored=why)
    if payload.action != "rerequested":
        return Intent(ignored=f"the action {payload.action!r} of our own check suite asks for nothing")
    return checks.again(payload, payload.check_suite.head_sha if payload.check_suite else None)
