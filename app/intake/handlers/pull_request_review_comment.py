"""`pull_request_review_comment`: somebody wrote on a line of the diff, perhaps a command below a comment of ours."""

from __future__ import annotations

from app.intake.command import LINE
from app.intake.handlers import comments
from app.intake.intent import Intent
from app.intake.payload import Payload


def handle(payload: Payload, _app_id: int | None) -> Intent:
    """Want the comment's command, if it has one; which finding it speaks of, the worker finds out."""
    return comments.wanted(payload, payload.pull_request.number if payload.pull_request else None, LINE)
