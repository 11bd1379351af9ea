"""A command is wanted once, of the person who wrote it; of all other comments nothing is."""

from __future__ import annotations

from typing import Any

from app.intake.command import digest
from app.intake.handlers import issue_comment, pull_request_review_comment
from app.intake.intent import Intent, Wanted
from app.intake.payload import Payload

PERSON = {"login": "octocat", "id": 44, "type": "User"}
BODY = "/review"


def document(**changes: Any) -> dict[str, Any]:
    return {
        "action": "created",
        "installation": {"id": 11},
        "repository": {"id": 22, "full_name": "octo/repo", "default_branch": "main", "private": True},
        "issue": {"number": 33, "pull_request": {"url": "https://example.org"}},
        "pull_request": {"number": 33},
        "comment": {"id": 55, "body": BODY, "user": PERSON, "performed_via_github_app": None},
        "sender": PERSON,
        **changes,
    }


def both(**changes: Any) -> tuple[Intent, Intent]:
    payload = Payload.model_validate(document(**changes))
    return issue_comment.handle(payload, 77), pull_request_review_comment.handle(payload, 77)


def comment(**changes: Any) -> dict[str, Any]:
    return {**document()["comment"], **changes}


def test_a_command_is_wanted_by_its_place_account_comment_and_words() -> None:
    found = [intent.jobs for intent in both()]
    assert found == [
        (Wanted("command", f"22/33/44/{place}/55/{digest(BODY)}", 11),) for place in ("conversation", "line")
    ]
    assert both()[0].repositories[0].full_name == "octo/repo"


def test_only_a_new_comment_of_a_person_s_own_counts() -> None:
    robot = {"login": "evil[bot]", "id": 45, "type": "Bot"}
    for changes in (
        {"action": "edited"}, {"action": "deleted"}, {"action": None}, {"sender": None}, {"sender": robot},
        {"sender": {**PERSON, "id": 46}}, {"sender": {**PERSON, "id": None}}, {"sender": {"login": "octocat"}},
        {"comment": None}, {"comment": comment(user=None)}, {"comment": comment(user=robot), "sender": robot},
        {"comment": comment(user={**PERSON, "id": None}), "sender": {**PERSON, "id": None}},
        {"comment": comment(user={**PERSON, "type": "Mannequin"}), "sender": {**PERSON, "type": "Mannequin"}},
        {"comment": comment(performed_via_github_app={"id": 9})}, {"comment": comment(body=None)},
        {"comment": comment(body="thanks!")},
        {"installation": None}, {"repository": None}, {"issue": None, "pull_request": None},
    ):  # fmt: skip
        for intent in both(**changes):
            assert (intent.jobs, bool(intent.ignored)) == ((), True), changes


def test_an_issue_is_no_pull_request() -> None:
    payload = Payload.model_validate(document(issue={"number": 33}))
    assert "no pull request" in (issue_comment.handle(payload, 77).ignored or "")
