"""`GET /metrics`: this process's counters, and what the database says of the work."""

from __future__ import annotations

from prometheus_client import Counter, Gauge, generate_latest
from starlette.requests import Request
from starlette.responses import Response

from app.errors import StoreUnavailable
from app.store import jobs, reviews
from app.store.database import Database

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"

DELIVERIES = Counter("diffdiver_deliveries_total", "Webhook deliveries by event and outcome.", ["event", "outcome"])
JOBS = Gauge("diffdiver_jobs", "Jobs by kind and state.", ["kind", "state"])
REVIEWS = Gauge("diffdiver_reviews", "Reviews in the database by conclusion of the security check.", ["conclusion"])
STORE_UP = Gauge("diffdiver_store_up", "1 when the database answered this scrape.")


class Metrics:
    """The route."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def answer(self, _request: Request) -> Response:
        """Answer in Prometheus' text format; counts from the database are left out while it does not answer."""
        try:
            async with self._database.read() as tx:
                by_state = await jobs.counts(tx)
                by_conclusion = await reviews.counts(tx)
        except StoreUnavailable:
            by_state, by_conclusion = {}, {}
            STORE_UP.set(0)
        else:
            STORE_UP.set(1)
        JOBS.clear()
        for (kind, state), count in by_state.items():
            JOBS.labels(kind=kind, state=state).set(count)
        REVIEWS.clear()
        for conclusion, count in by_conclusion.items():
            REVIEWS.labels(conclusion=conclusion).set(count)
        return Response(generate_latest(), media_type=CONTENT_TYPE)
