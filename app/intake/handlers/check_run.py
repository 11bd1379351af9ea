"""`check_run`: somebody wants one of our check runs once more, by GitHub's "Re-run" or by our own button."""

from __future__ import annotations

import re

from app.intake.handlers import checks
from app.intake.intent import Intent
from app.intake.payload import Payload

# The identifier of our button, "Review again": https://docs.github.com/en/webhooks/webhook-events-and-payloads#check_run
REVIEW_AGAIN = "review_again"
# As app/github/markers.py makes it: check/<repository id>/<head sha>/<name>/<attempt>.
EXTERNAL_ID = re.compile(r"check/([1-9][0-9]{0,18})/([0-9a-f]{40}|[0-9a-f]{64})/[A-Za-z0-9_.:]{1,80}/[1-9][0-9]{0,9}")
NOT_OUR_ID = "the check run's external id is not one that we made for this repository"


def handle(payload: Payload, app_id: int | None) -> Intent:
    """Want the commit's checks again; the commit is read from the id that we gave the run, and from nowhere else."""
    if (why := checks.ours(payload.check_run, app_id)) is not None:
        return Intent(ignored=why)
    action = payload.requested_action
    pressed = payload.action == "requested_action" and action is not None and action.identifier == REVIEW_AGAIN
    if payload.action != "rerequested" and not pressed:
        return Intent(ignored=f"the action {payload.action!r} of our own check run asks for nothing")
    run = payload.check_run
    found = EXTERNAL_ID.fullmatch((run.external_id if run else None) or "")
    if found is None or payload.repository is None or int(found[1]) != payload.repository.id:
        return Intent(ignored=NOT_OUR_ID)
    return checks.again(payload, found[2])
