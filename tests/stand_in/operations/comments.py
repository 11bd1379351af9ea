"""Review comments: single ones, replies, edits."""

from __future__ import annotations

from asyncio import to_thread

from tests.stand_in.anchors import commentable, require
from tests.stand_in.answers import Answer, Refused, answer, not_found
from tests.stand_in.call import Call, Operation, reads, writes
from tests.stand_in.lines import Anchor
from tests.stand_in.operations.reviews import ONE_PENDING, add_comment, pending
from tests.stand_in.posted import Review, ReviewComment
from tests.stand_in.repository import PullRequest
from tests.stand_in.views import posted


def _visible(call: Call) -> list[ReviewComment]:
    """Return the comments of the repository that the caller sees: a pending review's are in no listing."""
    repository = call.repository()
    known = list(call.world.review_comments.values())
    return [c for c in known if c.pull_request.repository is repository and c.review.state != "PENDING"]


def _comment(call: Call) -> ReviewComment:
    wanted = call.number("comment_id")
    found = next((c for c in _visible(call) if c.id == wanted), None)
    if found is None:
        raise not_found()
    return found


async def _list(call: Call) -> Answer:
    pull = call.pull_request()
    comments = [c for c in _visible(call) if c.pull_request is pull]
    if call.query.get("direction") == "desc" and "sort" in call.query:
        comments.reverse()
    return call.page(comments, lambda c: posted.review_comment(call.world, c))


async def _get(call: Call) -> Answer:
    return answer(posted.review_comment(call.world, _comment(call)))


async def _create(call: Call) -> Answer:
    """Create one comment, in a submitted review of its own."""
    pull, asked = call.pull_request(), call.body
    text = call.text("PullRequestReviewComment")
    if asked.get("in_reply_to"):
        return _reply_to(call, pull, asked["in_reply_to"], text)
    anchor = _anchor(call)
    shown = await to_thread(commentable, call.world, pull, asked["commit_id"])
    hunk = require(shown, anchor)
    if pending(call, pull) is not None:
        raise Refused(422, "Validation Failed", [ONE_PENDING])
    review = _implied_review(call, pull, asked["commit_id"])
    shown_hunk = hunk.until(anchor.line, anchor.side) if hunk and anchor.line else ""
    made = add_comment(call, review, anchor, shown_hunk, text)
    return answer(posted.review_comment(call.world, made), 201)


def _anchor(call: Call) -> Anchor:
    asked = call.body
    if asked.get("subject_type") == "file":
        return Anchor(asked["path"], None)
    if asked.get("line") is None:
        raise Refused(422, "Validation Failed", ["line is missing"])
    return Anchor(
        asked["path"], asked["line"], asked.get("side", "RIGHT"), asked.get("start_line"), asked.get("start_side")
    )


def _implied_review(call: Call, pull: PullRequest, commit_id: str) -> Review:
    made = Review(call.world.new_id(), pull, call.user, "", "COMMENTED", commit_id, call.world.clock.stamp())
    call.world.reviews[made.id] = made
    return made


async def _reply(call: Call) -> Answer:
    return _reply_to(call, call.pull_request(), call.number("comment_id"), call.text("PullRequestReviewComment"))


def _reply_to(call: Call, pull: PullRequest, comment_id: int, text: str) -> Answer:
    """Answer to the first comment of a thread; replies to replies are not supported, as on GitHub."""
    start = next((c for c in _visible(call) if c.id == comment_id and c.pull_request is pull), None)
    if start is None or start.in_reply_to is not None:
        raise not_found()
    review = _implied_review(call, pull, start.commit_id)
    anchor = Anchor(start.path, start.line, start.side, start.start_line, start.start_side)
    made = add_comment(call, review, anchor, start.diff_hunk, text)
    made.in_reply_to = start.id
    return answer(posted.review_comment(call.world, made), 201)


async def _update(call: Call) -> Answer:
    comment = _comment(call)
    comment.body, comment.updated_at = call.text("PullRequestReviewComment"), call.world.clock.stamp()
    return answer(posted.review_comment(call.world, comment))


async def _delete(call: Call) -> Answer:
    del call.world.review_comments[_comment(call).id]
    return Answer(204)


_READ, _WRITE = reads("pull_requests"), writes("pull_requests")
OPERATIONS = (
    Operation("pulls/list-review-comments", _list, _READ),
    Operation("pulls/create-review-comment", _create, _WRITE),
    Operation("pulls/create-reply-for-review-comment", _reply, _WRITE),
    Operation("pulls/get-review-comment", _get, _READ),
    Operation("pulls/update-review-comment", _update, _WRITE),
    Operation("pulls/delete-review-comment", _delete, _WRITE),
)
