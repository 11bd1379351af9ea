"""`GET /healthz` says that the process lives, `GET /readyz` that its stores answer."""

from __future__ import annotations

import asyncio

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from app.errors import Retryable
from app.store.database import Database
from app.work.queue import ArqWakeUps

PATIENCE_S = 2.0


async def healthz(_request: Request) -> Response:
    """Answer as long as the event loop turns."""
    return JSONResponse({"status": "alive"})


class Ready:
    """The readiness route."""

    def __init__(self, database: Database, wakeups: ArqWakeUps) -> None:
        self._stores = {"database": database.ping, "redis": wakeups.ping}

    async def answer(self, _request: Request) -> Response:
        """Answer 200 when every store answers, else 503 with what is wrong with which."""
        states = {}
        for name, ping in self._stores.items():
            try:
                async with asyncio.timeout(PATIENCE_S):
                    await ping()
            except Retryable as error:
                states[name] = str(error)
            except TimeoutError:
                states[name] = f"no answer within {PATIENCE_S:.0f} seconds"
            else:
                states[name] = "ok"
        ready = all(state == "ok" for state in states.values())
        return JSONResponse({"ready": ready, **states}, status_code=200 if ready else 503)
