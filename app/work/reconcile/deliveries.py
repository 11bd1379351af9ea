"""Failed deliveries are asked for again: GitHub never does that by itself.

https://docs.github.com/en/webhooks/using-webhooks/handling-failed-webhook-deliveries
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import structlog

from app.errors import Deferred, Superseded, Terminal
from app.github.app_client import AppClient
from app.github.auth import AppAuth
from app.store import audit, counters, received, watermarks
from app.store.audit import Entry
from app.store.database import Database
from app.store.leases import Lease
from app.work.reconcile.failing import Failing, failing
from app.work.reconcile.hook_log import MARGIN_MS, kept_ms, read_back

# A write costs 5 of the 900 points a minute: a hundred leave room for the token requests of the reviews they lead to.
# https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api#calculating-points-for-the-secondary-rate-limit
MOST = 100
# To a receiver that seems down, so few are sent; one that gets through opens the way for the others.
PROBES = 3
FULL_EVERY_MS = 6 * 3_600_000
# In rounds: how soon to see what became of the probes, and to go on with what is left.
LOOK_AGAIN = 0.1
GO_ON = 0.2

SETTLED, FULL = "deliveries/settled", "deliveries/full"
LEFT = "{left} failed deliveries are still to be asked for again"
PROBED = "the receiver seems down: asked for {asked} of {all} failed deliveries to see whether it is back"
LOST = "this worker was stopped for too long, another one may go on with the deliveries"
REASON = "{event}: no attempt of {attempts} got through, the last was answered {status}"

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class _Known:
    """The database's side of it: its time, the watermark, whether to look back as far as possible."""

    now_ms: int
    since_ms: int
    full: bool
    received_ms: int


@dataclass(frozen=True, slots=True)
class Redelivery:
    """Asks GitHub to send again what the inbox never got; `round_ms` is the time between two runs."""

    database: Database
    auth: AppAuth
    round_ms: int
    most: int = MOST

    async def __call__(self, lease: Lease) -> None:
        """Go through the failed deliveries once; raise Deferred to be called again before the next round."""
        known = await self._known()
        async with self.auth.app_client() as app:
            listed = await read_back(app, known.since_ms, failed=True)
            missing = await self._missing(failing(listed.deliveries))
            back = _back(missing, known.received_ms)
            due = [one for one in missing if one.due_ms(self.round_ms) <= known.now_ms]
            chosen = due[: self.most] if back else self._probes(missing, due, known.now_ms)
            for one in chosen:
                await self._ask(app, lease, one)
        if listed.whole:
            await self._remember(known, missing)
        else:
            log.warning("more failed deliveries than are read at once", read=len(listed.deliveries))
        self._go_on(len(chosen), len(due), back=back)

    async def _known(self) -> _Known:
        async with self.database.read() as tx:
            now_ms = await received.clock_ms(tx)
            settled, full_ms = await watermarks.read(tx, SETTLED), await watermarks.read(tx, FULL)
            last_ms = await received.last_ms(tx)
        oldest = now_ms - kept_ms(self.auth.api_url)
        full = now_ms - full_ms >= FULL_EVERY_MS
        return _Known(now_ms, oldest if full else max(settled, oldest), full, last_ms)

    async def _missing(self, found: Sequence[Failing]) -> tuple[Failing, ...]:
        """Return those that the inbox does not have and that are worth another try."""
        async with self.database.read() as tx:
            have = await received.known(tx, [one.guid for one in found])
        return tuple(one for one in found if one.guid not in have and not one.given_up)

    def _probes(self, missing: Sequence[Failing], due: Sequence[Failing], now_ms: int) -> Sequence[Failing]:
        """Return a few, once a round: those sent lately have just been seen to fail."""
        probed = any(one.attempts > 1 and one.last_ms > now_ms - self.round_ms * 0.9 for one in missing)
        return () if probed else due[:PROBES]

    async def _ask(self, app: AppClient, lease: Lease, one: Failing) -> None:
        if not lease.hold.alive():
            raise Superseded(LOST)
        try:
            await app.redeliver(one.newest.id)
        except Terminal as error:  # gone, or too old: others may be had
            log.warning("no redelivery to be had", delivery=one.guid, error=str(error))
            return
        reason = REASON.format(event=one.newest.event, attempts=one.attempts, status=one.newest.status_code)
        act = Entry(
            f"job:{lease.job_id}",
            "redeliver",
            f"delivery {one.guid}",
            reason,
            installation_id=one.newest.installation_id,
            repository_id=one.newest.repository_id,
        )
        async with self.database.begin() as tx:
            await audit.record(tx, act)
            await counters.add(tx, "redeliveries")

    async def _remember(self, known: _Known, missing: Sequence[Failing]) -> None:
        """Set the watermark before the oldest delivery that is not settled: its attempts are counted from the list."""
        settled = min([one.first_ms for one in missing] + [known.now_ms - MARGIN_MS])
        async with self.database.begin() as tx:
            await watermarks.put(tx, SETTLED, settled)
            if known.full:
                await watermarks.put(tx, FULL, known.now_ms)

    def _go_on(self, asked: int, due: int, *, back: bool) -> None:
        if asked:
            log.info("failed deliveries asked for again", asked=asked, left=due - asked)
        if not asked or asked == due:
            return
        said = LEFT.format(left=due - asked) if back else PROBED.format(asked=asked, all=due)
        raise Deferred(said, after=self.round_ms / 1000 * (GO_ON if back else LOOK_AGAIN))


def _back(missing: Sequence[Failing], received_ms: int) -> bool:
    """Say whether the receiver took something since it last seemed not to be there."""
    return received_ms > max((one.last_ms for one in missing if one.down), default=0)
