"""The one summary comment of a pull request: made once, then edited in place."""

from __future__ import annotations

from app.github import wording
from app.github.errors import NotFound
from app.github.journal import Answered, body_hash
from app.github.markers import Kind, summary_key
from app.github.target import Edge
from app.store.outbox import DONE, Row, Write

RESOLVED_SUMMARY = "## Diffdiver\n\nNothing is open on this pull request."


async def publish_summary(edge: Edge, summary: str | None) -> int | None:
    """Make the summary say this and return its comment id; None clears an existing one and never makes one."""
    key = summary_key(edge.target.repository_id, edge.target.number)
    body = summary_body(edge, summary)
    write = edge.write(Kind.SUMMARY, key, body_hash({"body": body}))
    row = (await edge.journal.find(key)).get(key)
    if row is None and summary is None:
        return None
    if row is not None and row.state == DONE and row.body_hash == write.body_hash:
        return row.remote_id
    await edge.guard.require_head()
    await edge.journal.plan(write)
    comment_id = await _place(edge, write, row, body, create=summary is not None)
    await edge.journal.close(Answered(write, "summary", comment_id))
    return comment_id


def summary_body(edge: Edge, summary: str | None) -> str:
    """Return the comment that says this, with our mark."""
    key = summary_key(edge.target.repository_id, edge.target.number)
    return f"{wording.body(summary or RESOLVED_SUMMARY)}\n\n{edge.marks.sign(Kind.SUMMARY, key)}"


async def _place(edge: Edge, write: Write, row: Row | None, body: str, *, create: bool) -> int | None:
    """Edit the summary that is there, or make one. A person may have deleted it: then a new one is made."""
    known = row.remote_id if row is not None else None
    if known is not None and await _edited(edge, known, body):
        return known
    if row is not None and (standing := await _standing(edge, write.key)):
        return await _keep_first(edge, standing, body)
    return await _created(edge, write.key, body) if create else None


async def _created(edge: Edge, key: str, body: str) -> int:
    target = edge.target

    async def send() -> int:
        return (await edge.client.create_comment(target.repository, target.number, body)).id

    async def find() -> int | None:
        return next(iter(await _standing(edge, key)), None)

    made = await edge.send_or_find(send, find)
    # GitHub has no fence for comments: whoever comes later takes his own back.
    standing = await _standing(edge, key)
    return await _keep_first(edge, standing, body, current=made) if standing else made


async def _keep_first(edge: Edge, standing: list[int], body: str, current: int | None = None) -> int:
    """Keep our oldest summary, with this text, and delete its later twins."""
    first, *twins = standing
    for twin in twins:
        await edge.client.delete_comment(edge.target.repository, twin)
    if first != current:
        await _edited(edge, first, body)
    return first


async def _standing(edge: Edge, key: str) -> list[int]:
    comments = await edge.client.issue_comments(edge.target.repository, edge.target.number)
    return [number for number, found in edge.marks.own(Kind.SUMMARY, comments).items() if found == key]


async def _edited(edge: Edge, comment_id: int, body: str) -> bool:
    """Edit a comment; False when it is not there."""
    try:
        await edge.client.update_comment(edge.target.repository, comment_id, body)
    except NotFound:
        return False
    return True
