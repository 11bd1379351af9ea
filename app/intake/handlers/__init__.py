"""The one list of handlers: an event's name and the function that turns its payload into an intent.

Each gets the payload and our App's id, which tells the checks of ours from those of other Apps.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from app.intake.handlers import (
    check_run,
    check_suite,
    installation,
    installation_repositories,
    issue_comment,
    merge_group,
    ping,
    pull_request,
    pull_request_review_comment,
    push,
    repository,
)
from app.intake.intent import Intent
from app.intake.payload import Payload

Handler = Callable[[Payload, int | None], Intent]

HANDLERS: Mapping[str, Handler] = {
    "check_run": check_run.handle,
    "check_suite": check_suite.handle,
    "installation": installation.handle,
    "installation_repositories": installation_repositories.handle,
    "issue_comment": issue_comment.handle,
    "merge_group": merge_group.handle,
    "ping": ping.handle,
    "pull_request": pull_request.handle,
    "pull_request_review_comment": pull_request_review_comment.handle,
    "push": push.handle,
    "repository": repository.handle,
}
