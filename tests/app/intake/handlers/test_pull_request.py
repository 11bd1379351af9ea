"""A pull request event asks for a look at the newest head, whatever happened."""

from __future__ import annotations

from typing import Any

import pytest

from app.intake.handlers.pull_request import REVIEWED, handle
from app.intake.intent import Wanted
from app.intake.payload import Payload


def payload(**changes: Any) -> Payload:
    document: dict[str, Any] = {
        "action": "opened",
        "installation": {"id": 11},
        "repository": {"id": 22, "full_name": "octo/repo", "default_branch": "main", "private": True},
        "pull_request": {"number": 33, "head": {"sha": "f" * 40, "repo": None}},
    }
    return Payload.model_validate(document | changes)


@pytest.mark.parametrize("action", sorted(REVIEWED))
def test_what_changes_the_outcome_wants_a_review(action: str) -> None:
    assert handle(payload(action=action), None).jobs == (Wanted("review", "22/33", 11),)


@pytest.mark.parametrize("action", ["labeled", "assigned", "locked", None])
def test_other_actions_are_ignored(action: str | None) -> None:
    intent = handle(payload(action=action), None)
    assert not intent.jobs
    assert intent.ignored


def test_a_webhook_of_the_repository_itself_is_not_ours() -> None:
    assert "not sent to the App" in (handle(payload(installation=None), None).ignored or "")


def test_the_repository_is_remembered_as_a_hint() -> None:
    (repository,) = handle(payload(), None).repositories
    assert (repository.full_name, repository.default_branch, repository.private) == ("octo/repo", "main", True)


def test_a_merge_has_the_default_branch_indexed_after_the_review() -> None:
    """For an App that is not subscribed to pushes; with them both are one job."""
    merged = payload(action="closed", pull_request={"number": 33, "merged": True})
    assert handle(merged, None).jobs == (Wanted("review", "22/33", 11), Wanted("index", "22", 11, quiet=True))


def test_a_pull_request_closed_without_a_merge_changes_no_branch() -> None:
    closed = payload(action="closed", pull_request={"number": 33, "merged": False})
    assert handle(closed, None).jobs == (Wanted("review", "22/33", 11),)
