"""What people wrote is read in few requests, only of this repository, and nothing fails for want of it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace

import httpx
import orjson
import pytest

from app.github.auth import AppAuth
from app.github.client import Client
from app.github.context import MAX_ISSUE, MAX_REPLY, discussions, linked_issues
from app.github.errors import RateLimited
from app.github.transport import ACCEPT_JSON, API_VERSION
from review.models import EarlierFinding, LinkedIssue, PullRequest, Reply, Speaker
from review.prompts.linked import Link
from tests.app.github.conftest import Scene
from tests.stand_in.auth import issue
from tests.stand_in.posted import ReviewComment

ISSUES, LISTING = "GET issues/get", "GET pulls/list-review-comments"


@pytest.fixture
async def client(scene: Scene, auth: AppAuth) -> AsyncIterator[Client]:
    async with auth.installation_client(scene.installation.id, scene.repository.id) as opened:
        yield opened


@pytest.fixture
async def pull(scene: Scene, client: Client) -> PullRequest:
    return await client.pull_request(scene.name, scene.pull.number)


async def posted(scene: Scene, line: int = 3) -> ReviewComment:
    """Let the bot's account comment on a line, as a review of it does."""
    token = issue(scene.github.world, scene.installation, dict(scene.installation.permissions), None)
    said = {"path": "b.py", "line": line, "side": "RIGHT", "body": "Look."}
    async with httpx.AsyncClient(base_url=scene.github.api_url, verify=False) as http:
        answer = await http.post(
            f"/repos/{scene.name}/pulls/{scene.pull.number}/reviews",
            content=orjson.dumps({"comments": [said], "event": "COMMENT", "body": "b"}),
            headers={
                "Authorization": f"Bearer {token.value}",
                "Accept": ACCEPT_JSON,
                "X-GitHub-Api-Version": API_VERSION,
            },
        )
    assert answer.status_code == 200, answer.text
    return scene.github.comments(scene.pull)[-1]


def finding(comment: ReviewComment | None, title: str = "It breaks") -> EarlierFinding:
    number = comment.id if comment else None
    return EarlierFinding("1:a", "b.py", posted=comment is not None, title=title, comment_id=number)


# Linked issues


async def test_linked_issues_are_read_one_request_each(scene: Scene, client: Client, pull: PullRequest) -> None:
    first = scene.github.open_issue(scene.repository, "Discounts", "At most 50 %.")
    second = scene.github.open_issue(scene.repository, "Totals")
    start = len(scene.github.requests)
    read = await linked_issues(client, pull, [Link(first.number, closes=True), Link(second.number, closes=False)])
    assert read == (
        LinkedIssue(first.number, "Discounts", "At most 50 %.", closes=True),
        LinkedIssue(second.number, "Totals", "", closes=False),
    )
    assert scene.asked(start) == [ISSUES, ISSUES]
    assert scene.github.faults_found == []


async def test_a_pull_request_and_a_number_that_is_none_are_no_issues(
    scene: Scene, client: Client, pull: PullRequest
) -> None:
    assert await linked_issues(client, pull, [Link(scene.pull.number, closes=True), Link(999, closes=True)]) == ()


async def test_an_issue_that_answers_from_another_repository_is_not_read(
    scene: Scene, client: Client, pull: PullRequest
) -> None:
    elsewhere = {
        "number": 5,
        "title": "Secret",
        "body": "plans",
        "repository_url": "https://api.example/repos/o/private",
    }
    scene.github.fault("GET", "/issues/5$", status=200, body=orjson.dumps(elsewhere))
    assert await linked_issues(client, pull, [Link(5, closes=True)]) == ()


@pytest.mark.parametrize("status", [403, 404, 410, 422, 451])
async def test_what_github_refuses_is_not_known_and_nothing_fails(
    scene: Scene, client: Client, pull: PullRequest, status: int
) -> None:
    scene.github.fault("GET", "/issues/|/comments", status=status, times=None)
    assert await linked_issues(client, pull, [Link(5, closes=True)]) == ()
    assert await discussions(client, pull, [EarlierFinding("1:a", "b.py", posted=True, comment_id=7)]) == ()


