"""`push`: a branch moved. Only the default branch is of interest: what is known of the code is renewed."""

from __future__ import annotations

from app.index.wanted import wanted
from app.intake.intent import Intent, KnownRepository
from app.intake.payload import Payload

INCOMPLETE = "the payload names no installation, no repository or no ref"
OTHER_REF = "it is not the default branch that moved"
DELETED = "the default branch was deleted"


def handle(payload: Payload, _app_id: int | None) -> Intent:
    """Want the repository indexed; the worker reads from git what is on the branch."""
    installation, repository = payload.installation, payload.repository
    if installation is None or repository is None or payload.ref is None:
        return Intent(ignored=INCOMPLETE)
    if payload.ref != f"refs/heads/{repository.default_branch}":
        return Intent(ignored=OTHER_REF)
    if payload.deleted:
        return Intent(ignored=DELETED)
    known = KnownRepository(
        repository.id, installation.id, repository.full_name, repository.default_branch, repository.private
    )
    return Intent(jobs=(wanted(repository.id, installation.id),), repositories=(known,))
