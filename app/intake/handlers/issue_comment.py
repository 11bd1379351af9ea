"""`issue_comment`: somebody wrote in the conversation of a pull request, perhaps a command."""

from __future__ import annotations

from app.intake.command import CONVERSATION
from app.intake.handlers import comments
from app.intake.intent import Intent
from app.intake.payload import Payload

NOT_OF_A_PULL_REQUEST = "the comment is on an issue that is no pull request"


def handle(payload: Payload, _app_id: int | None) -> Intent:
    """Want the comment's command, if it has one; GitHub keeps the conversation of a pull request as an issue."""
    issue = payload.issue
    if issue is not None and issue.pull_request is None:
        return Intent(ignored=NOT_OF_A_PULL_REQUEST)
    return comments.wanted(payload, issue.number if issue else None, CONVERSATION)
