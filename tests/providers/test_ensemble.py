"""Ensembles: who is asked about what, what a failing member costs, and that every call is accounted for."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from providers.base import OK, Completion, Kind, Question
from providers.budget import Budget, Budgeted
from providers.chain import Chain
from providers.ensemble import ForKinds, Verified, Voted
from providers.errors import AllProvidersFailed, BudgetExceeded, Failure, ProviderFailure
from providers.memory.ledger import MemoryLedger
from providers.model import Model, Price
from providers.scripted import Scripted, ScriptedProvider
from providers.state import Cap

GOOD = '{"findings": []}'
OTHER = '{"findings": [1]}'
MODEL = Model("priced", Price(fresh_input=100_000, output=500_000))


def link(*answers: Scripted, name: str = "a") -> ScriptedProvider:
    return ScriptedProvider(answers, name=name, model=MODEL)


def failure(kind: Failure = Failure.OVERLOADED) -> ProviderFailure:
    return ProviderFailure(kind, "scripted")


def second_question(asked: Question, text: str) -> Question:
    return replace(asked, kind=Kind.VERIFICATION, user=f"verify {text} of {asked.user}", accept=lambda _: True)


def verifying(
    first: ScriptedProvider,
    second: ScriptedProvider,
    ask: Callable[[Question, str], Question | None] = second_question,
) -> Verified:
    return Verified(
        Chain([first]), lambda _: Chain([second]), ask, lambda asked, text, verdict: f"{asked.user}|{text}|{verdict}"
    )


def joined(asked: Question, texts: Sequence[str]) -> str:
    return f"{asked.user}|{'|'.join(texts)}"


# One writes, another verifies


async def test_the_second_is_asked_about_what_the_first_wrote(question: Question) -> None:
    first, second = link(GOOD), link("yes", name="b")
    completion = await verifying(first, second).complete(question, timeout=5)
    assert completion.text == f"{question.user}|{GOOD}|yes"
    assert [asked.user for asked in second.questions] == [f"verify {GOOD} of {question.user}"]
    assert completion.provider == "a", "the words are the first one's"
    assert [(attempt.provider, attempt.outcome) for attempt in completion.attempts] == [("a", OK), ("b", OK)]


async def test_the_second_is_chosen_knowing_who_wrote(question: Question) -> None:
    chosen: list[Completion] = []

    def choose(first: Completion) -> ScriptedProvider:
        chosen.append(first)
        return link("yes", name="b")

    first = Chain([link(failure()), link(GOOD, name="fallback")])
    await Verified(first, choose, second_question, lambda *_: GOOD).complete(question, timeout=5)
    assert [completion.provider for completion in chosen] == ["fallback"]


async def test_an_answer_that_needs_no_second_question_costs_none(question: Question) -> None:
    first, second = link(GOOD), link(name="b")
    completion = await verifying(first, second, ask=lambda *_: None).complete(question, timeout=5)
    assert completion.text == f"{question.user}|{GOOD}|None"
    assert second.questions == []


@pytest.mark.parametrize("error", [failure(), BudgetExceeded("review")])
async def test_a_second_that_fails_leaves_the_first_answer_unverified(question: Question, error: Scripted) -> None:
    completion = await verifying(link(GOOD), link(error, name="b")).complete(question, timeout=5)
    assert completion.text == f"{question.user}|{GOOD}|None"
    failed = [attempt.outcome for attempt in completion.attempts if attempt.provider == "b"]
    assert failed == ([Failure.OVERLOADED] if isinstance(error, ProviderFailure) else [])


async def test_a_first_that_fails_is_the_failure_of_all_and_nobody_verifies(question: Question) -> None:
    second = link(name="b")
    with pytest.raises(AllProvidersFailed):
        await verifying(link(failure()), second).complete(question, timeout=5)
    assert second.questions == []


async def test_what_is_verified_is_the_form_that_was_answered(question: Question) -> None:
    whole = replace(question, smaller=replace(question, user="half of it"))
    second = link("yes", name="b")
    first = link(failure(Failure.CONTEXT_TOO_LONG), GOOD)
    completion = await verifying(first, second).complete(whole, timeout=5)
    assert second.questions[0].user == f"verify {GOOD} of half of it"
    assert completion.smaller


async def test_time_is_left_for_the_second(question: Question) -> None:
    first, second = link(GOOD), link("yes", name="b")
    await verifying(first, second).complete(question, timeout=9)
    assert first.timeouts[0] <= 6
    assert 6 < second.timeouts[0] <= 9


async def test_a_bug_in_the_second_is_not_an_outage(question: Question) -> None:
    broken = ScriptedProvider(lambda question: [][1])
    with pytest.raises(IndexError):
        await verifying(link(GOOD), broken).complete(question, timeout=5)


# Several vote


async def test_every_member_is_asked_the_same_at_once_and_one_answer_is_made(question: Question) -> None:
    """Control of "at once": each waits for the other to have been asked, so one after the other would never end."""
    arrived = asyncio.Barrier(2)

    class Waiting(ScriptedProvider):
        async def complete(self, question: Question, *, timeout: float) -> Completion:
            await arrived.wait()
            return await super().complete(question, timeout=timeout)

    members = [Waiting([GOOD], name="a", model=MODEL), Waiting([OTHER], name="b", model=MODEL)]
    completion = await asyncio.wait_for(Voted(members, joined).complete(question, timeout=5), 5)
    assert completion.text == f"{question.user}|{GOOD}|{OTHER}"
    assert completion.provider == "a+b"
    assert [attempt.provider for attempt in completion.attempts] == ["a", "b"]


@pytest.mark.parametrize("lost", [failure(), "not what was asked for"])
async def test_a_member_that_fails_has_no_vote_and_is_charged(question: Question, lost: Scripted) -> None:
    members = [link(lost), link(OTHER, name="b"), link(GOOD, name="c")]
    completion = await Voted(members, joined).complete(question, timeout=5)
    assert completion.text == f"{question.user}|{OTHER}|{GOOD}"
    assert [attempt.provider for attempt in completion.attempts] == ["a", "b", "c"]


async def test_when_all_members_fail_every_cause_is_kept(question: Question) -> None:
    members = [Chain([link(failure(kind), name=kind)]) for kind in (Failure.AUTH, Failure.QUOTA)]
    with pytest.raises(AllProvidersFailed) as caught:
        await Voted(members, joined).complete(question, timeout=5)
    assert [attempt.outcome for attempt in caught.value.attempts] == [Failure.AUTH, Failure.QUOTA]
    assert not caught.value.budget_spent


async def test_when_money_stopped_every_member_that_is_what_is_said(question: Question) -> None:
    members = [Chain([link(BudgetExceeded("review"))]) for _ in range(2)]
    with pytest.raises(AllProvidersFailed) as caught:
        await Voted(members, joined).complete(question, timeout=5)
    assert caught.value.budget_spent


async def test_who_read_less_has_no_vote_where_another_read_all(question: Question) -> None:
    whole = replace(question, smaller=replace(question, user="half of it"))
    less = Chain([link(failure(Failure.CONTEXT_TOO_LONG), GOOD)])
    completion = await Voted([less, link(OTHER, name="b")], joined).complete(whole, timeout=5)
    assert (completion.text, completion.smaller) == (f"{question.user}|{OTHER}", False)
    less = Chain([link(failure(Failure.CONTEXT_TOO_LONG), GOOD)])
    completion = await Voted([less], joined).complete(whole, timeout=5)
    assert (completion.text, completion.smaller) == (f"half of it|{GOOD}", True)


async def test_a_member_that_was_cut_off_makes_the_whole_cut_off(question: Question) -> None:
    cut = Completion(GOOD, "b", "m", cut_off=True, usage=None)
    completion = await Voted([link(GOOD), link(cut, name="b")], joined).complete(question, timeout=5)
    assert completion.cut_off


async def test_a_bug_in_one_member_calls_the_others_off(question: Question) -> None:
    stopped = asyncio.Event()

    class Endless(ScriptedProvider):
        async def complete(self, question: Question, *, timeout: float) -> Completion:
            try:
                return await asyncio.Future[Completion]()
            finally:
                stopped.set()

    with pytest.raises(IndexError):
        await Voted([Endless([]), ScriptedProvider(lambda question: [][1])], joined).complete(question, timeout=5)
    assert stopped.is_set()


async def test_calling_a_vote_off_settles_every_members_reservation_in_full(question: Question) -> None:
    started = asyncio.Barrier(3)

    class Endless(ScriptedProvider):
        async def complete(self, question: Question, *, timeout: float) -> Completion:
            await started.wait()
            return await asyncio.Future[Completion]()

    ledger, cap = MemoryLedger(), Cap("review", "once", 10_000_000)
    members = [Budgeted(Endless([], name=name, model=MODEL), Budget(ledger, (cap,))) for name in "ab"]
    call = asyncio.ensure_future(Voted(members, joined).complete(question, timeout=5))
    await started.wait()
    call.cancel()
    with pytest.raises(asyncio.CancelledError):
        await call
    worst = MODEL.worst_cost(question)
    assert worst is not None
    assert await ledger.room((cap,)) == cap.limit - 2 * worst


# Both


async def test_only_questions_whose_answers_are_findings_are_put_to_more_than_one(question: Question) -> None:
    inner, otherwise = link(GOOD, name="inner"), link(*[GOOD] * len(Kind), name="otherwise")
    provider = ForKinds(inner, otherwise)
    asked = {kind: (await provider.complete(replace(question, kind=kind), timeout=5)).provider for kind in Kind}
    assert [kind for kind, who in asked.items() if who == "inner"] == [Kind.REVIEW]


async def test_each_call_gets_its_part_of_the_money(question: Question) -> None:
    dear = replace(question, share=9_000, smaller=replace(question, share=9_000))
    members = [link(GOOD, name=name) for name in "abc"]
    await Voted(members, joined).complete(dear, timeout=5)
    assert [(one.questions[0].share, one.questions[0].smaller.share) for one in members] == [(3_000, 3_000)] * 3  # type: ignore[union-attr]  # given above
    first, second = link(GOOD), link("yes", name="b")
    await verifying(first, second).complete(dear, timeout=5)
    assert (first.questions[0].share, second.questions[0].share) == (4_500, 4_500)


async def test_only_what_was_decided_is_heard(question: Question) -> None:
    heard: list[str | None] = []
    listened = replace(question, heard=heard.append)
    first, second = link(GOOD), link("yes", name="b")
    verified = await verifying(first, second).complete(listened, timeout=5)
    voted = await Voted([link(GOOD)], joined).complete(listened, timeout=5)
    assert heard == [verified.text, voted.text]
    assert first.questions[0].heard is second.questions[0].heard is None


async def test_connections_are_closed_and_made_ready_through_it() -> None:
    done: list[str] = []

    class Holding(ScriptedProvider):
        async def close(self) -> None:
            done.append(f"close {self.name}")

        async def warm(self) -> None:
            done.append(f"warm {self.name}")

    def holding(name: str) -> Holding:
        return Holding([], name=name)

    verified = Verified(holding("v"), lambda _: holding("never"), second_question, lambda *_: GOOD)
    provider = ForKinds(Voted([holding("a"), verified], joined), holding("b"))
    await provider.warm()
    await provider.close()
    assert done == ["warm a", "warm v", "warm b", "close a", "close v", "close b"]
