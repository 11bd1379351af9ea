"""`POST /webhook`: verify the raw bytes, then parse, then make it durable, then answer; wake the worker after that."""

from __future__ import annotations

import re
from collections.abc import Sequence

import orjson
import structlog
from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from app.errors import Retryable, StoreUnavailable
from app.intake.handlers import HANDLERS
from app.intake.router import route
from app.intake.signature import HEADER, verified
from app.store.inbox import Inbox
from app.web.body import READ_TIMEOUT_S, TOO_SLOW, BodyRefused, read_body
from app.web.metrics import DELIVERIES
from app.work.queue import WakeUps

DELIVERY_ID = re.compile(r"[A-Za-z0-9_.:-]{1,100}")
EVENT_NAME = re.compile(r"[a-z_]{1,100}")
UNSIGNED = f"{HEADER} is missing or does not match: check that the App's webhook secret is the one set here"
NOT_JSON = "the body is not a JSON object: set the webhook's content type to application/json"
NO_HEADERS = "X-GitHub-Event and X-GitHub-Delivery are needed"

log = structlog.get_logger(__name__)


class Webhook:
    """The route; everything it needs is handed in."""

    def __init__(
        self,
        secrets: Sequence[bytes],
        inbox: Inbox,
        wakeups: WakeUps,
        *,
        app_id: int | None = None,
        read_timeout_s: float = READ_TIMEOUT_S,
    ) -> None:
        self._secrets = secrets
        self._inbox = inbox
        self._wakeups = wakeups
        self._app_id = app_id
        self._read_timeout_s = read_timeout_s

    async def answer(self, request: Request) -> Response:
        """Answer 202 once the delivery is durable. One of the two places where a broad `except` belongs."""
        try:
            return await self._receive(request)
        except BodyRefused as refused:
            # Who did not send the body in time must not hold the connection with the rest of it.
            return _refuse(refused.status, str(refused), close=refused.status == TOO_SLOW)
        except StoreUnavailable as error:
            log.error("delivery not stored", error=str(error))
            return _refuse(503, "the delivery could not be stored, deliver it again later")
        except Exception:
            log.exception("delivery not handled")
            return _refuse(500, "internal error")

    async def _receive(self, request: Request) -> Response:
        body = await read_body(request, timeout_s=self._read_timeout_s)
        if not verified(self._secrets, body, request.headers.get(HEADER)):
            return _refuse(401, UNSIGNED)
        delivery_id = request.headers.get("X-GitHub-Delivery", "")
        event = request.headers.get("X-GitHub-Event", "")
        if not DELIVERY_ID.fullmatch(delivery_id) or not EVENT_NAME.fullmatch(event):
            return _refuse(400, NO_HEADERS)
        document = _parse(body)
        if document is None:
            return _refuse(400, NOT_JSON)
        delivery, intent = route(delivery_id, event, body, document, self._app_id)
        accepted = await self._inbox.accept(delivery, intent)
        outcome = "duplicate" if accepted.duplicate else "ignored" if intent.ignored else "accepted"
        # A name that anybody may invent would make a time series of its own.
        DELIVERIES.labels(event=event if event in HANDLERS else "other", outcome=outcome).inc()
        log.info(
            "delivery",
            delivery=delivery_id,
            webhook_event=event,
            action=delivery.action,
            repository_id=delivery.repository_id,
            installation_id=delivery.installation_id,
            outcome=outcome,
            reason=intent.ignored,
            jobs=accepted.job_ids,
            subjects=[want.subject for want in intent.jobs],
        )
        return JSONResponse(
            {"status": outcome, "reason": intent.ignored},
            status_code=202,
            background=BackgroundTask(self._wake, accepted.job_ids) if accepted.job_ids else None,
        )

    async def _wake(self, job_ids: Sequence[int]) -> None:
        try:
            await self._wakeups.wake(job_ids)
        except Retryable as error:
            log.warning("worker not woken, the sweeper will", jobs=job_ids, error=str(error))


def _parse(body: bytes) -> dict[str, object] | None:
    try:
        document = orjson.loads(body)
    except orjson.JSONDecodeError:
        return None
    return document if isinstance(document, dict) else None


def _refuse(status: int, detail: str, *, close: bool = False) -> Response:
    DELIVERIES.labels(event="other", outcome=str(status)).inc()
    return JSONResponse({"error": detail}, status_code=status, headers={"Connection": "close"} if close else None)
