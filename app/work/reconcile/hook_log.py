"""GitHub's list of the App's deliveries, read back to a point in time."""

from __future__ import annotations

from dataclasses import dataclass

from app.github.app_client import AppClient
from app.github.payloads import HookDelivery
from app.work.reconcile.failing import at_ms

DAY_MS = 86_400_000
# https://docs.github.com/en/webhooks/testing-and-troubleshooting-webhooks/redelivering-webhooks: three days, and seven
# on an Enterprise Server.
KEPT_DAYS = 3
KEPT_DAYS_ENTERPRISE = 7
# A delivery may be listed that much later than it was made.
MARGIN_MS = 900_000
MOST = 10_000


@dataclass(frozen=True, slots=True)
class Listed:
    """What was read, newest first; `whole` is false when there was more than anybody should read at once."""

    deliveries: tuple[HookDelivery, ...]
    whole: bool


async def read_back(app: AppClient, since_ms: int, *, failed: bool) -> Listed:
    """Read the list back to a time by GitHub's clock."""
    found: list[HookDelivery] = []
    async for one in app.deliveries(failed=failed):
        if at_ms(one) < since_ms:
            break
        if len(found) == MOST:
            return Listed(tuple(found), whole=False)
        found.append(one)
    return Listed(tuple(found), whole=True)


def kept_ms(api_url: str) -> int:
    """Return for how long GitHub keeps a delivery and sends it again."""
    return DAY_MS * (KEPT_DAYS_ENTERPRISE if api_url.endswith("/api/v3") else KEPT_DAYS)
