"""`installation_repositories`: repositories were added to or removed from an installation. Comes unasked."""

from __future__ import annotations

from app.intake.intent import SWEEP, Intent, KnownRepository
from app.intake.payload import Payload


def handle(payload: Payload, _app_id: int | None) -> Intent:
    """Remember which repositories the installation can see now, and look through those that came."""
    if payload.installation is None:
        return Intent(ignored="the payload names no installation")
    installation = payload.installation.id
    added = [
        KnownRepository(r.id, installation, r.full_name, r.default_branch, r.private)
        for r in payload.repositories_added or ()
    ]
    removed = [
        KnownRepository(r.id, installation, r.full_name, r.default_branch, r.private, removed=True)
        for r in payload.repositories_removed or ()
    ]
    if not added and not removed:
        return Intent(ignored="the payload adds and removes no repository")
    return Intent(jobs=(SWEEP,) if added else (), repositories=(*added, *removed))
