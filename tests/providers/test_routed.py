"""Each question goes to the chain of those that suit it."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest

from providers.base import Kind, Question
from providers.budget import Budget, budgeted
from providers.catalog import build, load_catalog
from providers.errors import AllProvidersFailed, Failure, PriceUnknown, ProviderFailure
from providers.health import FRESH_S, Health
from providers.memory.ledger import MemoryLedger
from providers.model import Model, Price, Tier
from providers.routed import MOST_LINKS, Routed, allowed, candidate, shortlist
from providers.routing import Candidate, Need, order
from providers.scripted import Scripted, ScriptedProvider
from providers.state import Breaker, BreakerState, Cap, Figures, Result, Target

GOOD = '{"findings": []}'
SMALL = Model("small", Price(100_000, 500_000), tier=Tier.SMALL)
MEDIUM = Model("medium", Price(1_000_000, 5_000_000))


class Told:
    """Breakers that say what a test tells them, and count how often they are asked."""

    def __init__(self, figures: Mapping[Target, Figures] | None = None, breakers: Sequence[Breaker] = ()) -> None:
        self.known = figures or {}
        self.open = breakers
        self.asked: list[str] = []

    async def admit(self, target: Target) -> float:
        raise NotImplementedError

    async def record(self, target: Target, result: Result) -> None:
        raise NotImplementedError

    async def figures(self, targets: Sequence[Target], kind: str) -> Mapping[Target, Figures]:
        self.asked.append(kind)
        await asyncio.sleep(0)
        return {target: self.known[target] for target in targets if target in self.known}

    async def breakers(self) -> Sequence[Breaker]:
        return self.open


def link(*answers: Scripted, name: str = "a", model: Model = SMALL) -> ScriptedProvider:
    return ScriptedProvider(answers, name=name, model=model)


def routed(*links: ScriptedProvider, told: Told | None = None, unpriced: bool = False) -> Routed:
    health = Health(told or Told(), [Target(one.name, one.model.name) for one in links])
    return Routed(links, health, unpriced=unpriced)


async def test_the_table_chooses_and_the_others_follow_when_it_fails(question: Question) -> None:
    small, medium = link(GOOD), link(ProviderFailure(Failure.SERVER, "x"), name="b", model=MEDIUM)
    completion = await routed(small, medium).complete(question, timeout=5)
    assert [attempt.model for attempt in completion.attempts] == ["medium", "small"]


async def test_a_kind_of_its_own_goes_elsewhere(question: Question) -> None:
    small, medium = link(GOOD), link(GOOD, name="b", model=MEDIUM)
    completion = await routed(small, medium).complete(replace(question, kind=Kind.TRIAGE), timeout=5)
    assert (completion.provider, medium.questions) == ("a", [])


async def test_a_budget_that_is_nearly_spent_leads_to_the_cheaper_model(question: Question) -> None:
    ledger = MemoryLedger()
    links = link(GOOD), link(GOOD, name="b", model=MEDIUM)
    cap = Cap("review:1", "once", (MEDIUM.worst_cost(question) or 0) - 1)
    health = Health(Told(), [Target(one.name, one.model.name) for one in links])
    provider = Routed(budgeted(links, Budget(ledger, (cap,))), health)
    assert [choice.candidate.provider for choice in await provider.choices(question)] == ["b", "a"]
    assert (await provider.complete(question, timeout=5)).provider == "a"
    assert ledger.spent(cap) <= cap.limit


async def test_a_window_that_takes_only_the_smaller_form_gets_that_at_once(question: Question) -> None:
    """And whoever asked learns of it."""
    tight = link(GOOD, model=replace(MEDIUM, window=1_000))
    big = replace(question, user="x" * 40_000, smaller=question)
    completion = await routed(tight).complete(big, timeout=5)
    assert completion.smaller
    assert [asked.user for asked in tight.questions] == [question.user]


async def test_nobody_who_may_be_asked_is_a_failure_with_its_causes(question: Question) -> None:
    """A budget's matter where money is what keeps them out."""
    unpriced = link(model=Model("unpriced"))
    with pytest.raises(AllProvidersFailed) as caught:
        await routed(unpriced).complete(question, timeout=5)
    assert isinstance(caught.value.causes[0][1], PriceUnknown)
    assert caught.value.budget_spent
    tight = link(model=replace(SMALL, window=10))
    with pytest.raises(AllProvidersFailed) as caught:
        await routed(tight).complete(question, timeout=5)
    assert not caught.value.budget_spent
    assert (unpriced.questions, tight.questions) == ([], [])


