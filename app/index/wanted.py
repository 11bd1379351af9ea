"""The order to index a repository."""

from __future__ import annotations

from app.intake.intent import Wanted

KIND = "index"


def wanted(repository_id: int, installation_id: int | None) -> Wanted:
    """Return the job that indexes a repository's default branch; quiet, so that reviews come first."""
    return Wanted(KIND, str(repository_id), installation_id, quiet=True)
