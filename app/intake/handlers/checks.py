"""What check runs and check suites have in common: whose they are, and which commit is to be done again."""

from __future__ import annotations

import re

from app.intake.intent import Intent, Wanted
from app.intake.payload import Check, Payload

NOT_OURS = "the check is another App's"
OWN_APP_UNKNOWN = "the App's id is not set here, so no check is known to be ours"
INCOMPLETE = "the payload names no installation, no repository or no commit"
BY_A_BOT = "a bot asked for it: what we do ourselves must not bring us back"
SHA = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
BOT = "Bot"


def ours(check: Check | None, app_id: int | None) -> str | None:
    """Return why a check does not concern us, None when it is one of our own."""
    if app_id is None:
        return OWN_APP_UNKNOWN
    return None if check is not None and check.app is not None and check.app.id == app_id else NOT_OURS


def again(payload: Payload, head_sha: str | None) -> Intent:
    """Want the checks of a commit once more; which pull requests have it as their head is asked of GitHub."""
    if payload.sender is not None and payload.sender.type == BOT:
        return Intent(ignored=BY_A_BOT)
    if payload.installation is None or payload.repository is None or not SHA.fullmatch(head_sha or ""):
        return Intent(ignored=INCOMPLETE)
    subject = f"{payload.repository.id}/{head_sha}"
    return Intent(jobs=(Wanted("rerequest", subject, payload.installation.id, redo=True),))