async def test_unknown_prices_are_asked_where_that_is_allowed(question: Question) -> None:
    provider = routed(link(GOOD, model=Model("unpriced")), unpriced=True)
    assert (await provider.complete(question, timeout=5)).text == GOOD


async def test_health_is_read_once_a_second_however_many_ask(question: Question) -> None:
    clock = [0.0]
    told = Told()
    health = Health(told, [Target("a", "small")], clock=lambda: clock[0])
    provider = Routed([ScriptedProvider(lambda _: GOOD, name="a", model=SMALL)], health)
    await asyncio.gather(*(provider.complete(question, timeout=5) for _ in range(20)))
    assert told.asked == ["review"]
    clock[0] = FRESH_S
    await provider.complete(replace(question, kind="summary"), timeout=5)
    await provider.complete(question, timeout=5)
    assert told.asked == ["review", "summary", "review"]


async def test_an_open_breaker_is_seen(question: Question) -> None:
    told = Told(breakers=[Breaker(Target("b", ""), BreakerState.OPEN, "auth", 60)])
    provider = routed(link(GOOD), link(GOOD, name="b", model=MEDIUM), told=told)
    assert (await provider.complete(question, timeout=5)).provider == "a"


def test_a_long_list_is_cut_and_keeps_the_cheapest() -> None:
    dear = [Candidate(name, replace(MEDIUM, name=name)) for name in "bcdefghi"]
    short = shortlist(order([*dear, Candidate("z", SMALL)], Need("review", 100, 100), {}))
    assert len(short) == MOST_LINKS
    assert [choice.candidate.provider for choice in short] == ["b", "c", "d", "e", "f", "z"]


def test_a_policy_leaves_only_links_that_it_allows() -> None:
    """`local` means an address of this machine, whatever the provider is called."""
    text = """[{name}]
        wire = "openai"
        base_url = "{url}"
        env = "X"
        needs_key = false
        structured = "none"
        token_limit = "max_tokens"
        temperature = true"""
    urls = {"near": "http://127.0.0.1:1/v1", "far": "https://models.example/v1"}
    links = [build(load_catalog(text.format(name=name, url=url))[name], model="m") for name, url in urls.items()]
    assert [link.name for link in allowed(links, ())] == ["near", "far"]
    assert [link.name for link in allowed(links, ("local",))] == ["near"]
    assert [link.name for link in allowed(links, ("far",))] == ["far"]
    assert allowed(links, ("openai",)) == ()
    assert not candidate(link(GOOD, name="near")).local, "one that does not say where it is counts as elsewhere"


async def test_a_model_to_avoid_is_asked_after_the_others_and_all_the_same_when_they_fail(question: Question) -> None:
    small, medium = link(GOOD, GOOD), link(GOOD, GOOD, ProviderFailure(Failure.SERVER, "x"), name="b", model=MEDIUM)
    provider = routed(small, medium)
    avoiding = replace(question, avoid=("medium",))
    assert [(await provider.complete(one, timeout=5)).model for one in (question, avoiding)] == ["medium", "small"]
    alone = routed(link(GOOD, name="b", model=MEDIUM))
    assert (await alone.complete(avoiding, timeout=5)).model == "medium", "where there is no other it checks itself"
    avoiding = replace(question, avoid=("small",))
    assert (await provider.complete(avoiding, timeout=5)).model == "medium"
    assert (await provider.complete(avoiding, timeout=5)).model == "small", "the other one failed"


async def test_a_model_to_avoid_is_better_than_one_at_rest_or_too_dear_for_the_question(question: Question) -> None:
    told = Told(breakers=[Breaker(Target("b", ""), BreakerState.OPEN, "auth", 60)])
    links = link(GOOD, GOOD), link(name="b", model=MEDIUM)
    avoiding = replace(question, avoid=("small",))
    assert (await routed(*links, told=told).complete(avoiding, timeout=5)).model == "small"
    small, medium = (choice.cost or 0 for choice in reversed(await routed(*links).choices(question)))
    assert small < medium
    assert (await routed(*links).complete(replace(avoiding, share=medium - 1), timeout=5)).model == "small"
