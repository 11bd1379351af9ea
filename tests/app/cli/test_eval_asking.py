"""Which failures of a provider say something of a review's quality, and which do not."""

from __future__ import annotations

import pytest

from app.cli.eval_asking import WHOLE, says_nothing
from providers.errors import (
    AllProvidersFailed,
    BudgetExceeded,
    Failure,
    Misconfigured,
    PriceUnknown,
    ProviderError,
    ProviderFailure,
)
from providers.recording import NotRecorded

UNUSABLE = ProviderFailure(Failure.MALFORMED, "not JSON")
AWAY = ProviderFailure(Failure.TIMEOUT, "too slow")


@pytest.mark.parametrize(
    ("error", "nothing"),
    [
        (UNUSABLE, False),
        (ProviderFailure(Failure.REFUSED, ""), False),
        (AWAY, True),
        (ProviderFailure(Failure.NOT_ADMITTED, ""), True),
        (AllProvidersFailed((("a", UNUSABLE), ("b", UNUSABLE))), False),
        (AllProvidersFailed((("a", UNUSABLE), ("b", AWAY))), True),
        (AllProvidersFailed(()), True),
        (BudgetExceeded(WHOLE), True),
        (BudgetExceeded("review"), False),
        (PriceUnknown("m"), True),
        (NotRecorded("review", "0" * 64), True),
        (Misconfigured("no key"), True),
    ],
)
def test_only_what_the_model_or_the_policy_did_is_quality(error: ProviderError, nothing: bool) -> None:
    assert says_nothing(error) is nothing
