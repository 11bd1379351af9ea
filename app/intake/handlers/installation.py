"""`installation`: the App was installed, suspended, or removed. Comes unasked to every App."""

from __future__ import annotations

from app.intake.intent import Intent, KnownInstallation, KnownRepository
from app.intake.payload import Payload

STATES = {
    "created": "active",
    "new_permissions_accepted": "active",
    "unsuspend": "active",
    "suspend": "suspended",
    "deleted": "deleted",
}


def handle(payload: Payload) -> Intent:
    """Remember the installation's state and the repositories that it can see."""
    state = STATES.get(payload.action or "")
    if state is None:
        return Intent(ignored=f"the action {payload.action!r} does not change an installation's state")
    if payload.installation is None:
        return Intent(ignored="the payload names no installation")
    account = payload.installation.account
    return Intent(
        installations=(
            KnownInstallation(
                payload.installation.id,
                (account.login if account else None) or "",
                account.type if account else None,
                state,
            ),
        ),
        repositories=tuple(
            KnownRepository(r.id, payload.installation.id, r.full_name, r.default_branch, r.private, state == "deleted")
            for r in payload.repositories or ()
        ),
    )
