"""`installation`: the App was installed, suspended, or removed. Comes unasked to every App."""

from __future__ import annotations

from app.intake.intent import SWEEP, Intent, KnownInstallation, KnownRepository, Wanted
from app.intake.payload import Payload

STATES = {
    "created": "active",
    "new_permissions_accepted": "active",
    "unsuspend": "active",
    "suspend": "suspended",
    "deleted": "deleted",
}


def handle(payload: Payload, _app_id: int | None) -> Intent:
    """Remember the installation's state, and want what follows from it: a sweep, or in time the end of its data."""
    state = STATES.get(payload.action or "")
    if state is None:
        return Intent(ignored=f"the action {payload.action!r} does not change an installation's state")
    if payload.installation is None:
        return Intent(ignored="the payload names no installation")
    number, account = payload.installation.id, payload.installation.account
    known = KnownInstallation(
        number, (account.login if account else None) or "", account.type if account else None, state
    )
    follows = {"active": (SWEEP,), "deleted": (Wanted("purge", str(number), number),)}
    # Those of a removed one are no longer its own: the App may be installed there anew, under another number, already.
    seen = () if state == "deleted" else payload.repositories or ()
    return Intent(
        jobs=follows.get(state, ()),
        installations=(known,),
        repositories=tuple(KnownRepository(r.id, number, r.full_name, r.default_branch, r.private) for r in seen),
    )
