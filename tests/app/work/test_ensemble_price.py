"""What a question costs is said before it is asked, for each ensemble, and never below what it then costs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from app.work.ask import question_of
from app.work.ensemble_price import EnsemblePrice, in_words, price
from app.work.ensembles import Fence, ensembled, question_about
from providers.base import Kind, Question
from providers.budget import Priced
from providers.chain import Chain
from providers.model import Model, Price
from providers.scripted import ScriptedProvider
from review.findings.extraction import extract
from review.judge import judge
from review.models import Answer
from review.pack import pack
from review.policy import Policy
from review.policy_keys import Ensemble
from review.prompts import verification
from review.second_opinion import doubts
from tests.review.findings.test_extraction import FINDING
from tests.review.findings.test_verifying import verdict, verdicts
from tests.review.findings.test_voting import answer
from tests.review.made import CART, CLEAN_SCAN, FENCE_KEY, knowledge, surveyed

CHEAP, DEAR = Price(fresh_input=100_000, output=500_000), Price(fresh_input=2_000_000, output=10_000_000)
ONE, VERIFY, VOTE = (Policy(ensemble=ensemble, second_opinion=False) for ensemble in Ensemble)
SURVEY = surveyed(CART)
PACK = pack(SURVEY, CLEAN_SCAN, knowledge(), Policy())
(PROMPT,) = PACK.prompts
QUESTION = question_of(PROMPT)


def said(question: Question) -> str:
    if question.kind == Kind.VERIFICATION:
        return verdicts(verdict(1, "confirmed"))
    return answer(FINDING)


def link(name: str, cost: Price | None) -> Priced:
    return ScriptedProvider(said, name=name, model=Model(f"model {name}", cost))


CHEAP_FIRST: Sequence[Priced] = (link("a", CHEAP), link("b", DEAR), link("c", CHEAP))


@pytest.mark.parametrize(("policy", "calls"), [(ONE, 1), (VERIFY, 2), (VOTE, 3)])
async def test_what_is_said_before_holds_for_what_is_then_asked(policy: Policy, calls: int) -> None:
    before = price(QUESTION, CHEAP_FIRST, policy)
    asked = await ensembled(CHEAP_FIRST, policy, Fence(FENCE_KEY, "7"), Chain).complete(QUESTION, timeout=5)
    spent = sum(attempt.cost or 0 for attempt in asked.attempts)
    assert before.most is not None
    assert before.typical is not None
    assert before.calls == calls == len(asked.attempts)
    assert 0 < spent <= before.most
    assert 0 < before.typical <= before.most


@pytest.mark.parametrize(("policy", "calls"), [(ONE, 2), (VERIFY, 2), (VOTE, 4)])
async def test_the_round_for_second_opinions_is_in_the_price(policy: Policy, calls: int) -> None:
    """The answer is judged, what is doubtful in it is asked about, and all of that is paid."""
    policy = replace(policy, second_opinion=True)
    before = price(QUESTION, CHEAP_FIRST, policy)
    first = await ensembled(CHEAP_FIRST, policy, Fence(FENCE_KEY, "7"), Chain).complete(QUESTION, timeout=5)
    judged = judge(SURVEY, PACK, [Answer(PROMPT.id, first.text, first.model, False)], {})
    prompts = doubts(PACK, judged, knowledge(), policy, "7").prompts
    second = [await Chain(CHEAP_FIRST[1:]).complete(question_of(one), timeout=5) for one in prompts]
    attempts = [*first.attempts, *(attempt for one in second for attempt in one.attempts)]
    assert before.most is not None
    assert before.calls == calls == len(attempts)
    assert 0 < sum(attempt.cost or 0 for attempt in attempts) <= before.most
    alone = price(QUESTION, CHEAP_FIRST, replace(policy, second_opinion=False))
    assert (before == alone) is (policy.ensemble is Ensemble.VERIFY)  # it has verified already


def test_who_is_asked_for_a_second_opinion_is_no_one_that_wrote_where_there_is_another() -> None:
    cheap, dear = link("a", CHEAP), link("b", DEAR)
    policy = Policy()
    alone, after, itself = (price(QUESTION, links, policy).typical for links in ([cheap], [cheap, dear], [dear]))
    assert alone is not None
    assert after is not None
    assert itself is not None
    assert alone < after < itself
    assert price(QUESTION, [cheap, link("b", None)], policy).typical is None


def test_more_models_cost_more() -> None:
    links = (link("a", CHEAP), link("b", CHEAP), link("c", CHEAP))
    one, verify, vote = (price(QUESTION, links, policy) for policy in (ONE, VERIFY, VOTE))
    assert one.typical is not None
    assert verify.typical is not None
    assert one.typical < verify.typical < 3 * one.typical == vote.typical


def test_the_price_of_a_verification_holds_for_every_finding_there_can_be() -> None:
    """The bound is taken before anybody knows what will be found."""
    text = answer({**FINDING, "title": "\u6f22" * 300, "message": "\u6f22" * 8_000, "quoted_code": "{" * 8_000})
    claims = dict(enumerate(extract(text).claims * 50, 1))
    question = question_about(QUESTION, verification.verification(QUESTION.user, claims, key=FENCE_KEY, scope="7"))
    model = CHEAP_FIRST[0].model
    alone, both = (price(QUESTION, CHEAP_FIRST[:1], policy).most for policy in (ONE, VERIFY))
    worst = model.worst_cost(question)
    assert alone is not None
    assert both is not None
    assert worst is not None
    assert worst <= both - alone


def test_an_unknown_price_is_unknown_never_zero() -> None:
    links = (link("a", CHEAP), link("b", None))
    assert price(QUESTION, links, ONE).typical is not None
    assert price(QUESTION, links, ONE).most is None
    assert price(QUESTION, links, VOTE) == EnsemblePrice(2, None, None)
    assert "an unknown amount at most" in in_words(ONE, price(QUESTION, links, ONE))


def test_other_kinds_cost_what_one_model_costs() -> None:
    reply = replace(QUESTION, kind=Kind.REPLY)
    assert price(reply, CHEAP_FIRST, VOTE) == price(reply, CHEAP_FIRST, ONE)


def test_without_anybody_to_ask_it_costs_nothing() -> None:
    assert price(QUESTION, (), VOTE) == EnsemblePrice(0, 0, 0)


def test_it_is_said_in_words() -> None:
    assert in_words(VERIFY, EnsemblePrice(2, 4_100, 21_200)) == (
        "verify: 2 calls a question, 0.0041 USD as a rule, 0.0212 USD at most; failed calls come on top"
    )
    assert in_words(ONE, EnsemblePrice(1, 1_000, 2_000)).startswith("one: 1 call a question, ")
    assert in_words(Policy(), EnsemblePrice(2, 1_000, 2_000)).startswith("one: 2 calls a question with its second opin")
