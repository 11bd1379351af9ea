"""app.yml asks for DESIGN's permissions, for events that can be subscribed to, in fields that GitHub takes."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from app.intake.handlers import HANDLERS
from app.manifest import manifest
from tests.stand_in.manifest import problems

BASE = "https://bot.example.com"

# https://docs.github.com/en/apps/sharing-github-apps/registering-a-github-app-from-a-manifest#github-app-manifest-parameters
FIELDS = {
    "name",
    "url",
    "hook_attributes",
    "redirect_url",
    "callback_urls",
    "setup_url",
    "description",
    "public",
    "default_events",
    "default_permissions",
    "request_oauth_on_install",
    "setup_on_update",
}

PERMISSIONS = {
    "metadata": "read",
    "contents": "read",
    "issues": "read",
    "merge_queues": "read",
    "pull_requests": "write",
    "checks": "write",
}

# What an App must be allowed at least to read in order to subscribe to an event; one of several is enough.
# https://docs.github.com/en/webhooks/webhook-events-and-payloads, "Availability" and "GitHub Apps" of each event.
NEEDS: Mapping[str, tuple[str, ...]] = {
    "check_run": ("checks",),
    "check_suite": ("checks",),
    "issue_comment": ("issues", "pull_requests"),
    "issues": ("issues",),
    "merge_group": ("merge_queues",),
    "pull_request": ("pull_requests",),
    "pull_request_review": ("pull_requests",),
    "pull_request_review_comment": ("pull_requests",),
    "pull_request_review_thread": ("pull_requests",),
    "push": ("contents",),
    "repository": ("metadata",),
}

# Every App gets these, whatever it asks for: https://docs.github.com/en/webhooks/webhook-events-and-payloads#installation
UNASKED = {"installation", "installation_repositories", "ping"}


def events() -> list[str]:
    listed = manifest(BASE)["default_events"]
    assert isinstance(listed, list)
    return listed


def test_the_permissions_are_the_design_s_exactly() -> None:
    assert manifest(BASE)["default_permissions"] == PERMISSIONS


def test_nothing_that_writes_contents_is_asked_for() -> None:
    assert PERMISSIONS["contents"] == "read"
    assert "workflows" not in PERMISSIONS


@pytest.mark.parametrize("event", events())
def test_each_event_comes_with_a_permission_that_is_asked_for(event: str) -> None:
    assert set(NEEDS[event]) & set(PERMISSIONS)


def test_what_comes_unasked_is_not_listed_but_handled() -> None:
    assert not UNASKED & set(events())
    assert set(HANDLERS) >= UNASKED


def test_every_listed_event_has_a_handler_and_every_handler_an_event() -> None:
    assert set(HANDLERS) == set(events()) | UNASKED
    assert len(events()) == len(set(events()))


def test_only_fields_that_the_manifest_flow_takes_are_posted() -> None:
    posted = manifest(BASE)
    assert set(posted) <= FIELDS
    assert posted["hook_attributes"] == {"url": f"{BASE}/webhook", "active": True}


def test_the_app_is_private() -> None:
    assert manifest(BASE)["public"] is False


@pytest.mark.parametrize("base", [BASE, f"{BASE}/", f"{BASE}/bot/"])
def test_the_addresses_are_below_the_public_one(base: str) -> None:
    posted, root = manifest(base), base.rstrip("/")
    assert (posted["url"], posted["redirect_url"]) == (root, f"{root}/setup/callback")


def test_the_stand_in_finds_nothing_to_refuse() -> None:
    assert problems(manifest(BASE)) == []


@pytest.mark.parametrize("event", sorted(UNASKED))
def test_an_event_that_cannot_be_subscribed_to_would_be_refused(event: str) -> None:
    """Control: the stand-in does look at the events."""
    assert problems({**manifest(BASE), "default_events": [event]})
