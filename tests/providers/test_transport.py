"""How long a provider asks us to wait."""

from __future__ import annotations

import pytest

from providers.transport import LONGEST_WAIT_S, retry_after

DATE = "Sat, 21 Nov 2026 10:00:00 GMT"


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"retry-after": "2"}, 2.0),
        ({"retry-after": "0.5"}, 0.5),
        ({"retry-after-ms": "250", "retry-after": "9"}, 0.25),
        ({"retry-after": "Sat, 21 Nov 2026 10:00:30 GMT", "date": DATE}, 30.0),
        ({"retry-after": "Sat, 21 Nov 2026 09:00:00 GMT", "date": DATE}, 0.0),
        ({"retry-after": "Sat, 21 Nov 2026 10:00:30 GMT"}, None),
        ({"retry-after": "Sat, 21 Nov 2026 10:00:30", "date": DATE}, None),
        ({"retry-after": "-5"}, 0.0),
        ({"retry-after": "1e99"}, LONGEST_WAIT_S),
        ({"retry-after": "inf"}, None),
        ({"retry-after": "nan"}, None),
        ({"retry-after": "soon"}, None),
    ],
)
def test_every_form_is_read_and_nonsense_is_no_wait(headers: dict[str, str], seconds: float | None) -> None:
    assert retry_after(headers) == seconds
