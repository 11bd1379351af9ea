"""A repository keeps its number through every name and owner; what is known of it follows."""

from __future__ import annotations

from typing import Any

import pytest

from app.intake.handlers.repository import handle
from app.intake.intent import SWEEP, Intent
from app.intake.payload import Payload


def asked(action: str | None, **changes: Any) -> Intent:
    document: dict[str, Any] = {
        "action": action,
        "installation": {"id": 11},
        "repository": {"id": 22, "full_name": "octo/new-name", "default_branch": "trunk", "private": True},
    }
    return handle(Payload.model_validate(document | changes), 77)


@pytest.mark.parametrize("action", ["archived", "edited", "privatized", "publicized", "renamed"])
def test_what_changed_is_remembered(action: str) -> None:
    (known,) = asked(action).repositories
    assert (known.id, known.installation_id, known.full_name) == (22, 11, "octo/new-name")
    assert (known.default_branch, known.private, known.removed) == ("trunk", True, False)
    assert not asked(action).jobs


def test_a_deleted_one_is_worked_on_no_more() -> None:
    assert [known.removed for known in asked("deleted").repositories] == [True]


@pytest.mark.parametrize("action", ["transferred", "unarchived"])
def test_one_that_comes_back_into_sight_is_swept(action: str) -> None:
    assert asked(action).jobs == (SWEEP,)


def test_other_actions_are_ignored_with_the_reason() -> None:
    assert asked("starred").ignored
    assert asked(None).ignored
    assert asked("renamed", installation=None).ignored
