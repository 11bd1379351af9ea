"""Every payload GitHub documents becomes an intent or is ignored with a reason; none raises."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.intake.intent import Intent
from app.intake.router import route

SAMPLES = Path(__file__).parent.parent.parent / "samples"
EXAMPLES: list[tuple[str, dict[str, Any]]] = [
    (entry["name"], example)
    for entry in json.loads((SAMPLES / "webhook_examples.json").read_text())
    for example in entry.get("examples", [])
]
NULLABLE = (
    ("action",),
    ("installation",),
    ("sender",),
    ("sender", "type"),
    ("repository",),
    ("pull_request", "head", "repo"),
    ("pull_request", "body"),
    ("check_run",),
    ("check_run", "app"),
    ("check_run", "app", "id"),
    ("check_run", "external_id"),
    ("check_run", "head_sha"),
    ("check_suite",),
    ("check_suite", "app"),
    ("check_suite", "head_sha"),
    ("requested_action",),
    ("requested_action", "identifier"),
    ("merge_group",),
    ("merge_group", "head_sha"),
    ("sender", "id"),
    ("issue",),
    ("issue", "number"),
    ("issue", "pull_request"),
    ("comment",),
    ("comment", "id"),
    ("comment", "body"),
    ("comment", "user"),
    ("comment", "user", "id"),
    ("comment", "user", "type"),
    ("comment", "performed_via_github_app"),
)
REPLACEMENTS: tuple[object, ...] = ("missing", None, "text", 7, [], {})


def intent_of(event: str, payload: dict[str, Any], app_id: int | None = None) -> Intent:
    return route("guid", event, b"", payload, app_id)[1]


def mutations(payload: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the payload with each of the fields missing, null, and of a wrong type."""
    for path in NULLABLE:
        for value in REPLACEMENTS:
            mutant = copy.deepcopy(payload)
            parent: Any = mutant
            for key in path[:-1]:
                parent = parent.get(key) if isinstance(parent, dict) else None
            if not isinstance(parent, dict):
                continue
            if value == "missing":
                parent.pop(path[-1], None)
            else:
                parent[path[-1]] = value
            yield mutant


def test_there_are_examples() -> None:
    assert len(EXAMPLES) > 70


@pytest.mark.slow
@pytest.mark.parametrize(("event", "payload"), EXAMPLES, ids=lambda value: value if isinstance(value, str) else "")
def test_every_example_is_routed_whole_and_mutilated(event: str, payload: dict[str, Any]) -> None:
    own = payload.get(event, {}).get("app", {}).get("id") if event.startswith("check_") else None
    if "comment" in payload:  # the documented ones say "the body", which is no command
        payload = {**payload, "comment": {**payload["comment"], "body": "/review"}}
    for app_id in {own, None}:
        for mutant in (payload, *mutations(payload)):
            intent = intent_of(event, mutant, app_id)
            asks = intent.jobs or intent.repositories or intent.installations
            assert bool(asks) != bool(intent.ignored), "an intent asks for something or says why not"


def test_an_unknown_event_is_ignored_with_the_reason() -> None:
    assert intent_of("star", {"action": "created"}).ignored == "no handler for this event"


def test_the_delivery_carries_the_ids_and_the_hash_but_no_content() -> None:
    payload = {"action": "opened", "installation": {"id": 3}, "repository": {"id": 5, "full_name": "o/r"}}
    delivery, _ = route("guid", "pull_request", b"raw", payload)
    assert (delivery.installation_id, delivery.repository_id, delivery.action) == (3, 5, "opened")
    assert len(delivery.payload_sha256) == 64
