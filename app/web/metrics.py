"""`GET /metrics`: this process's counters, and what the database says of the work; the help texts document them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from prometheus_client import CollectorRegistry, Counter, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric, SummaryMetricFamily
from starlette.requests import Request
from starlette.responses import Response

from app.errors import StoreUnavailable
from app.github.account import DatabaseAccount
from app.store import figures
from app.store.database import Database
from app.store.figures import Figures
from app.web.model_metrics import breaker_metrics, model_metrics
from providers.state import Breaker, Breakers

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"

DELIVERIES = Counter("diffdiver_deliveries_total", "Webhook deliveries by event and outcome.", ["event", "outcome"])

JOBS = "Jobs that are not done, by kind and state (wanted, running, waiting, failed, quarantined)."
DUE = "Queue age: for how long the oldest job that could be worked on now has been due; 0 when there is none."
WANTED = "For how long the oldest job that is neither done nor failed nor quarantined has been wanted."
LAG = "Time from when a job was due to the start of its first attempt, over all workers."
WAITING = "Deliveries accepted and not worked yet."
PLANNED = "Writes to GitHub recorded before they are sent and not answered yet."
OLDEST_PLANNED = "For how long the oldest of them has stood so; 0 when there is none."
REVIEWS = "Reviews begun in the last 24 hours by conclusion of the security check."
LEFT = "What GitHub's secondary limits leave an installation now: new comments (content) and points of requests."
STORE_UP = "1 when the database answered this scrape; the other figures of the database are left out when it did not."
# Counted over all workers and restarts. One that is not listed here is shown too, without a sentence of its own.
COUNTED = {
    "takeovers": "Jobs taken over from a worker that was lost.",
    "deferrals": "Attempts put off because their turn had not come, as under a rate limit.",
    "retries": "Attempts that failed and are tried again later.",
    "failures": "Jobs ended as failed.",
    "quarantines": "Jobs put away because they took their worker down again and again.",
    "redeliveries": "Deliveries that the reconciler asked GitHub to send again.",
    "overdrafts": "Answers of models that cost more than was reserved for them.",
}
STARTS, START_LAG_MS = "starts", "start_lag_ms"
NAME = re.compile(r"[a-z][a-z0-9_]{0,80}")


class Metrics:
    """The route."""

    def __init__(self, database: Database, breakers: Breakers | None = None) -> None:
        self._database = database
        self._breakers = breakers

    async def answer(self, _request: Request) -> Response:
        """Answer in Prometheus' text format; what the database knows is left out while it does not answer."""
        try:
            async with self._database.read() as tx:
                found = await figures.read(tx)
            left = await DatabaseAccount(self._database).left()
        except StoreUnavailable:
            found, left = None, {}
        # A registry a scrape: two at once must not mix.
        stored = CollectorRegistry(auto_describe=False)
        stored.register(_Snapshot(found, left, await self._breakers.breakers() if self._breakers else ()))
        return Response(generate_latest() + generate_latest(stored), media_type=CONTENT_TYPE)


class _Snapshot:
    """What one scrape found, in Prometheus' words."""

    def __init__(
        self, found: Figures | None, left: Mapping[tuple[int, str, int], int], breakers: Sequence[Breaker]
    ) -> None:
        self._found = found
        self._left = left
        self._breakers = breakers

    def collect(self) -> Iterator[Metric]:
        yield GaugeMetricFamily("diffdiver_store_up", STORE_UP, value=float(self._found is not None))
        if self._found is not None:
            yield from _jobs(self._found)
            yield from _writes(self._found)
            yield from _counted(self._found)
            yield _budget(self._left)
            yield from model_metrics(self._found.counted)
        yield breaker_metrics(self._breakers)


def _jobs(found: Figures) -> Iterator[Metric]:
    many = GaugeMetricFamily("diffdiver_jobs", JOBS, labels=["kind", "state"])
    due: dict[str, float] = {}
    wanted: dict[str, float] = {}
    for (kind, standing), total in sorted(found.jobs.items()):
        many.add_metric([kind, standing], total.count)
        oldest = None if standing in ("failed", "quarantined") else total.oldest_ms
        for ages, since in ((due, total.oldest_due_ms), (wanted, oldest)):
            ages[kind] = max(ages.get(kind, 0.0), 0.0 if since is None else _age_s(found, since))
    yield many
    for name, help_text, ages in (
        ("diffdiver_job_oldest_due_seconds", DUE, due),
        ("diffdiver_job_oldest_wanted_seconds", WANTED, wanted),
    ):
        family = GaugeMetricFamily(name, help_text, labels=["kind"])
        for kind, age in ages.items():
            family.add_metric([kind], age)
        yield family
    starts, lag_s = found.counted.get(STARTS, 0), found.counted.get(START_LAG_MS, 0) / 1000
    yield SummaryMetricFamily("diffdiver_job_start_lag_seconds", LAG, count_value=starts, sum_value=lag_s)


def _writes(found: Figures) -> Iterator[Metric]:
    yield GaugeMetricFamily("diffdiver_deliveries_waiting", WAITING, value=found.deliveries_waiting)
    yield GaugeMetricFamily("diffdiver_outbox_planned", PLANNED, value=found.planned)
    oldest = 0.0 if found.oldest_planned_ms is None else _age_s(found, found.oldest_planned_ms)
    yield GaugeMetricFamily("diffdiver_outbox_oldest_planned_seconds", OLDEST_PLANNED, value=oldest)
    concluded = GaugeMetricFamily("diffdiver_reviews", REVIEWS, labels=["conclusion"])
    for conclusion, count in sorted(found.conclusions.items()):
        concluded.add_metric([conclusion], count)
    yield concluded


def _budget(left: Mapping[tuple[int, str, int], int]) -> Metric:
    family = GaugeMetricFamily("diffdiver_github_budget_left", LEFT, labels=["installation", "kind", "window_seconds"])
    for (installation, kind, seconds), amount in sorted(left.items()):
        family.add_metric([str(installation), kind, str(seconds)], amount)
    return family


def _counted(found: Figures) -> Iterator[Metric]:
    for name in sorted({*COUNTED, *found.counted} - {STARTS, START_LAG_MS}):
        if NAME.fullmatch(name):
            counted = CounterMetricFamily(f"diffdiver_{name}", COUNTED.get(name, f"Counted as {name}."))
            counted.add_metric([], found.counted.get(name, 0))
            yield counted


def _age_s(found: Figures, since_ms: int) -> float:
    return max(0, found.now_ms - since_ms) / 1000
