"""Reviews: pending, submitted, dismissed; their comments are taken all or not at all."""

from __future__ import annotations

from asyncio import to_thread

from tests.stand_in.anchors import commentable
from tests.stand_in.answers import Answer, Json, Refused, answer, not_found
from tests.stand_in.call import Call, Operation, checked_text, reads, writes
from tests.stand_in.lines import Anchor, Commentable
from tests.stand_in.posted import Review, ReviewComment
from tests.stand_in.repository import PullRequest
from tests.stand_in.views import posted

_STATES = {"APPROVE": "APPROVED", "REQUEST_CHANGES": "CHANGES_REQUESTED", "COMMENT": "COMMENTED"}
ONE_PENDING = "User can only have one pending review per pull request"


def pending(call: Call, pull: PullRequest) -> Review | None:
    """Return the caller's pending review of a pull request."""
    mine = (r for r in list(call.world.reviews.values()) if r.pull_request is pull and r.user is call.user)
    return next((r for r in mine if r.state == "PENDING"), None)


def _visible(call: Call, pull: PullRequest) -> list[Review]:
    reviews = [r for r in list(call.world.reviews.values()) if r.pull_request is pull]
    return [r for r in reviews if r.state != "PENDING" or r.user is call.user]


def _review(call: Call) -> Review:
    wanted = call.number("review_id")
    found = next((r for r in _visible(call, call.pull_request()) if r.id == wanted), None)
    if found is None:
        raise not_found()
    return found


async def _list(call: Call) -> Answer:
    return call.page(_visible(call, call.pull_request()), lambda r: posted.review(call.world, r))


async def _get(call: Call) -> Answer:
    return answer(posted.review(call.world, _review(call)))


async def _create(call: Call) -> Answer:
    """Create a review: every comment must be in the diff, else nothing is created."""
    pull, asked = call.pull_request(), call.body or {}
    event, body = asked.get("event"), checked_text(asked.get("body"), "PullRequestReview", required=False)
    commit_id = asked.get("commit_id") or pull.head_sha
    shown = await to_thread(commentable, call.world, pull, commit_id)
    drafts = [_draft(shown, comment) for comment in asked.get("comments", [])]
    if pending(call, pull) is not None:
        raise Refused(422, "Unprocessable Entity", [ONE_PENDING])
    if event:
        _require_content(call, pull, event, body, bool(drafts))
    state = _STATES.get(event or "", "PENDING")
    made = Review(call.world.new_id(), pull, call.user, body, state, commit_id, None)
    made.submitted_at = call.world.clock.stamp() if event else None
    call.world.reviews[made.id] = made
    for anchor, hunk, text in drafts:
        add_comment(call, made, anchor, hunk, text)
    return answer(posted.review(call.world, made))


def _draft(shown: Commentable, comment: Json) -> tuple[Anchor, str, str]:
    """Check one comment of a review; the refusal does not say which comment it was, as on GitHub."""
    text = checked_text(comment["body"], "PullRequestReviewComment")
    if comment.get("line") is None:
        raise Refused(422, "Unprocessable Entity", ["Position is not supported by this stand-in: use line and side"])
    start, start_side, side = (comment.get(n) for n in ("start_line", "start_side", "side"))
    anchor = Anchor(comment["path"], comment["line"], side or "RIGHT", start, start_side)
    if anchor.path not in shown.files:
        raise Refused(422, "Unprocessable Entity", ["Path could not be resolved"])
    hunk = shown.hunk(anchor)
    if hunk is None or anchor.line is None:
        raise Refused(422, "Unprocessable Entity", ["Line could not be resolved"])
    return anchor, hunk.until(anchor.line, anchor.side), text


def add_comment(call: Call, review: Review, anchor: Anchor, hunk: str, text: str) -> ReviewComment:
    """Add a comment to a review."""
    now = call.world.clock.stamp()
    start_side = (anchor.start_side or anchor.side) if anchor.start_line is not None else None
    made = ReviewComment(
        id=call.world.new_id(), review=review, pull_request=review.pull_request, user=call.user, body=text,
        path=anchor.path, commit_id=review.commit_id, line=anchor.line, side=anchor.side,
        start_line=anchor.start_line, start_side=start_side, diff_hunk=hunk, created_at=now, updated_at=now,
    )  # fmt: skip
    call.world.review_comments[made.id] = made
    return made


def _require_content(call: Call, pull: PullRequest, event: str, body: str, has_comments: bool) -> None:
    if event == "APPROVE" and pull.user is call.user:
        raise Refused(422, "Unprocessable Entity", ["Can not approve your own pull request"])
    if (event == "REQUEST_CHANGES" or (event == "COMMENT" and not has_comments)) and not body.strip():
        raise Refused(422, "Unprocessable Entity", ["Body can't be blank"])


def comments_of(call: Call, review: Review) -> list[ReviewComment]:
    """Return the comments of a review, oldest first."""
    return [c for c in list(call.world.review_comments.values()) if c.review is review]


async def _update(call: Call) -> Answer:
    review = _review(call)
    if review.user is not call.user:
        raise Refused(403, "Resource not accessible by integration")
    review.body = call.text("PullRequestReview")
    return answer(posted.review(call.world, review))


async def _submit(call: Call) -> Answer:
    review, asked = _review(call), call.body
    if review.state != "PENDING" or review.user is not call.user:
        raise Refused(422, "Unprocessable Entity", ["Can not submit a review that is not pending"])
    body = checked_text(asked.get("body", review.body), "PullRequestReview", required=False)
    _require_content(call, review.pull_request, asked["event"], body, bool(comments_of(call, review)))
    review.body, review.state, review.submitted_at = body, _STATES[asked["event"]], call.world.clock.stamp()
    return answer(posted.review(call.world, review))


async def _delete(call: Call) -> Answer:
    review = _review(call)
    if review.state != "PENDING":
        raise Refused(422, "Can not delete a non-pending pull request review")
    shown = posted.review(call.world, review)
    for comment in comments_of(call, review):
        del call.world.review_comments[comment.id]
    del call.world.reviews[review.id]
    return answer(shown)


async def _dismiss(call: Call) -> Answer:
    review = _review(call)
    if review.state not in ("APPROVED", "CHANGES_REQUESTED"):
        raise Refused(422, "Unprocessable Entity", ["Can not dismiss a commented pull request review"])
    review.state = "DISMISSED"
    return answer(posted.review(call.world, review))


async def _comments(call: Call) -> Answer:
    comments = comments_of(call, _review(call))
    return call.page(comments, lambda c: posted.review_comment(call.world, c))


_READ, _WRITE = reads("pull_requests"), writes("pull_requests")
OPERATIONS = (
    Operation("pulls/list-reviews", _list, _READ),
    Operation("pulls/create-review", _create, _WRITE),
    Operation("pulls/get-review", _get, _READ),
    Operation("pulls/update-review", _update, _WRITE),
    Operation("pulls/delete-pending-review", _delete, _WRITE),
    Operation("pulls/dismiss-review", _dismiss, _WRITE),
    Operation("pulls/submit-review", _submit, _WRITE),
    Operation("pulls/list-comments-for-review", _comments, _READ),
)
