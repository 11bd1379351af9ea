"""What we said on a commit of the merge queue: its check runs, as the outbox has them.

They are written under the pull request's number with a minus sign: a review of the pull request never takes them for
its own, while the entry that replaces another in the queue does.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from app.store.tables import outbox

CHECK = "check"
OPEN = ("planned", "begun")
CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Begun:
    """The last attempt at a merge group. `open`: it is not concluded; `said`: it was, with a verdict."""

    number: int
    attempt: int
    open: bool
    said: bool


async def begun(tx: AsyncConnection, repository_id: int, head_sha: str) -> Begun | None:
    """Return how far the commit's last attempt got, None when there was none."""
    query = select(outbox.c.number, outbox.c.state, outbox.c.target).where(
        outbox.c.repository_id == repository_id,
        outbox.c.number < 0,
        outbox.c.head_sha == head_sha,
        outbox.c.kind == CHECK,
    )
    rows = [(row.number, row.state, row.target) for row in await tx.execute(query.order_by(outbox.c.id))]
    if not rows:
        return None
    attempt = max(int(target["attempt"]) for _, _, target in rows)
    last = [(state, target.get("conclusion")) for _, state, target in rows if int(target["attempt"]) == attempt]
    is_open = any(state in OPEN for state, _ in last)
    said = not is_open and any(conclusion not in (None, CANCELLED) for _, conclusion in last)
    return Begun(-rows[-1][0], attempt, is_open, said)
