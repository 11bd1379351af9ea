"""A push to the default branch renews what is known of the code; all others say nothing new."""

from __future__ import annotations

from typing import Any

import pytest

from app.intake.handlers.push import handle
from app.intake.intent import Intent, Wanted
from app.intake.payload import Payload


def asked(**changes: Any) -> Intent:
    document: dict[str, Any] = {
        "ref": "refs/heads/trunk",
        "deleted": False,
        "installation": {"id": 11},
        "repository": {"id": 22, "full_name": "octo/shop", "default_branch": "trunk", "private": True},
    }
    return handle(Payload.model_validate(document | changes), 77)


def test_the_repository_is_indexed_after_the_reviews() -> None:
    assert asked().jobs == (Wanted("index", "22", 11, quiet=True),)


def test_its_name_is_remembered() -> None:
    (known,) = asked().repositories
    assert (known.id, known.installation_id, known.full_name, known.default_branch) == (22, 11, "octo/shop", "trunk")


@pytest.mark.parametrize(
    "changes",
    [
        {"ref": "refs/heads/topic"},
        {"ref": "refs/tags/trunk"},
        {"deleted": True},
        {"ref": None},
        {"installation": None},
        {"repository": None},
    ],
    ids=str,
)
def test_whatever_else_is_pushed_is_ignored_with_the_reason(changes: dict[str, Any]) -> None:
    intent = asked(**changes)
    assert intent.ignored
    assert not intent.jobs
