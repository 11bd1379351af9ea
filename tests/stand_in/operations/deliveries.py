"""The log of an App's webhook deliveries, and redelivery."""

from __future__ import annotations

from tests.stand_in.answers import Answer, Json, answer, not_found
from tests.stand_in.call import Call, Operation
from tests.stand_in.clock import stamp
from tests.stand_in.posted import PENDING, Delivery
from tests.stand_in.webhooks import redeliver

# https://docs.github.com/en/webhooks/testing-and-troubleshooting-webhooks/viewing-webhook-deliveries
DAY_S = 86_400
KEPT_DAYS = 3
KEPT_DAYS_ENTERPRISE = 7


def _item(delivery: Delivery) -> Json:
    return {
        "id": delivery.id,
        "guid": delivery.guid,
        "delivered_at": delivery.delivered_at,
        "redelivery": delivery.redelivery,
        "duration": round(delivery.duration, 3),
        "status": delivery.status,
        "status_code": delivery.status_code,
        "event": delivery.event,
        "action": delivery.action,
        "installation_id": delivery.installation.id if delivery.installation else None,
        "repository_id": delivery.repository_id,
        "throttled_at": None,
    }


def _mine(call: Call) -> list[Delivery]:
    """Return the App's deliveries of the last days, newest first; one that is on its way is not listed yet."""
    return [d for d in reversed(list(call.world.deliveries.values())) if _listed(call, d)]


def _listed(call: Call, delivery: Delivery) -> bool:
    world = call.world
    oldest = stamp(world.clock.now() - DAY_S * (KEPT_DAYS_ENTERPRISE if world.enterprise else KEPT_DAYS))
    return delivery.app is call.actor.app and delivery.status != PENDING and delivery.delivered_at >= oldest


async def _list(call: Call) -> Answer:
    """List deliveries, newest first, by cursor: the id of the last one seen."""
    mine, status = _mine(call), call.query.get("status")
    if status:
        mine = [d for d in mine if (200 <= d.status_code < 300) == (status == "success")]
    cursor = call.query.get("cursor", "")
    if cursor.isdecimal():
        mine = [d for d in mine if d.id < int(cursor)]
    size = call.page_size()
    shown = mine[:size]
    query = f"per_page={size}&cursor={shown[-1].id if shown else 0}" + (f"&status={status}" if status else "")
    link = f'<{call.world.api_url}{call.path}?{query}>; rel="next"'
    return answer([_item(d) for d in shown], headers={"link": link} if len(mine) > size else {})


def _delivery(call: Call) -> Delivery:
    found = call.world.deliveries.get(call.number("delivery_id"))
    if found is None or not _listed(call, found):
        raise not_found()
    return found


async def _get(call: Call) -> Answer:
    delivery = _delivery(call)
    request = {"headers": delivery.request_headers, "payload": delivery.payload}
    response = {"headers": delivery.response_headers, "payload": delivery.response_body}
    return answer(_item(delivery) | {"url": delivery.url, "request": request, "response": response})


async def _redeliver(call: Call) -> Answer:
    """Accept a redelivery; it is sent after the answer, with the same GUID."""
    redeliver(call.world, _delivery(call))
    return answer({}, 202)


OPERATIONS = (
    Operation("apps/list-webhook-deliveries", _list, by="app"),
    Operation("apps/get-webhook-delivery", _get, by="app"),
    Operation("apps/redeliver-webhook-delivery", _redeliver, by="app"),
)
