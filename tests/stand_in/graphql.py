"""GraphQL as far as Diffdiver uses it: who am I, review threads, resolve one, minimise a comment."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tests.stand_in.accounts import Actor, allows
from tests.stand_in.answers import Answer, Json, Refused, answer
from tests.stand_in.posted import IssueComment, ReviewComment
from tests.stand_in.repository import Repository
from tests.stand_in.store import World

_CLASSIFIERS = {"ABUSE", "DUPLICATE", "OFF_TOPIC", "OUTDATED", "RESOLVED", "SPAM"}
_ARGUMENT = re.compile(r'(\w+)\s*:\s*(?:\$(\w+)|"([^"]*)"|(\w+))')


@dataclass(frozen=True, slots=True)
class Question:
    """One GraphQL request: its text and its arguments with variables filled in."""

    text: str
    arguments: Json

    @property
    def mutation(self) -> bool:
        """Say whether it changes anything."""
        return self.text.lstrip().startswith("mutation")


class _Failed(Exception):
    """A field that becomes null, with GitHub's error type and message."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind


def read(body: object) -> Question:
    """Read a request; raise 400 for what is none."""
    if not isinstance(body, dict) or not isinstance(body.get("query"), str):
        raise Refused(400, "A query attribute must be specified and must be a string.")
    text, variables = body["query"], body.get("variables") or {}
    arguments = {
        name: variables.get(variable) if variable else quoted or word
        for name, variable, quoted, word in _ARGUMENT.findall(text.partition("{")[2])
    }
    return Question(text, arguments)


def answer_to(world: World, actor: Actor, question: Question) -> Answer:
    """Answer a question with the fields this stand-in knows."""
    fields = {
        "resolveReviewThread": _resolve,
        "unresolveReviewThread": _resolve,
        "minimizeComment": _minimize,
        "reviewThreads": _threads,
        "viewer": _viewer,
    }
    name = next((name for name in fields if re.search(rf"\b{name}\b", question.text)), None)
    if name is None:
        world.faults_found.append(f"graphql: the stand-in does not know this question: {question.text[:200]}")
        return answer({"errors": [{"type": "undefinedField", "message": "unknown to the stand-in"}]})
    top = "repository" if name == "reviewThreads" else name
    try:
        return answer({"data": {top: fields[name](world, actor, question)}})
    except _Failed as failed:
        error = {"type": failed.kind, "path": [top], "message": str(failed)}
        return answer({"data": {top: None}, "errors": [error]})


def _viewer(world: World, actor: Actor, question: Question) -> Json:
    return {"login": actor.user.login, "id": f"BOT_{actor.user.id}", "databaseId": actor.user.id}


def _require(world: World, actor: Actor, repository: Repository, permission: str, level: str) -> None:
    token = actor.token
    outside = token is None or not world.covers(token.installation, repository)
    if token is not None and token.repository_ids is not None and repository.id not in token.repository_ids:
        outside = True
    if outside:
        raise _Failed("NOT_FOUND", "Could not resolve to a node with the global id")
    if not allows(actor.permissions, permission, level):
        raise _Failed("FORBIDDEN", "Resource not accessible by integration")


def _number(node_id: object, *kinds: str) -> tuple[str, int]:
    kind, _, number = str(node_id).rpartition("_")
    if kind not in kinds or not number.isdecimal():
        raise _Failed("NOT_FOUND", f"Could not resolve to a node with the global id of '{node_id}'")
    return kind, int(number)


def _resolve(world: World, actor: Actor, question: Question) -> Json:
    """Resolve a thread. It needs `contents: write`, of all things: https://github.com/orgs/community/discussions/44650"""
    _, number = _number(question.arguments.get("threadId"), "PRRT")
    start = world.review_comments.get(number)
    if start is None:
        raise _Failed("NOT_FOUND", "Could not resolve to a node with the global id")
    _require(world, actor, start.pull_request.repository, "pull_requests", "write")
    _require(world, actor, start.pull_request.repository, "contents", "write")
    start.resolved = "unresolveReviewThread" not in question.text
    return {"thread": {"id": f"PRRT_{start.id}", "isResolved": start.resolved}}


def _minimize(world: World, actor: Actor, question: Question) -> Json:
    kind, number = _number(question.arguments.get("subjectId"), "PRRC", "IC")
    classifier = str(question.arguments.get("classifier"))
    comment: ReviewComment | IssueComment | None = (
        world.review_comments.get(number) if kind == "PRRC" else world.issue_comments.get(number)
    )
    if comment is None or classifier not in _CLASSIFIERS:
        raise _Failed("NOT_FOUND", "Could not resolve to a node with the global id")
    repository = comment.repository if isinstance(comment, IssueComment) else comment.pull_request.repository
    _require(world, actor, repository, "pull_requests", "write")
    comment.minimized = classifier
    return {"minimizedComment": {"isMinimized": True, "minimizedReason": classifier.lower()}}


def _threads(world: World, actor: Actor, question: Question) -> Json:
    """Answer with every thread of a pull request, whatever fields were chosen."""
    asked = question.arguments
    try:
        repository = world.repository(f"{asked.get('owner')}/{asked.get('name') or asked.get('repo')}")
        pull = world.pull_request(repository, str(asked.get("number")))
    except Refused:
        raise _Failed("NOT_FOUND", "Could not resolve to a Repository or PullRequest") from None
    _require(world, actor, repository, "pull_requests", "read")
    comments = [
        c for c in list(world.review_comments.values()) if c.pull_request is pull and c.review.state != "PENDING"
    ]
    nodes = [_thread(c, comments) for c in comments if c.in_reply_to is None]
    page = {"hasNextPage": False, "endCursor": None}
    return {"pullRequest": {"reviewThreads": {"nodes": nodes, "pageInfo": page, "totalCount": len(nodes)}}}


def _thread(start: ReviewComment, comments: list[ReviewComment]) -> Json:
    members = [start, *(c for c in comments if c.in_reply_to == start.id)]
    return {
        "id": f"PRRT_{start.id}",
        "isResolved": start.resolved,
        "isOutdated": start.commit_id != start.pull_request.head_sha,
        "path": start.path,
        "line": start.line,
        "comments": {
            "nodes": [
                {
                    "id": f"PRRC_{c.id}",
                    "databaseId": c.id,
                    "body": c.body,
                    "isMinimized": c.minimized is not None,
                    "author": {"login": c.user.login.removesuffix("[bot]")},
                }
                for c in members
            ]
        },
    }
