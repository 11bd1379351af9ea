"""Rate limits as the answers' headers tell them."""

from __future__ import annotations

import pytest

from providers.base import Told
from providers.rate_headers import anthropic_limits, openai_limits
from providers.transport import LONGEST_WAIT_S

DATE = {"date": "Sat, 21 Nov 2026 10:00:00 GMT"}


def test_openais_names_are_read() -> None:
    headers = {
        "x-ratelimit-limit-requests": "5000",
        "x-ratelimit-remaining-requests": "4999",
        "x-ratelimit-reset-requests": "12ms",
        "x-ratelimit-limit-tokens": "160000",
        "x-ratelimit-remaining-tokens": "159976",
        "x-ratelimit-reset-tokens": "6m0s",
    }
    assert openai_limits(headers) == Told(5000, 4999, 0.012, 160_000, 159_976, 360.0)


def test_anthropics_names_are_read_and_its_times_compared_with_its_own_clock() -> None:
    headers = DATE | {
        "anthropic-ratelimit-requests-limit": "1000",
        "anthropic-ratelimit-requests-remaining": "0",
        "anthropic-ratelimit-requests-reset": "2026-11-21T10:00:30Z",
        "anthropic-ratelimit-tokens-limit": "96000",
        "anthropic-ratelimit-tokens-remaining": "95000",
        "anthropic-ratelimit-tokens-reset": "2026-11-21T09:59:59Z",
        "anthropic-ratelimit-input-tokens-limit": "80000",
    }
    assert anthropic_limits(headers) == Told(1000, 0, 30.0, 96_000, 95_000, 0.0)


def test_where_only_the_input_is_limited_those_are_the_tokens() -> None:
    assert anthropic_limits({"anthropic-ratelimit-input-tokens-remaining": "7"}) == Told(tokens_left=7)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("1s", 1.0),
        ("6ms", 0.006),
        ("1m30s", 90.0),
        ("1h0m2s", 3602.0),
        ("7.66s", 7.66),
        ("2m59.56s", 179.56),
        ("12", 12.0),
        ("2d", LONGEST_WAIT_S),
        ("1790000000000", None),
        ("90000", None),
        ("", None),
        ("soon", None),
        ("-1s", None),
        ("1s1m", None),
        ("nan", None),
        ("٣s", None),
        ("9" * 5_000 + "s", None),
    ],
)
def test_every_form_of_a_duration_is_read_and_nonsense_is_none(value: str, seconds: float | None) -> None:
    told = openai_limits({"x-ratelimit-reset-requests": value}) or Told()
    assert told.requests_reset_s == (None if seconds is None else pytest.approx(seconds))


@pytest.mark.parametrize("value", ["", "-1", "1.5", "many", "1" * 13, "٣", "1 000"])
def test_a_count_that_is_none_is_not_told(value: str) -> None:
    assert openai_limits({"x-ratelimit-limit-tokens": value}) is None


@pytest.mark.parametrize(
    "headers",
    [
        {"anthropic-ratelimit-requests-reset": "2026-11-21T10:00:30Z"},
        DATE | {"anthropic-ratelimit-requests-reset": "2026-11-21T10:00:30"},
        DATE | {"anthropic-ratelimit-requests-reset": "tomorrow"},
        {"date": "today", "anthropic-ratelimit-requests-reset": "2026-11-21T10:00:30Z"},
        {},
    ],
    ids=["no date", "no zone", "no time", "no such date", "nothing"],
)
def test_a_time_that_cannot_be_compared_is_not_told(headers: dict[str, str]) -> None:
    assert anthropic_limits(headers) is None
