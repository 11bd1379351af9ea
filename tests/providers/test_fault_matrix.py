"""Every way to fail, over real HTTP, at every place of a chain of three real adapters under guard and budget.

Each kind meets one of the four ways of asking here, in turn; `tests.proofs.test_fault_matrix` has them all, and the
place in the middle.
"""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from providers.base import OK, Completion, Provider, Question, close
from providers.errors import AllProvidersFailed, Failure, ProviderError
from tests.providers.failures import KINDS, VARIANTS, Kind, Rotation, Variant, variants
from tests.providers.matrix import Place, check, possible
from tests.providers.three_links import three_links
from tests.stand_in.providers import Fault

CHOSEN = Rotation().of(KINDS)
QUICK = [place for place in Place if place is not Place.SECOND]


def test_there_are_failures_enough_and_every_name_is_met_in_every_way_of_asking() -> None:
    assert len(KINDS) >= 16
    for variant in VARIANTS:
        met = {kind.outcome for kind in KINDS if variant in variants(kind)}
        assert met == set(Failure) - {Failure.NOT_ADMITTED}


@pytest.mark.slow
@pytest.mark.parametrize(("kind", "variant"), CHOSEN, ids=str)
async def test_whatever_fails_the_right_thing_is_answered(kind: Kind, variant: Variant) -> None:
    async with three_links() as links:
        for place in QUICK:
            if possible(place, kind) and (place is Place.FIRST or not kind.silent):
                await check(links, variant, place, kind)


@pytest.mark.parametrize("variant", VARIANTS, ids=str)
async def test_without_a_failure_one_request_is_made(variant: Variant) -> None:
    async with three_links() as links:
        outcome = await links.ask(variant, {})
    assert outcome.answer is not None
    assert (outcome.answer.provider, outcome.requests) == ("a", {"a": 1, "b": 0, "c": 0})
    assert outcome.charged == outcome.settled > 0


@pytest.mark.parametrize("variant", VARIANTS, ids=str)
async def test_a_server_that_does_not_take_a_schema_is_asked_in_another_way(variant: Variant) -> None:
    kind = Kind("no schema", Failure.SCHEMA_REJECTED, rejects=frozenset({"json_schema", "output_config"}))
    async with three_links() as links:
        outcome = await links.ask(variant, {0: kind})
    assert (outcome.outcomes["a"], outcome.requests["b"]) == ([Failure.SCHEMA_REJECTED, OK], 0)


@pytest.mark.parametrize("variant", VARIANTS, ids=str)
async def test_a_cut_off_answer_of_which_something_can_be_used_is_taken(variant: Variant) -> None:
    finish = "length" if variant.wire == "openai" else "max_tokens"
    async with three_links() as links:
        outcome = await links.ask(variant, {0: Kind("cut off", Failure.CUT_OFF, Fault(finish=finish))})
    assert outcome.answer is not None
    assert (outcome.answer.provider, outcome.answer.cut_off, outcome.requests["a"]) == ("a", True, 1)


class Stubborn:
    """How others do it: everybody is asked three times, whatever they say."""

    name = "stubborn"

    def __init__(self, links: Sequence[Provider]) -> None:
        self._links = links

    async def complete(self, question: Question, *, timeout: float) -> Completion:
        causes = []
        for link in self._links:
            for _ in range(3):
                try:
                    return await link.complete(question, timeout=timeout)
                except ProviderError as error:
                    causes.append((link.name, error))
        raise AllProvidersFailed(tuple(causes))

    async def close(self) -> None:
        for link in self._links:
            await close(link)


@pytest.mark.parametrize("name", ["HTTP 500", "prose", "400, too long", "401"])
async def test_control_the_matrix_is_red_for_a_chain_that_only_tries_again(name: str) -> None:
    (kind,) = (kind for kind in KINDS if kind.name == name)
    async with three_links() as links:
        links.chain = Stubborn
        with pytest.raises(AssertionError):
            await check(links, VARIANTS[0], Place.FIRST, kind)
