"""Reactions to comments; the same one twice is one, answered 200 instead of 201."""

from __future__ import annotations

from tests.stand_in.answers import Answer, Json, answer, not_found
from tests.stand_in.call import Call, Operation, reads, writes
from tests.stand_in.views import account


def _reactions(call: Call, kind: str) -> list[Json]:
    comment_id, repository = call.number("comment_id"), call.repository()
    issue, review = call.world.issue_comments.get(comment_id), call.world.review_comments.get(comment_id)
    owner = (issue.repository if issue else None) if kind == "issue" else (review and review.pull_request.repository)
    if owner is not repository:
        raise not_found()
    return call.world.reactions.setdefault((kind, comment_id), [])


async def _list(call: Call, kind: str) -> Answer:
    content = call.query.get("content")
    return call.page([r for r in _reactions(call, kind) if content in (None, r["content"])], lambda r: r)


async def _create(call: Call, kind: str) -> Answer:
    reactions, content = _reactions(call, kind), call.body["content"]
    for reaction in reactions:
        if reaction["content"] == content and reaction["user"]["id"] == call.user.id:
            return answer(reaction, 200)
    made_id, now = call.world.new_id(), call.world.clock.stamp()
    user = account.user(call.world, call.user)
    made: Json = {"id": made_id, "node_id": f"REA_{made_id}", "user": user, "content": content, "created_at": now}
    reactions.append(made)
    return answer(made, 201)


async def _list_issue(call: Call) -> Answer:
    return await _list(call, "issue")


async def _create_issue(call: Call) -> Answer:
    return await _create(call, "issue")


async def _list_review(call: Call) -> Answer:
    return await _list(call, "review")


async def _create_review(call: Call) -> Answer:
    return await _create(call, "review")


_TALK = ("issues", "pull_requests")
OPERATIONS = (
    Operation("reactions/list-for-issue-comment", _list_issue, reads(*_TALK)),
    Operation("reactions/create-for-issue-comment", _create_issue, writes(*_TALK)),
    Operation("reactions/list-for-pull-request-review-comment", _list_review, reads("pull_requests")),
    Operation("reactions/create-for-pull-request-review-comment", _create_review, writes("pull_requests")),
)
