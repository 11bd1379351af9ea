"""What each refusal of GitHub's means: wait, look again, or stop with a reason."""

from __future__ import annotations

import time

import pytest

from app.errors import Retryable, Terminal
from app.github.errors import Denied, NotFound, RateLimited, Refused, Unauthorized, Unavailable, sort

WHAT = "POST /x"


def _after(status: int, headers: dict[str, str], message: str = "no") -> float | None:
    error = sort(WHAT, status, headers, {"message": message}, write=True)
    assert isinstance(error, RateLimited)
    return error.after


@pytest.mark.parametrize("status", [403, 429])
def test_retry_after_is_obeyed(status: int) -> None:
    assert _after(status, {"retry-after": "17"}) == 17


def test_a_retry_after_that_is_a_date_waits_a_minute() -> None:
    assert _after(429, {"retry-after": "Wed, 21 Oct 2026 07:28:00 GMT"}) == 60


def test_the_primary_limit_waits_for_its_reset() -> None:
    reset = str(int(time.time()) + 100)
    after = _after(403, {"x-ratelimit-remaining": "0", "x-ratelimit-reset": reset})
    assert after is not None
    assert 98 <= after <= 102


def test_a_reset_in_the_past_or_far_ahead_stays_sensible() -> None:
    assert _after(403, {"x-ratelimit-remaining": "0", "x-ratelimit-reset": "1"}) == 1
    assert _after(403, {"x-ratelimit-remaining": "0", "x-ratelimit-reset": "99999999999"}) == 3600


def test_a_secondary_limit_without_headers_waits_a_minute() -> None:
    assert _after(403, {}, "You have exceeded a secondary rate limit.") == 60


@pytest.mark.parametrize(
    ("status", "kind"),
    [(403, Denied), (404, NotFound), (410, Denied), (451, Denied), (418, Denied), (422, Refused)],
)
def test_what_will_never_work_is_terminal_with_a_reason(status: int, kind: type[Terminal]) -> None:
    error = sort(WHAT, status, {}, {"message": "Because"}, write=True)
    assert type(error) is kind
    assert WHAT in str(error)


@pytest.mark.parametrize(("write", "status"), [(True, 500), (True, 502), (False, 503)])
def test_a_server_error_leaves_a_write_in_doubt_and_never_a_read(write: bool, status: int) -> None:
    error = sort(WHAT, status, {}, None, write=write)
    assert isinstance(error, Unavailable)
    assert error.ambiguous is write


def test_401_comes_back_later() -> None:
    error = sort(WHAT, 401, {}, {"message": "Bad credentials"}, write=False)
    assert isinstance(error, Unauthorized)
    assert isinstance(error, Retryable)


@pytest.mark.parametrize("body", [None, [], "text", {"message": None}, {"message": 3, "errors": 4}, {"errors": [None]}])
def test_an_error_body_of_any_shape_is_survived(body: object) -> None:
    assert isinstance(sort(WHAT, 422, {}, body, write=True), Refused)


def test_hostile_text_of_a_refusal_becomes_one_short_printable_line() -> None:
    error = sort(
        WHAT, 422, {}, {"message": "a\nb\x1b[2J" + "x" * 5000, "errors": [{"message": "c\u202ed"}]}, write=True
    )
    assert isinstance(error, Refused)
    assert "\n" not in str(error) + error.errors[0]
    assert "\u202e" not in error.errors[0]
    assert len(str(error)) < 400
