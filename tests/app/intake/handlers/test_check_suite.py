"""All of our checks of a commit are done again when somebody asks."""

from __future__ import annotations

from typing import Any

import pytest

from app.intake.handlers.check_suite import handle
from app.intake.intent import Intent, Wanted
from app.intake.payload import Payload

OURS, SHA = 77, "a" * 40


def asked(action: str = "rerequested", suite: dict[str, Any] | None = None, **changes: Any) -> Intent:
    document: dict[str, Any] = {
        "action": action,
        "installation": {"id": 11},
        "repository": {"id": 22, "full_name": "octo/repo"},
        "check_suite": {"head_sha": SHA, "app": {"id": OURS}, "pull_requests": [{"number": 9}], **(suite or {})},
        "sender": {"login": "octocat", "type": "User"},
    }
    return handle(Payload.model_validate(document | changes), OURS)


def test_re_run_all_checks_wants_the_commit_again() -> None:
    assert asked().jobs == (Wanted("rerequest", f"22/{SHA}", 11, redo=True),)


def test_another_app_s_suite_is_dropped() -> None:
    assert "another App" in (asked(suite={"app": {"id": 78}}).ignored or "")


@pytest.mark.parametrize("action", ["completed", "requested"])
def test_other_actions_are_ignored(action: str) -> None:
    assert action in (asked(action).ignored or "")


@pytest.mark.parametrize("sha", [None, "", "main", "A" * 40, SHA + "\n", "a" * 41])
def test_what_is_no_commit_id_is_not_followed(sha: str | None) -> None:
    assert asked(suite={"head_sha": sha}).ignored


def test_a_bot_does_not_bring_us_back() -> None:
    assert asked(sender={"type": "Bot"}).ignored
