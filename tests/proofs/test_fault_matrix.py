"""The whole fault matrix: every way to fail, at every place of the chain, in every way of asking, over real HTTP."""

from __future__ import annotations

import pytest

from tests.providers.failures import KINDS, Kind, Variant, variants
from tests.providers.matrix import Place, check, possible
from tests.providers.three_links import three_links

ALL = [(kind, variant, place) for kind in KINDS for variant in variants(kind) for place in Place]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("kind", "variant", "place"), [one for one in ALL if possible(one[2], one[0])], ids=lambda one: str(one)
)
async def test_whatever_fails_wherever_the_right_thing_is_answered(kind: Kind, variant: Variant, place: Place) -> None:
    async with three_links() as links:
        await check(links, variant, place, kind)
