"""Deliveries fetched, where GitHub cannot bring them: from its list of them into the same inbox."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import orjson
import structlog
from sqlalchemy.exc import SQLAlchemyError

from app.errors import Deferred, Terminal
from app.github.app_client import AppClient
from app.github.auth import AppAuth
from app.github.payloads import HookDelivery
from app.intake.router import route
from app.store import counters, received, watermarks
from app.store.database import Database
from app.store.inbox import Inbox
from app.store.leases import Lease
from app.work.reconcile.hook_log import MARGIN_MS, Listed, kept_ms, read_back

MOST = 200
GO_ON_S = 1.0
POLLED = "deliveries/polled"
LEFT = "{left} deliveries are still to be fetched"

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Polling:
    """Takes in what GitHub lists and the inbox does not have. The App API vouches for it: there is no signature."""

    database: Database
    auth: AppAuth
    most: int = MOST

    async def __call__(self, _lease: Lease) -> None:
        """Fetch what is new, oldest first; raise Deferred when there is more than fits one run."""
        async with self.database.read() as tx:
            now_ms, polled = await received.clock_ms(tx), await watermarks.read(tx, POLLED)
        since = max(polled - MARGIN_MS, now_ms - kept_ms(self.auth.api_url))
        async with self.auth.app_client() as app:
            listed = await read_back(app, since, failed=False)
            new = await self._new(listed)
            for one in new[: self.most]:
                await self._take(app, one)
        if len(new) > self.most:
            raise Deferred(LEFT.format(left=len(new) - self.most), after=GO_ON_S)
        if not listed.whole:
            log.warning("more deliveries than are read at once", read=len(listed.deliveries))
        async with self.database.begin() as tx:
            await watermarks.put(tx, POLLED, now_ms)

    async def _new(self, listed: Listed) -> Sequence[HookDelivery]:
        async with self.database.read() as tx:
            have = await received.known(tx, [one.guid for one in listed.deliveries])
        latest = {one.guid: one for one in reversed(listed.deliveries) if one.guid not in have}
        return tuple(latest.values())

    async def _take(self, app: AppClient, one: HookDelivery) -> None:
        try:
            payload = (await app.delivery(one.id)).request.payload
        except Terminal as error:  # gone meanwhile
            log.warning("a delivery cannot be fetched", delivery=one.guid, error=str(error))
            return
        document = payload if isinstance(payload, dict) else {}
        told = route(one.guid, one.event, orjson.dumps(document), document, self.auth.app_id)
        try:
            accepted = await Inbox(self.database).accept(*told)
        except (SQLAlchemyError, ArithmeticError, ValueError) as error:  # a value that no database takes
            log.warning("a delivery cannot be stored", delivery=one.guid, error=type(error).__name__)
            return
        if not accepted.duplicate:
            async with self.database.begin() as tx:
                await counters.add(tx, "polled")
