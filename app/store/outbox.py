"""The outbox: one row per write to GitHub, made before the request and closed after the answer.

A row still `planned` means that its request may have been sent: look on GitHub before sending it again. A check run's
row is `begun` from its creation to its conclusion; `dropped` is a write that nobody comes back to.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import (
    ColumnElement,
    RowMapping,
    Select,
    Text,
    and_,
    case,
    cast,
    func,
    literal_column,
    or_,
    select,
    true,
    union_all,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from app.store.clock import now
from app.store.tables import installations, jobs, outbox, repositories
from app.store.upsert import insert_into

PLANNED, BEGUN, DONE, REFUSED, DROPPED = "planned", "begun", "done", "refused", "dropped"
CHECK = "check"
REVIEW_JOB = "review"
# A job in one of these states will be worked on, or is.
BUSY = ("waiting", "running")
# Literals, each by itself, so that the partial indexes are used: few rows are open, however many there are.
_PLANNED: ColumnElement[str] = literal_column("'planned'")
_BEGUN: ColumnElement[str] = literal_column("'begun'")
_OPEN = (outbox.c.state == _PLANNED, outbox.c.state == _BEGUN)


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


@dataclass(frozen=True, slots=True)
class Unsettled:
    """A pull request with a write that nobody brings to its end any more."""

    repository_id: int
    number: int
    installation_id: int


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


async def unsettled(tx: AsyncConnection, older_than_ms: int, limit: int = 100) -> tuple[Unsettled, ...]:
    """Return where a write was planned and never answered, or a check run begun and never concluded, so long ago.

    Only where no review is under way or wanted, and only where we may still write. A job of the kind `settle` heals it.
    """
    rows = await tx.execute(_left(older_than_ms).limit(limit))
    return tuple(Unsettled(row.repository_id, row.number, row.installation_id) for row in rows)


async def check_heads(
    tx: AsyncConnection, repository_id: int, number: int, within_ms: int, limit: int
) -> tuple[str, ...]:
    """Return the heads whose check runs are not known to be concluded, or were touched lately; the former first."""
    open_first = func.max(case((_open(), 1), else_=0)).desc()
    query = (
        select(outbox.c.head_sha)
        .where(
            outbox.c.repository_id == repository_id,
            outbox.c.number == number,
            outbox.c.kind == CHECK,
            outbox.c.head_sha.is_not(None),
            or_(_open(), outbox.c.updated_ms >= now() - within_ms),
        )
        .group_by(outbox.c.head_sha)
        .order_by(open_first, func.max(outbox.c.id).desc())
        .limit(limit)
    )
    return tuple(str(sha) for sha in (await tx.execute(query)).scalars())


async def drop(tx: AsyncConnection, repository_id: int, number: int, heads: Sequence[str] | None, until_ms: int) -> int:
    """Give up what was left open and last touched by `until_ms`; check runs on these heads, with None on all.

    Whoever makes such a write again looks first.
    """
    of_heads = true() if heads is None else or_(outbox.c.kind != CHECK, outbox.c.head_sha.in_(heads))
    mine = and_(outbox.c.repository_id == repository_id, outbox.c.number == number)
    dropping = update(outbox).where(mine, _open(), of_heads, outbox.c.updated_ms <= until_ms)
    return (await tx.execute(dropping.values(state=DROPPED))).rowcount


def _left(older_than_ms: int) -> Select[tuple[int, int, int]]:
    subject = cast(outbox.c.repository_id, Text) + "/" + cast(outbox.c.number, Text)
    review = and_(jobs.c.kind == REVIEW_JOB, jobs.c.subject == subject)
    old = outbox.c.updated_ms <= now() - older_than_ms
    return (
        select(outbox.c.repository_id, outbox.c.number, repositories.c.installation_id)
        .join(repositories, repositories.c.id == outbox.c.repository_id)
        .outerjoin(installations, installations.c.id == repositories.c.installation_id)
        .outerjoin(jobs, review)
        .where(
            outbox.c.id.in_(union_all(*(select(outbox.c.id).where(state, old) for state in _OPEN))),
            outbox.c.number > 0,
            ~repositories.c.removed,
            or_(installations.c.id.is_(None), installations.c.state == "active"),
            or_(jobs.c.id.is_(None), jobs.c.state.not_in(BUSY)),
        )
        .group_by(outbox.c.repository_id, outbox.c.number, repositories.c.installation_id)
        .order_by(func.min(outbox.c.updated_ms))
    )


def _open() -> ColumnElement[bool]:
    return or_(*_OPEN)


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
