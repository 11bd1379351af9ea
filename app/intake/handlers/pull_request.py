"""`pull_request`: whatever happened, the newest head is to be looked at."""

from __future__ import annotations

from app.intake.intent import Intent, KnownRepository, Wanted
from app.intake.payload import Payload

# https://docs.github.com/en/webhooks/webhook-events-and-payloads#pull_request
REVIEWED = frozenset(
    {"opened", "synchronize", "reopened", "edited", "ready_for_review", "converted_to_draft", "closed"}
)
NOT_OURS = "no installation in the payload: this webhook was not sent to the App"
INCOMPLETE = "the payload names no repository or no pull request"


def handle(payload: Payload, _app_id: int | None) -> Intent:
    """Want a review; the worker reads from GitHub whether there is one to make, so the order of events is no matter."""
    if payload.action not in REVIEWED:
        return Intent(ignored=f"the action {payload.action!r} does not change what is reviewed")
    if payload.installation is None:
        return Intent(ignored=NOT_OURS)
    if payload.repository is None or payload.pull_request is None:
        return Intent(ignored=INCOMPLETE)
    repository, installation = payload.repository, payload.installation
    review = Wanted("review", f"{repository.id}/{payload.pull_request.number}", installation.id)
    # An App that was registered before pushes were asked for hears of the default branch only in this way.
    merged = payload.action == "closed" and payload.pull_request.merged
    index = (Wanted("index", str(repository.id), installation.id, quiet=True),) if merged else ()
    return Intent(
        jobs=(review, *index),
        repositories=(
            KnownRepository(
                repository.id,
                installation.id,
                repository.full_name,
                repository.default_branch,
                repository.private,
            ),
        ),
    )
