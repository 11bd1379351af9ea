"""What `GET /metrics` tells of models: calls, tokens, cost, latency and cache hits, over all workers and restarts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    Metric,
    SummaryMetricFamily,
)

from app.store.model_counters import ABOVE, LATENCY_BUCKETS, Measure, read
from providers.state import Breaker

NAMES = ("provider", "model")
MICRO = 1_000_000
BREAKERS = "Breakers that are not closed now, by state; one of a whole provider names no model."
LATENCY = "How long calls to models took, failed ones too."
FIRST = "Time from a question to the first piece of its answer, where the model streams."
# measure -> (name, what it is, labels beside provider and model, what to divide by)
COUNTERS: Mapping[Measure, tuple[str, str, tuple[str, ...], int]] = {
    Measure.CALLS: ("calls", "Calls to models by kind of question and outcome.", ("kind", "outcome"), 1),
    Measure.HITS: ("cache_hits", "Questions answered from the cache, for which nobody was asked.", (), 1),
    Measure.TOKENS: ("tokens", "Tokens by the price they have; those of a type never overlap.", ("type",), 1),
    Measure.COST: ("cost_usd", "What calls cost in US dollars, where it is known.", (), MICRO),
    Measure.COST_UNKNOWN: ("cost_unknown", "Calls of which nobody knows what they cost.", (), 1),
}

Values = Mapping[tuple[str, ...], int]


def model_metrics(counted: Mapping[str, int]) -> Iterator[Metric]:
    """Give every family, also those without a sample yet."""
    by: dict[Measure, dict[tuple[str, ...], int]] = {measure: {} for measure in Measure}
    for one in read(counted):
        by[one.measure][one.labels] = one.value
    for measure, (name, text, labels, unit) in COUNTERS.items():
        family = CounterMetricFamily(f"diffdiver_model_{name}", text, labels=[*NAMES, *labels])
        for values, amount in by[measure].items():
            family.add_metric(values, amount / unit)
        yield family
    yield _latency(by[Measure.LATENCY], by[Measure.LATENCY_MS])
    yield _first(by[Measure.FIRST_TOKEN], by[Measure.FIRST_TOKEN_MS])


def breaker_metrics(breakers: Sequence[Breaker]) -> Metric:
    """Give the breakers that are not closed."""
    family = GaugeMetricFamily("diffdiver_model_breakers", BREAKERS, labels=[*NAMES, "state"])
    for breaker in breakers:
        family.add_metric([breaker.target.provider, breaker.target.model, breaker.state], 1)
    return family


def _latency(buckets: Values, sums: Values) -> Metric:
    family = HistogramMetricFamily("diffdiver_model_latency_seconds", LATENCY, labels=NAMES)
    for names, milliseconds in sums.items():
        running, rising = 0, []
        for limit in [*map(str, LATENCY_BUCKETS), ABOVE]:
            running += buckets.get((*names, limit), 0)
            rising.append((limit, float(running)))
        family.add_metric(names, rising, milliseconds / 1000)
    return family


def _first(counts: Values, sums: Values) -> Metric:
    family = SummaryMetricFamily("diffdiver_model_first_token_seconds", FIRST, labels=NAMES)
    for names, many in counts.items():
        family.add_metric(names, many, sums.get(names, 0) / 1000)
    return family
