"""A commit of the merge queue is to be looked at, whether it came or went."""

from __future__ import annotations

from typing import Any

import pytest

from app.intake.handlers.merge_group import handle
from app.intake.intent import Intent, Wanted
from app.intake.payload import Payload

SHA = "a" * 40


def asked(**changes: Any) -> Intent:
    document: dict[str, Any] = {
        "action": "checks_requested",
        "installation": {"id": 11},
        "repository": {"id": 22, "full_name": "octo/repo"},
        "merge_group": {"head_sha": SHA, "head_ref": "refs/heads/gh-readonly-queue/main/pr-1-" + "b" * 40},
    }
    return handle(Payload.model_validate(document | changes), 77)


@pytest.mark.parametrize("action", ["checks_requested", "destroyed"])
def test_both_actions_want_the_same_job_so_their_order_is_no_matter(action: str) -> None:
    assert asked(action=action).jobs == (Wanted("merge_group", f"22/{SHA}", 11),)


def test_the_repository_is_remembered_as_a_hint() -> None:
    assert [known.full_name for known in asked().repositories] == ["octo/repo"]


@pytest.mark.parametrize(
    "changes",
    [
        {"action": "renamed"},
        {"installation": None},
        {"repository": None},
        {"merge_group": None},
        {"merge_group": {"head_sha": "HEAD"}},
    ],
)
def test_what_names_no_group_is_ignored_with_the_reason(changes: dict[str, Any]) -> None:
    assert asked(**changes).ignored
