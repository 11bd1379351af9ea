"""Latencies in few numbers: near enough, and nothing that faded is carried along."""

from __future__ import annotations

from math import ceil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from providers.kept.histogram import TOP, Histogram, added, faded, percentiles


def of(*latencies: int) -> Histogram:
    histogram: Histogram = ()
    for latency in latencies:
        histogram = added(histogram, latency)
    return histogram


@given(st.lists(st.integers(1, 3_600_000), min_size=1, max_size=60), st.sampled_from([0.5, 0.95, 1.0]))
def test_a_percentile_is_at_most_a_tenth_off(latencies: list[int], share: float) -> None:
    exact = sorted(latencies)[ceil(share * len(latencies) - 1e-9) - 1]
    (found,) = percentiles(of(*latencies), [share])
    assert found == pytest.approx(exact, rel=0.1)


@given(st.permutations([5, 80, 80, 1300, 21000]))
def test_the_order_of_the_calls_does_not_matter(latencies: list[int]) -> None:
    assert of(*latencies) == of(5, 80, 80, 1300, 21000)


def test_without_calls_there_is_no_percentile() -> None:
    assert percentiles((), [0.5, 0.95]) == [None, None]


@pytest.mark.parametrize("latency", [0, -5, 10**18])
def test_a_latency_out_of_this_world_does_no_harm(latency: int) -> None:
    (found,) = percentiles(of(latency), [0.5])
    assert found in (1.0, 2.0 ** (TOP / 4))


def test_recent_calls_outweigh_faded_ones_and_what_faded_away_is_dropped() -> None:
    histogram = faded(of(1000, 1000, 1000), 0.1)
    assert percentiles(added(histogram, 8192), [0.5]) == [8192]
    assert faded(histogram, 0.001) == ()