async def test_an_answer_that_makes_no_sense_is_not_known(scene: Scene, client: Client, pull: PullRequest) -> None:
    scene.github.fault("GET", "/issues/|/comments", status=200, body=b'{"id": []}', times=None)
    assert await linked_issues(client, pull, [Link(5, closes=True)]) == ()
    assert await discussions(client, pull, [EarlierFinding("1:a", "b.py", posted=True, comment_id=7)]) == ()


async def test_a_rate_limit_is_everybodys_and_not_hidden(scene: Scene, client: Client, pull: PullRequest) -> None:
    scene.github.fault("GET", "/issues/", status=429, retry_after=60, times=None)
    with pytest.raises(RateLimited):
        await linked_issues(client, pull, [Link(5, closes=True)])


async def test_a_long_issue_is_cut_between_words(scene: Scene, client: Client, pull: PullRequest) -> None:
    made = scene.github.open_issue(scene.repository, "t", "word " * 10_000)
    (read,) = await linked_issues(client, pull, [Link(made.number, closes=False)])
    assert MAX_ISSUE - 10 < len(read.body) <= MAX_ISSUE
    assert read.body.endswith("word")


# Answers to what we said


async def test_answers_come_with_the_finding_the_code_and_who_speaks(
    scene: Scene, client: Client, pull: PullRequest
) -> None:
    ours = await posted(scene)
    scene.repository.collaborators["mona"] = "write"
    scene.github.reply(ours, "It is so on purpose.", user="mona")
    scene.github.reply(ours, "I only moved it.", user=scene.pull.user.login)
    scene.github.reply(ours, "Me too.", user="stranger")
    start = len(scene.github.requests)
    pull = replace(pull, author_id=scene.pull.user.id)
    (read,) = await discussions(client, pull, [finding(ours)])
    assert (read.path, read.code, read.title) == ("b.py", "new line 3", "It breaks")
    assert read.replies == (
        Reply(Speaker.MAINTAINER, "It is so on purpose."),
        Reply(Speaker.AUTHOR, "I only moved it."),
        Reply(Speaker.OTHER, "Me too."),
    )
    assert scene.asked(start) == [LISTING]
    assert scene.github.faults_found == []


async def test_where_nothing_of_ours_stands_nobody_is_asked(scene: Scene, client: Client, pull: PullRequest) -> None:
    start = len(scene.github.requests)
    assert await discussions(client, pull, [finding(None)]) == ()
    assert scene.asked(start) == []


async def test_what_nobody_answered_and_what_bots_say_is_no_discussion(
    scene: Scene, client: Client, pull: PullRequest
) -> None:
    ours = await posted(scene)
    scene.github.reply(ours, "Beep.", user=scene.app.bot.login)
    assert await discussions(client, pull, [finding(ours)]) == ()


async def test_answers_to_other_peoples_comments_are_not_ours(scene: Scene, client: Client, pull: PullRequest) -> None:
    ours, theirs = await posted(scene), await posted(scene, 4)
    scene.github.reply(theirs, "Yes.")
    assert await discussions(client, pull, [finding(ours)]) == ()


async def test_of_very_many_comments_one_page_of_the_newest_is_read(
    scene: Scene, client: Client, pull: PullRequest
) -> None:
    ours = await posted(scene)
    for n in range(130):
        scene.github.reply(ours, f"{n} " + "word " * 1_000)
    start = len(scene.github.requests)
    (read,) = await discussions(client, pull, [finding(ours)])
    assert scene.asked(start) == [LISTING]
    assert [reply.text.split()[0] for reply in read.replies] == [str(n) for n in range(30, 130)]
    assert max(len(reply.text) for reply in read.replies) <= MAX_REPLY
