"""What people wrote beside the change, read for a review: linked issues, and answers to our own line comments.

A few requests a review at most, and none that has to succeed: what GitHub does not show is simply not known.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

import structlog

from app.github.client import Client
from app.github.errors import Denied, Refused, Unavailable
from app.github.payloads import Comment, Issue
from review.models import Discussion, EarlierFinding, LinkedIssue, PullRequest, Reply, Speaker
from review.prompts.linked import Link

# https://docs.github.com/en/graphql/reference/enums#commentauthorassociation; the words say nothing of permissions
BELONGING = frozenset({"OWNER", "MEMBER", "COLLABORATOR"})
# Characters of a text that are kept: some more than a question takes, as some of it is hidden from readers.
MAX_ISSUE = 8_000
MAX_REPLY = 2_000
BOT = "Bot"

T = TypeVar("T")
log = structlog.get_logger(__name__)


async def linked_issues(client: Client, pull_request: PullRequest, links: Sequence[Link]) -> tuple[LinkedIssue, ...]:
    """Return those of the linked numbers that are issues of this very repository."""
    found = await asyncio.gather(*(_issue(client, pull_request, link) for link in links))
    return tuple(issue for issue in found if issue is not None)


async def _issue(client: Client, pull_request: PullRequest, link: Link) -> LinkedIssue | None:
    issue = await _softly(lambda: client.issue(pull_request.repository, link.number), None)
    # One that was moved answers from another repository, whose readers are others.
    if issue is None or issue.pull_request is not None or not _of(issue, pull_request.repository):
        return None
    return LinkedIssue(issue.number, _cut(issue.title, MAX_ISSUE), _cut(issue.body or "", MAX_ISSUE), link.closes)


def _of(issue: Issue, repository: str) -> bool:
    return issue.repository_url.lower().endswith(f"/repos/{repository.lower()}")


async def discussions(
    client: Client, pull_request: PullRequest, earlier: Sequence[EarlierFinding]
) -> tuple[Discussion, ...]:
    """Return our comments that people answered, with the answers; asks nobody when none of ours stands."""
    ours = {one.comment_id: one for one in earlier if one.comment_id is not None}
    if not ours:
        return ()
    nothing: tuple[Comment, ...] = ()
    number = pull_request.number
    newest = await _softly(lambda: client.newest_review_comments(pull_request.repository, number), nothing)
    told: dict[int, list[Comment]] = {}
    for comment in sorted(newest, key=lambda comment: comment.id):
        answered = comment.in_reply_to_id
        said = comment.user is not None and comment.user.type != BOT and comment.body
        if answered is not None and answered in ours and said:
            told.setdefault(answered, []).append(comment)
    return tuple(_discussion(ours[answered], replies, pull_request) for answered, replies in told.items())


def _discussion(finding: EarlierFinding, replies: Sequence[Comment], pull_request: PullRequest) -> Discussion:
    answers = tuple(_reply(reply, pull_request) for reply in replies)
    return Discussion(finding.path, _code(replies[0]), finding.title, answers)


def _code(comment: Comment) -> str:
    """Return the commented line: a comment's hunk ends with it."""
    return (comment.diff_hunk or "").rstrip("\n").rpartition("\n")[2][1:]


def _reply(comment: Comment, pull_request: PullRequest) -> Reply:
    speaker = Speaker.OTHER
    if comment.user is not None and comment.user.id == pull_request.author_id:
        speaker = Speaker.AUTHOR
    elif comment.author_association in BELONGING:
        speaker = Speaker.MAINTAINER
    return Reply(speaker, _cut(comment.body or "", MAX_REPLY))


def _cut(text: str, most: int) -> str:
    """Cut between words: half a secret would not be known as one."""
    if len(text) <= most:
        return text
    return text[: max(text.rfind(" ", 0, most), text.rfind("\n", 0, most), 0)]


async def _softly(read: Callable[[], Awaitable[T]], instead: T) -> T:
    try:
        return await read()
    except (Denied, Refused, Unavailable) as error:
        log.info("reviewed without context", error=str(error)[:200])
        return instead
