"""Healing comments: pending reviews that nobody submits any more, and twins that a delayed request made later."""

from __future__ import annotations

from app.github.errors import Refused
from app.github.journal import Answered, body_hash
from app.github.markers import Kind, review_key, summary_key
from app.github.payloads import Comment
from app.github.settle_checks import Allowed
from app.github.target import Edge
from app.store.outbox import DONE

PENDING = "settled: a pending review that nobody was at work on was deleted"
TWIN = "settled: a second comment of the same key was deleted"


async def settle_reviews(edge: Edge, allowed: Allowed) -> None:
    """Delete our pending reviews. Where the review is over all that it says stands, or was not to be said."""
    target = edge.target
    for review in await edge.client.reviews(target.repository, target.number):
        if review.state != "PENDING" or not edge.marks.is_ours(review):
            continue
        await allowed()
        try:
            await edge.client.delete_review(target.repository, target.number, review.id)
        except Refused:
            continue  # submitted at this moment: then its comments stand, and twins of them go below
        key = edge.marks.read(Kind.REVIEW, review.body) or review_key(
            target.repository_id, target.number, target.head_sha, target.attempt
        )
        await edge.journal.note(Answered(edge.write(Kind.REVIEW, key, ""), PENDING, review.id))


async def settle_lines(edge: Edge, allowed: Allowed) -> None:
    """Keep the first line comment of each key and delete the later ones."""
    target = edge.target
    found = edge.marks.own(Kind.COMMENT, await edge.client.review_comments(target.repository, target.number))
    seen: set[str] = set()
    for number, key in found.items():
        if key in seen:
            await allowed()
            await edge.client.delete_review_comment(target.repository, number)
            await edge.journal.note(Answered(edge.write(Kind.COMMENT, key, ""), TWIN, number))
        seen.add(key)


async def settle_summary(edge: Edge, allowed: Allowed) -> str | None:
    """Keep the first summary and delete the later ones; return its key when it does not say what we said last."""
    target, key = edge.target, summary_key(edge.target.repository_id, edge.target.number)
    comments = await edge.client.issue_comments(target.repository, target.number)
    mine = [number for number, found in edge.marks.own(Kind.SUMMARY, comments).items() if found == key]
    for number in mine[1:]:
        await allowed()
        await edge.client.delete_comment(target.repository, number)
        await edge.journal.note(Answered(edge.write(Kind.SUMMARY, key, ""), TWIN, number))
    row = (await edge.journal.find(key)).get(key)
    if row is None or row.state != DONE or not mine:
        return None  # never said, or deleted by a person, who does not want it back
    return None if row.body_hash == _hash(comments, mine[0]) else key


def _hash(comments: tuple[Comment, ...], number: int) -> str:
    return body_hash({"body": next(comment.body or "" for comment in comments if comment.id == number)})
