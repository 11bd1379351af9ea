"""Installations and their repositories are remembered with their state."""

from __future__ import annotations

from typing import Any

import pytest

from app.intake.handlers import installation, installation_repositories
from app.intake.intent import SWEEP, Wanted
from app.intake.payload import Payload


def payload(**changes: Any) -> Payload:
    document: dict[str, Any] = {"installation": {"id": 11, "account": {"login": "octo", "type": "Organization"}}}
    return Payload.model_validate(document | changes)


@pytest.mark.parametrize(
    ("action", "state"),
    [("created", "active"), ("suspend", "suspended"), ("unsuspend", "active"), ("deleted", "deleted")],
)
def test_the_action_tells_the_state(action: str, state: str) -> None:
    (known,) = installation.handle(payload(action=action), None).installations
    assert (known.id, known.account, known.state) == (11, "octo", state)


def test_what_comes_into_sight_is_swept() -> None:
    for action in ("created", "unsuspend", "new_permissions_accepted"):
        assert installation.handle(payload(action=action), None).jobs == (SWEEP,)
    added = payload(action="added", repositories_added=[{"id": 5, "full_name": "octo/new"}])
    assert installation_repositories.handle(added, None).jobs == (SWEEP,)


def test_a_deleted_installation_s_data_is_to_go() -> None:
    assert installation.handle(payload(action="deleted"), None).jobs == (Wanted("purge", "11", 11),)


def test_a_deleted_installation_says_nothing_of_repositories_that_may_be_another_s_by_now() -> None:
    shown = [{"id": 5, "full_name": "octo/repo"}]
    assert installation.handle(payload(action="deleted", repositories=shown), None).repositories == ()
    assert installation.handle(payload(action="created", repositories=shown), None).repositories


def test_added_and_removed_repositories_are_remembered() -> None:
    intent = installation_repositories.handle(
        payload(
            action="added",
            repositories_added=[{"id": 5, "full_name": "octo/new"}],
            repositories_removed=[{"id": 6, "full_name": "octo/old"}],
        ),
        None,
    )
    assert [(repository.id, repository.removed) for repository in intent.repositories] == [(5, False), (6, True)]


def test_removed_repositories_need_no_sweep() -> None:
    removed = payload(action="removed", repositories_removed=[{"id": 6, "full_name": "octo/old"}])
    assert installation_repositories.handle(removed, None).jobs == ()
