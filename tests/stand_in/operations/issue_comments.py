"""The conversation of a pull request, which GitHub keeps as an issue."""

from __future__ import annotations

from tests.stand_in.answers import Answer, Json, answer, not_found
from tests.stand_in.call import Call, Operation, reads, writes
from tests.stand_in.posted import IssueComment
from tests.stand_in.repository import PullRequest
from tests.stand_in.views import account, posted, pull_request, repository


async def _issue(call: Call) -> Answer:
    plain = call.world.issues.get((call.repository().id, call.number("issue_number")))
    if plain is not None:
        return answer(posted.issue(call.world, plain))
    pull = call.pull_request("issue_number")
    api = f"{call.world.api_url}/repos/{pull.repository.full_name}"
    same = ("id", "node_id", "number", "title", "state", "locked", "user", "body", "labels", "assignee", "assignees",
            "milestone", "created_at", "updated_at", "closed_at", "author_association", "html_url")  # fmt: skip
    shown = pull_request.summary(call.world, pull)
    value: Json = {key: shown[key] for key in same}
    links = {key: shown[key] for key in ("url", "html_url", "diff_url", "patch_url", "merged_at")}
    url = f"{api}/issues/{pull.number}"
    return answer(
        value
        | {
            "url": url,
            "repository_url": api,
            "labels_url": f"{url}/labels{{/name}}",
            "comments_url": f"{url}/comments",
            "events_url": f"{url}/events",
            "comments": len(_comments(call, pull)),
            "pull_request": links,
            "repository": repository.short(call.world, pull.repository),
            "closed_by": account.user(call.world, pull.user) if pull.state == "closed" else None,
        }
    )


def _comments(call: Call, pull: PullRequest) -> list[IssueComment]:
    known = list(call.world.issue_comments.values())
    return [c for c in known if c.repository is pull.repository and c.number == pull.number]


def _comment(call: Call) -> IssueComment:
    found = call.world.issue_comments.get(call.number("comment_id"))
    if found is None or found.repository is not call.repository():
        raise not_found()
    return found


async def _list(call: Call) -> Answer:
    comments = _comments(call, call.pull_request("issue_number"))
    since = call.query.get("since")
    recent = [c for c in comments if since is None or c.updated_at >= since]
    return call.page(recent, lambda c: posted.issue_comment(call.world, c))


async def _create(call: Call) -> Answer:
    pull, now = call.pull_request("issue_number"), call.world.clock.stamp()
    text = call.text("IssueComment")
    made = IssueComment(call.world.new_id(), pull.repository, pull.number, call.user, text, now, now)
    call.world.issue_comments[made.id] = made
    return answer(posted.issue_comment(call.world, made), 201)


async def _get(call: Call) -> Answer:
    return answer(posted.issue_comment(call.world, _comment(call)))


async def _update(call: Call) -> Answer:
    comment = _comment(call)
    comment.body, comment.updated_at = call.text("IssueComment"), call.world.clock.stamp()
    return answer(posted.issue_comment(call.world, comment))


async def _delete(call: Call) -> Answer:
    del call.world.issue_comments[_comment(call).id]
    return Answer(204)


# On a pull request either permission will do.
_READ, _WRITE = reads("issues", "pull_requests"), writes("issues", "pull_requests")
OPERATIONS = (
    Operation("issues/get", _issue, _READ),
    Operation("issues/list-comments", _list, _READ),
    Operation("issues/create-comment", _create, _WRITE),
    Operation("issues/get-comment", _get, _READ),
    Operation("issues/update-comment", _update, _WRITE),
    Operation("issues/delete-comment", _delete, _WRITE),
)
