"""Webhook payloads as GitHub builds them, from the stand-in's state."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from tests.stand_in.accounts import Account, App, Installation
from tests.stand_in.answers import Json
from tests.stand_in.posted import CheckRun, CheckSuite, IssueComment, ReviewComment
from tests.stand_in.queueing import MergeGroup
from tests.stand_in.repository import PullRequest, Repository
from tests.stand_in.store import World
from tests.stand_in.views import account, posted, pull_request, repository

Thing = TypeVar("Thing")


@dataclass(frozen=True, slots=True)
class About:
    """What an event is about; only what its kind needs has to be there."""

    app: App
    installation: Installation | None
    sender: Account
    repository: Repository | None = None
    pull_request: PullRequest | None = None
    check_run: CheckRun | None = None
    check_suite: CheckSuite | None = None
    comment: IssueComment | None = None
    review_comment: ReviewComment | None = None
    merge_group: MergeGroup | None = None
    repositories: tuple[Repository, ...] = ()
    extra: Mapping[str, object] | None = None


def payload(world: World, event: str, action: str | None, about: About) -> Json:
    """Build the payload of an event; raise KeyError for a kind that is not known here."""
    specific = _KINDS[event](world, action, about)
    shown: Json = {"action": action} if action else {}
    shown |= specific
    if about.repository is not None and event not in ("installation", "installation_repositories", "ping"):
        shown["repository"] = repository.short(world, about.repository)
    if about.installation is not None and "installation" not in shown:
        shown["installation"] = {"id": about.installation.id, "node_id": f"I_{about.installation.id}"}
    shown["sender"] = account.user(world, about.sender)
    return shown | dict(about.extra or {})


def _pull_request(world: World, action: str | None, about: About) -> Json:
    pull = _there(about.pull_request)
    shown: Json = {"number": pull.number, "pull_request": pull_request.full(world, pull)}
    if action == "synchronize":
        shown |= {"before": pull.past_heads[-1] if pull.past_heads else pull.head_sha, "after": pull.head_sha}
    return shown | ({"changes": {"title": {"from": "before"}}} if action == "edited" else {})


def _issue_comment(world: World, action: str | None, about: About) -> Json:
    comment, pull = _there(about.comment), _there(about.pull_request)
    shown = pull_request.summary(world, pull)
    links = {key: shown[key] for key in ("url", "html_url", "diff_url", "patch_url", "merged_at")}
    names = ("id", "node_id", "html_url", "number", "title", "state", "user", "body", "labels", "created_at")
    issue = {name: shown[name] for name in names} | {"pull_request": links}
    return {"issue": issue, "comment": posted.issue_comment(world, comment)}


def _review_comment(world: World, action: str | None, about: About) -> Json:
    comment, pull = _there(about.review_comment), _there(about.pull_request)
    return {"pull_request": pull_request.summary(world, pull), "comment": posted.review_comment(world, comment)}


def _check_run(world: World, action: str | None, about: About) -> Json:
    run = _there(about.check_run)
    shown = posted.check_run(world, run)
    # In payloads the suite is spelt out.
    return {"check_run": shown | {"check_suite": posted.check_suite(world, run.suite)}}


def _check_suite(world: World, action: str | None, about: About) -> Json:
    return {"check_suite": posted.check_suite(world, _there(about.check_suite))}


def _installation(world: World, action: str | None, about: About) -> Json:
    shown = [_named(r) for r in about.repositories]
    return {"installation": account.installation(world, _there(about.installation)), "repositories": shown}


def _installation_repositories(world: World, action: str | None, about: About) -> Json:
    installation, shown = _there(about.installation), [_named(r) for r in about.repositories]
    return {
        "installation": account.installation(world, installation),
        "repository_selection": "all" if installation.repository_ids is None else "selected",
        "repositories_added": shown if action == "added" else [],
        "repositories_removed": shown if action == "removed" else [],
        "requester": None,
    }


def _merge_group(world: World, action: str | None, about: About) -> Json:
    queued = _there(about.merge_group)
    group: Json = {"head_sha": queued.head_sha, "head_ref": queued.ref, "base_sha": queued.base_sha}
    group |= {"base_ref": f"refs/heads/{queued.pull_request.base_ref}", "head_commit": None}
    return {"merge_group": group} | ({"reason": "invalidated"} if action == "destroyed" else {})


def _repository(world: World, action: str | None, about: About) -> Json:
    return {"changes": {"repository": {"name": {"from": "before"}}}} if action == "renamed" else {}


def _ping(world: World, action: str | None, about: About) -> Json:
    config = {"content_type": "json", "insecure_ssl": "0", "url": about.app.webhook_url, "secret": "********"}
    hook = {"type": "App", "id": about.app.id, "active": True, "events": list(about.app.events), "config": config}
    return {"zen": "Anything added dilutes everything else.", "hook_id": about.app.id, "hook": hook}


def _named(shown: Repository) -> Json:
    named = {"id": shown.id, "node_id": f"R_{shown.id}", "name": shown.name}
    return {**named, "full_name": shown.full_name, "private": shown.private}


def _there(value: Thing | None) -> Thing:
    assert value is not None, "this event needs more to be about"
    return value


_KINDS: Mapping[str, Callable[[World, str | None, About], Json]] = {
    "pull_request": _pull_request,
    "pull_request_review_comment": _review_comment,
    "issue_comment": _issue_comment,
    "check_run": _check_run,
    "check_suite": _check_suite,
    "installation": _installation,
    "installation_repositories": _installation_repositories,
    "merge_group": _merge_group,
    "ping": _ping,
    "repository": _repository,
}
