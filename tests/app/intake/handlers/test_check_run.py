"""Our own check runs are done again when somebody asks; other Apps' are none of our business."""

from __future__ import annotations

from typing import Any

import pytest

from app.github.markers import check_key
from app.intake.handlers.check_run import REVIEW_AGAIN, handle
from app.intake.intent import Intent, Wanted
from app.intake.payload import Payload

OURS, SHA = 77, "a" * 40
KEY = check_key(22, SHA, "diffdiver/security", 3)


def asked(action: str = "rerequested", run: dict[str, Any] | None = None, **changes: Any) -> Intent:
    document: dict[str, Any] = {
        "action": action,
        "installation": {"id": 11},
        "repository": {"id": 22, "full_name": "octo/repo"},
        "check_run": {"head_sha": "b" * 40, "external_id": KEY, "app": {"id": OURS}, **(run or {})},
        "sender": {"login": "octocat", "type": "User"},
    }
    return handle(Payload.model_validate(document | changes), OURS)


def test_re_run_wants_the_commit_that_our_own_id_names() -> None:
    assert asked().jobs == (Wanted("rerequest", f"22/{SHA}", 11, redo=True),)


def test_our_button_wants_it_too_and_no_other_button_does() -> None:
    assert asked("requested_action", requested_action={"identifier": REVIEW_AGAIN}).jobs
    for action in ({"identifier": "lgtm|26764"}, {"identifier": None}, {}, None):
        assert asked("requested_action", requested_action=action).ignored


def test_pull_requests_of_the_payload_are_not_looked_at() -> None:
    assert asked(run={"pull_requests": [{"number": 9}]}).jobs == asked(run={"pull_requests": []}).jobs


@pytest.mark.parametrize("app", [{"id": 78}, None])
def test_another_app_s_check_run_is_dropped(app: dict[str, int] | None) -> None:
    assert "another App" in (asked(run={"app": app}).ignored or "")


def test_without_our_own_id_no_check_run_is_ours() -> None:
    document = {"action": "rerequested", "check_run": {"external_id": KEY, "app": {"id": OURS}}}
    assert "id is not set" in (handle(Payload.model_validate(document), None).ignored or "")


@pytest.mark.parametrize("action", ["created", "completed"])
def test_what_we_did_ourselves_is_ignored_with_the_reason(action: str) -> None:
    assert action in (asked(action).ignored or "")


def test_a_bot_does_not_bring_us_back() -> None:
    assert "a bot" in (asked(sender={"login": "diffdiver[bot]", "type": "Bot"}).ignored or "")


@pytest.mark.parametrize(
    "external_id",
    [
        None,
        "",
        "check",
        KEY + "\n",
        KEY + "/1",
        " " + KEY,
        KEY.replace("22/", "23/"),
        KEY.replace("22/", "022/"),
        KEY.replace(SHA, SHA.upper()),
        KEY.replace(SHA, SHA[:39]),
        KEY.replace("/3", "/0"),
        KEY.replace("/3", "/-3"),
        KEY.replace("check/22", "check/\u0662\u0662"),
        f"check/22/{SHA}/../../1",
        f"check/22/{SHA}/a b/1",
        "check/" + "9" * 5000 + f"/{SHA}/diffdiver:security/1",
    ],
)
def test_an_id_that_we_did_not_make_is_not_followed(external_id: str | None) -> None:
    assert "external id" in (asked(run={"external_id": external_id}).ignored or "")


def test_the_id_that_the_publisher_makes_is_one_that_is_read_here() -> None:
    for name in ("diffdiver/security", "diffdiver/review", "a name that is hashed"):
        assert asked(run={"external_id": check_key(22, SHA, name, 12)}).jobs
