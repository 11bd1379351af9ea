"""The one answer to a person's comment: in its thread or in the conversation, once however often it is tried."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.github import wording
from app.github.errors import Denied, Refused
from app.github.journal import Answered, body_hash
from app.github.markers import Kind, reply_key
from app.github.payloads import Comment
from app.github.target import Edge
from app.store.outbox import DONE, REFUSED

ANSWERED = "answer to a command"


@dataclass(frozen=True, slots=True)
class Answering:
    """The comment to answer; `thread_id` is the line comment that began its thread, None in the conversation."""

    place: str
    comment_id: int
    thread_id: int | None


async def publish_reply(edge: Edge, to: Answering, text: str) -> int | None:
    """Answer and return the comment's id; None where GitHub takes no comment, such as in a locked conversation."""
    target = edge.target
    key = reply_key(target.repository_id, target.number, to.place, to.comment_id)
    body = f"{wording.body(text)}\n\n{edge.marks.sign(Kind.REPLY, key)}"
    write = edge.write(Kind.REPLY, key, body_hash({"body": body}))
    row = (await edge.journal.find(key)).get(key)
    if row is not None and row.state in (DONE, REFUSED):
        return row.remote_id
    await edge.journal.plan(write)
    try:
        reply_id = await _place(edge, to, key, body, tried=row is not None)
    except (Denied, Refused) as error:
        await edge.journal.close(Answered(write, f"answer refused: {error}"[:200], state=REFUSED))
        return None
    await edge.journal.close(Answered(write, ANSWERED, reply_id))
    return reply_id


async def _place(edge: Edge, to: Answering, key: str, body: str, *, tried: bool) -> int:
    """Answer unless an earlier try did; GitHub has no fence for comments, so later twins are taken back."""

    async def find() -> int | None:
        return next(iter(await _standing(edge, to, key)), None)

    made = await find() if tried else None
    if made is None:
        made = await edge.send_or_find(lambda: _send(edge, to, body), find)
    first, *twins = await _standing(edge, to, key) or [made]
    for twin in twins:
        await _delete(edge, to, twin)
    return first


async def _send(edge: Edge, to: Answering, body: str) -> int:
    client, target = edge.client, edge.target
    if to.thread_id is None:
        return (await client.create_comment(target.repository, target.number, body)).id
    return (await client.create_reply(target.repository, target.number, to.thread_id, body)).id


async def _delete(edge: Edge, to: Answering, comment_id: int) -> None:
    client, repository = edge.client, edge.target.repository
    if to.thread_id is None:
        await client.delete_comment(repository, comment_id)
    else:
        await client.delete_review_comment(repository, comment_id)


async def _standing(edge: Edge, to: Answering, key: str) -> list[int]:
    """Return our answers to this comment that stand, the first of them first."""
    return [number for number, found in edge.marks.own(Kind.REPLY, await _listed(edge, to)).items() if found == key]


async def _listed(edge: Edge, to: Answering) -> Sequence[Comment]:
    client, target = edge.client, edge.target
    if to.thread_id is None:
        return await client.issue_comments(target.repository, target.number)
    return await client.newest_review_comments(target.repository, target.number)
