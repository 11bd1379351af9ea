"""Installations and their repositories are remembered with their state."""

from __future__ import annotations

from typing import Any

import pytest

from app.intake.handlers import installation, installation_repositories
from app.intake.payload import Payload


def payload(**changes: Any) -> Payload:
    document: dict[str, Any] = {"installation": {"id": 11, "account": {"login": "octo", "type": "Organization"}}}
    return Payload.model_validate(document | changes)


@pytest.mark.parametrize(
    ("action", "state"),
    [("created", "active"), ("suspend", "suspended"), ("unsuspend", "active"), ("deleted", "deleted")],
)
def test_the_action_tells_the_state(action: str, state: str) -> None:
    (known,) = installation.handle(payload(action=action)).installations
    assert (known.id, known.account, known.state) == (11, "octo", state)


def test_a_deleted_installation_takes_its_repositories_along() -> None:
    intent = installation.handle(payload(action="deleted", repositories=[{"id": 5, "full_name": "octo/repo"}]))
    assert [repository.removed for repository in intent.repositories] == [True]


def test_added_and_removed_repositories_are_remembered() -> None:
    intent = installation_repositories.handle(
        payload(
            action="added",
            repositories_added=[{"id": 5, "full_name": "octo/new"}],
            repositories_removed=[{"id": 6, "full_name": "octo/old"}],
        )
    )
    assert [(repository.id, repository.removed) for repository in intent.repositories] == [(5, False), (6, True)]
