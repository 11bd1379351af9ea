"""The control of a standing stand-in: what tests do by method calls, over HTTP below /_control/."""

from __future__ import annotations

from asyncio import to_thread
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict
from pathlib import Path

import orjson

from tests.stand_in import git
from tests.stand_in.answers import Answer, Json, Refused, answer, not_found
from tests.stand_in.gate import Request
from tests.stand_in.github import GitHubStandIn
from tests.stand_in.imports import import_repository
from tests.stand_in.repository import PullRequest
from tests.stand_in.views import account, posted, pull_request, repository

Act = Callable[[GitHubStandIn, Json], Awaitable[object]]


class Controlled:
    """Answers control requests for one stand-in; no credential is asked, it listens on loopback only."""

    def __init__(self, github: GitHubStandIn) -> None:
        self._github = github

    async def __call__(self, request: Request) -> Answer:
        """Do one action; what is missing or wrong in it is answered with 422 and a sentence."""
        act = _ACTIONS.get((request.method, request.path.removeprefix("/_control/").strip("/")))
        if act is None:
            return not_found().answer()
        try:
            asked = orjson.loads(request.content) if request.content else dict(request.query)
            return answer(await act(self._github, asked))
        except Refused as refused:
            return refused.answer()
        except (KeyError, AssertionError, ValueError, TypeError, git.GitFailed) as error:
            return Refused(422, f"{type(error).__name__}: {error}").answer()


def coordinates(github: GitHubStandIn) -> Json:
    """Return where everything is."""
    return {
        "url": github.url,
        "api_url": github.api_url,
        "server_url": github.url,
        "graphql_url": github.graphql_url,
        "control_url": f"{github.url}/_control",
    }


async def _coordinates(github: GitHubStandIn, asked: Json) -> object:
    return coordinates(github)


async def _create_app(github: GitHubStandIn, asked: Json) -> object:
    made = await to_thread(lambda: github.create_app(**asked))
    return account.registered_app(github.world, made) | {"bot_id": made.bot.id}


async def _add_repository(github: GitHubStandIn, asked: Json) -> object:
    made = await to_thread(
        import_repository, github, asked["full_name"], Path(asked["path"]), asked["base"], asked["head"]
    )
    shas = {name: github.sha(made.repository, f"refs/heads/{name}") for name in (made.base, made.head)}
    return repository.short(github.world, made.repository) | {
        "base": made.base, "head": made.head, "base_sha": shas[made.base], "head_sha": shas[made.head],
    }  # fmt: skip


async def _install(github: GitHubStandIn, asked: Json) -> object:
    app = github.world.apps[asked["app_id"]]
    repositories = [github.world.repository(name) for name in asked["repositories"]]
    return account.installation(github.world, github.install(app, repositories))


async def _open(github: GitHubStandIn, asked: Json) -> object:
    target = github.world.repository(asked.pop("repository"))
    made = await to_thread(lambda: github.open_pull_request(target, **asked))
    return pull_request.full(github.world, made)


async def _push(github: GitHubStandIn, asked: Json) -> object:
    target = github.world.repository(asked["repository"])
    source = Path(asked["path"]) if "path" in asked else None
    await to_thread(lambda: github.push(target, asked["branch"], asked["sha"], source=source))
    return {"sha": github.sha(target, f"refs/heads/{asked['branch']}")}


def _pull(github: GitHubStandIn, asked: Json) -> PullRequest:
    return github.world.pull_request(github.world.repository(asked["repository"]), asked["number"])


async def _deliver(github: GitHubStandIn, asked: Json) -> object:
    target = github.world.repository(asked["repository"]) if "repository" in asked else None
    pull = _pull(github, asked) if "number" in asked else None
    run = github.world.check_runs[asked["check_run_id"]] if "check_run_id" in asked else None
    comment = github.comment(pull, asked["comment"]) if pull and "comment" in asked else None
    sent = await github.deliver(
        asked["event"], asked.get("action"), pull_request=pull, repository=target, check_run=run, comment=comment
    )
    code, answered = sent.status_code, sent.response_body[:2000]
    return {"id": sent.id, "guid": sent.guid, "status": sent.status, "status_code": code, "answer": answered}


async def _posted(github: GitHubStandIn, asked: Json) -> object:
    """Answer with all that a pull request shows; each comment also with the line of `code` it stands under."""
    pull, world = _pull(github, asked), github.world
    comments = [posted.review_comment(world, c) | {"code": c.code} for c in github.comments(pull)]
    runs = [posted.check_run(world, run) | {"annotations": run.annotations} for run in github.check_runs(pull)]
    return {
        "pull_request": pull_request.summary(world, pull),
        "comments": comments,
        "reviews": [posted.review(world, r) for r in github.reviews(pull)],
        "pending_reviews": [posted.review(world, r) for r in github.reviews(pull, pending=True)],
        "issue_comments": [posted.issue_comment(world, c) for c in github.issue_comments(pull)],
        "check_runs": runs,
        "requests": len(world.requests),
        "faults_found": list(world.faults_found),
        "limit_violations": list(world.limits.violations),
    }


async def _requests(github: GitHubStandIn, asked: Json) -> object:
    names = ("method", "path", "query", "body", "at", "status", "operation", "fault", "duration_ms")
    return [{name: getattr(logged, name) for name in names} for logged in github.requests]


async def _deliveries(github: GitHubStandIn, asked: Json) -> object:
    names = ("id", "guid", "event", "action", "redelivery", "delivered_at", "status", "status_code", "duration")
    return [{name: getattr(delivery, name) for name in names} for delivery in github.deliveries]


async def _faults_found(github: GitHubStandIn, asked: Json) -> object:
    return list(github.faults_found)


async def _fault(github: GitHubStandIn, asked: Json) -> object:
    made = asdict(github.fault(asked.pop("method", None), asked.pop("path"), **asked))
    return made | {"path": made["path"].pattern}


async def _reset_faults(github: GitHubStandIn, asked: Json) -> object:
    github.reset_faults()
    return {}


_ACTIONS: Mapping[tuple[str, str], Act] = {
    ("GET", ""): _coordinates,
    ("POST", "apps"): _create_app,
    ("POST", "repositories"): _add_repository,
    ("POST", "installations"): _install,
    ("POST", "pull_requests"): _open,
    ("POST", "pushes"): _push,
    ("POST", "deliveries"): _deliver,
    ("GET", "deliveries"): _deliveries,
    ("GET", "posted"): _posted,
    ("GET", "requests"): _requests,
    ("GET", "faults_found"): _faults_found,
    ("POST", "faults"): _fault,
    ("DELETE", "faults"): _reset_faults,
}
