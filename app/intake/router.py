"""From an event's name and parsed body to what it asks for."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from pydantic import ValidationError

from app.intake.handlers import HANDLERS
from app.intake.intent import Delivery, Intent
from app.intake.payload import Payload

UNKNOWN = "no handler for this event"
MALFORMED = "the payload does not have the form of this event: {places}"


def route(
    delivery_id: str, event: str, body: bytes, document: Mapping[str, object], app_id: int | None = None
) -> tuple[Delivery, Intent]:
    """Return the delivery's identity and its intent; a body of an unexpected form is ignored with the reason.

    `app_id` is our own App: without it no check event is known to be ours.
    """
    digest = hashlib.sha256(body).hexdigest()
    handler = HANDLERS.get(event)
    try:
        payload = Payload.model_validate(document)
    except ValidationError as error:
        places = ", ".join(sorted({".".join(map(str, e["loc"])) for e in error.errors(include_input=False)})[:5])
        reason = UNKNOWN if handler is None else MALFORMED.format(places=places)
        return Delivery(delivery_id, event, None, None, None, digest), Intent(ignored=reason)
    delivery = Delivery(
        delivery_id,
        event,
        payload.action,
        payload.installation.id if payload.installation else None,
        payload.repository.id if payload.repository else None,
        digest,
    )
    return delivery, handler(payload, app_id) if handler else Intent(ignored=UNKNOWN)
