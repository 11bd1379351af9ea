"""The control: the same processes with the guards off, `python -m tests.chaos.unguarded worker|web`.

Nothing is known of earlier writes, what stands on GitHub is not looked at, a lost answer means to send again, a lease
is everybody's, the same delivery is new each time, and nobody sweeps for what a killed worker left. None of this can
be reached from the product: it is patched in here, below the parts that decide.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import replace

from sqlalchemy import true
from sqlalchemy.ext.asyncio import AsyncConnection

from app.github.client import Client
from app.github.payloads import Comment, PullReview, Run
from app.intake.intent import Delivery, Intent
from app.store import jobs, leases, outbox
from app.store.inbox import Accepted, Inbox
from app.store.leases import Hold
from app.store.outbox import Row, Write
from tests.chaos.process import run

_accept = Inbox.accept


async def _accept_as_new(inbox: Inbox, delivery: Delivery, intent: Intent) -> Accepted:
    return await _accept(inbox, replace(delivery, id=str(uuid.uuid4())), intent)


async def _nothing_planned(_tx: AsyncConnection, _writes: Sequence[Write], _fence: int) -> Mapping[str, Row]:
    return {}


async def _nothing_found(_tx: AsyncConnection, _keys: Sequence[str]) -> Mapping[str, Row]:
    return {}


async def _no_rows(*_about: object, **_more: object) -> tuple[object, ...]:
    return ()


async def _always_held(_tx: AsyncConnection, _job_id: int, _fence: int) -> bool:
    return True


async def _no_runs(_client: Client, _repository: str, _sha: str, _app_id: int) -> tuple[Run, ...]:
    return ()


async def _no_comments(_client: Client, *_where: object) -> tuple[Comment, ...]:
    return ()


async def _no_reviews(_client: Client, _repository: str, _number: int) -> tuple[PullReview, ...]:
    return ()


def take_off() -> None:
    """Take the guards off."""
    for owner, name, instead in (
        (Inbox, "accept", _accept_as_new),
        (outbox, "plan", _nothing_planned),
        (outbox, "find", _nothing_found),
        (outbox, "of_pull_request", _no_rows),
        (outbox, "holds", _always_held),
        (outbox, "unsettled", _no_rows),
        (Client, "check_runs", _no_runs),
        (Client, "review_comments", _no_comments),
        (Client, "issue_comments", _no_comments),
        (Client, "reviews", _no_reviews),
        (Hold, "alive", lambda _hold: True),
        (leases, "ready", true),
        (jobs, "due", _no_rows),
    ):
        if not hasattr(owner, name):
            raise AttributeError(f"the guard {name} is not where this control takes it off")
        setattr(owner, name, instead)


if __name__ == "__main__":
    take_off()
    run()
