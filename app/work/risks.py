"""Taking a risk and taking it back: on record, in the audit log, and judged again where it matters, all or nothing."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncConnection

from app.store import accepted, audit
from app.store.accepted import Risk, Stored
from app.store.audit import Entry

ACCEPT, WITHDRAW, EXPIRE = "risk.accept", "risk.withdraw", "risk.expire"
EXPIRED = "its time is over: {told}"


async def take(
    tx: AsyncConnection, risk: Risk, actor: str, repository: str, installation_id: int | None
) -> tuple[int, ...]:
    """Accept a risk; return the jobs that judge again the open pull requests in which it was found."""
    await accepted.accept(tx, risk)
    await audit.record(tx, _entry(ACCEPT, risk, actor, risk.told, repository, installation_id))
    return await accepted.judge_again(tx, risk.repository_id, risk.number, risk.fingerprint)


async def take_back(tx: AsyncConnection, stored: Stored, actor: str, reason: str) -> tuple[int, ...]:
    """Withdraw an acceptance; return the jobs that judge again, none when somebody else was faster."""
    if not await accepted.withdraw(tx, stored):
        return ()
    return await _over(tx, stored, WITHDRAW, actor, reason)


async def expire(tx: AsyncConnection, limit: int) -> int:
    """End the acceptances whose time is over, at most so many, and have judged again; return how many."""
    ended = await accepted.take_expired(tx, limit)
    for stored in ended:
        await _over(tx, stored, EXPIRE, "expiry", EXPIRED.format(told=stored.risk.told))
    return len(ended)


async def _over(tx: AsyncConnection, stored: Stored, action: str, actor: str, reason: str) -> tuple[int, ...]:
    risk, name = stored.risk, stored.repository or str(stored.risk.repository_id)
    await audit.record(tx, _entry(action, risk, actor, reason, name, stored.installation_id))
    return await accepted.judge_again(tx, risk.repository_id, risk.number, risk.fingerprint)


def _entry(action: str, risk: Risk, actor: str, reason: str, repository: str, installation_id: int | None) -> Entry:
    scope = f"{repository}#{risk.number}" if risk.number is not None else repository
    target = " ".join(part for part in (scope, risk.fingerprint, risk.path, risk.url) if part)
    return Entry(
        actor, action, target, reason,
        installation_id=installation_id, repository_id=risk.repository_id, number=risk.number,
    )  # fmt: skip
