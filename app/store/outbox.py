"""The outbox: one row per write to GitHub, made before the request and closed after the answer.

A row still `planned` means that its request may have been sent: look on GitHub before sending it again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import RowMapping, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from app.store.clock import now
from app.store.tables import jobs, outbox
from app.store.upsert import insert_into

PLANNED, DONE, REFUSED = "planned", "done", "refused"


@dataclass(frozen=True, slots=True)
class Write:
    """A write to be made. `key` is the same at every try; `members` are the keys of what it carries."""

    key: str
    kind: str
    repository_id: int
    number: int | None
    head_sha: str | None
    target: Mapping[str, object]
    body_hash: str
    members: tuple[str, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Row:
    """A write as it is recorded; `remote_id` is GitHub's number for what it made, None until known."""

    key: str
    kind: str
    head_sha: str | None
    target: Mapping[str, object]
    state: str
    body_hash: str
    remote_id: int | None
    members: tuple[str, ...]


async def holds(tx: AsyncConnection, job_id: int, fence: int) -> bool:
    """Say whether this lease is still the job's last one."""
    return (await tx.execute(select(jobs.c.fence).where(jobs.c.id == job_id))).scalar_one_or_none() == fence


async def plan(tx: AsyncConnection, writes: Sequence[Write], fence: int) -> Mapping[str, Row]:
    """Record writes about to be sent; return the rows, by key, that were there before, as they were."""
    before = await find(tx, [write.key for write in writes])
    for write in writes:
        values = _values(write, fence)
        statement = insert_into(tx, outbox).values(**values)
        again = {name: value for name, value in values.items() if name != "key"} | {"updated_ms": now()}
        await tx.execute(statement.on_conflict_do_update(index_elements=[outbox.c.key], set_=again))
    return before


async def close(tx: AsyncConnection, key: str, state: str, remote_id: int | None = None) -> None:
    """Record the answer to a write: done or refused, and GitHub's number if it gave one."""
    values: dict[str, object] = {"state": state}
    if remote_id is not None:
        values["remote_id"] = str(remote_id)
    await tx.execute(update(outbox).where(outbox.c.key == key).values(**values))


async def find(tx: AsyncConnection, keys: Sequence[str]) -> Mapping[str, Row]:
    """Return the rows of these keys that exist, by key."""
    rows = await tx.execute(select(outbox).where(outbox.c.key.in_(keys)))
    return {row["key"]: _row(row) for row in rows.mappings()}


async def of_pull_request(
    tx: AsyncConnection, repository_id: int, number: int, kind: str, state: str | None = None
) -> tuple[Row, ...]:
    """Return a pull request's rows of one kind, in one state or in any, oldest first."""
    query = select(outbox).where(
        outbox.c.repository_id == repository_id, outbox.c.number == number, outbox.c.kind == kind
    )
    if state is not None:
        query = query.where(outbox.c.state == state)
    return tuple(_row(row) for row in (await tx.execute(query.order_by(outbox.c.id))).mappings())


def _values(write: Write, fence: int) -> dict[str, object]:
    return {
        "key": write.key,
        "kind": write.kind,
        "repository_id": write.repository_id,
        "number": write.number,
        "head_sha": write.head_sha,
        "target": dict(write.target),
        "body_hash": write.body_hash,
        "state": PLANNED,
        "fence": fence,
        "members": list(write.members),
    }


def _row(row: RowMapping) -> Row:
    remote = row["remote_id"]
    return Row(
        key=row["key"],
        kind=row["kind"],
        head_sha=row["head_sha"],
        target=row["target"],
        state=row["state"],
        body_hash=row["body_hash"],
        remote_id=int(remote) if remote is not None else None,
        members=tuple(row["members"]),
    )
