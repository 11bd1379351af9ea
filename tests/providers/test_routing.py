"""Who is asked first, who follows, and that nothing but figures changes it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from providers.base import Kind
from providers.model import Model, Price, Speed, Tier
from providers.reasons import reasons
from providers.routing import TABLE, Candidate, Choice, Need, Place, order, permitted
from providers.state import Breaker, BreakerState, Figures, Target

LUNA = Model("luna", Price(100_000, 500_000), tier=Tier.SMALL, speed=Speed.FAST)
TERRA = Model("terra", Price(1_000_000, 5_000_000), tier=Tier.MEDIUM)
OPUS = Model("opus", Price(4_000_000, 20_000_000), tier=Tier.LARGE, speed=Speed.SLOW)
ALL = (Candidate("a", LUNA), Candidate("a", TERRA), Candidate("b", OPUS))
NEED = Need(Kind.REVIEW, 10_000, 4_000)
USUAL = Figures(calls=50, failures=2, latency_p50_ms=8_000, cost=15_000)


def named(choices: Sequence[Choice]) -> list[str]:
    return [choice.candidate.model.name for choice in choices if choice.place.asked]


def twins(**more: Figures) -> list[str]:
    """Return the order of two models that the table cannot tell apart, with these figures."""
    candidates = [Candidate(name, replace(TERRA, name=name)) for name in ("x", "y")]
    figures = {Target(name, name): known for name, known in more.items()}
    return named(order(candidates, NEED, figures))


def test_every_kind_of_question_has_its_line() -> None:
    assert set(TABLE) == set(Kind)
    assert all(sorted(row.tiers) == sorted(Tier) for row in TABLE.values())


@pytest.mark.parametrize(
    ("kind", "first"), [("triage", "luna"), ("review", "terra"), ("security", "opus"), ("commit", "luna")]
)
def test_each_kind_gets_the_tier_that_it_wants_and_the_others_follow(kind: str, first: str) -> None:
    found = named(order(ALL, replace(NEED, kind=kind), {}))
    assert found[0] == first
    assert sorted(found) == ["luna", "opus", "terra"]


def test_a_kind_nobody_knows_is_treated_as_a_review() -> None:
    assert named(order(ALL, replace(NEED, kind="poem"), {})) == named(order(ALL, NEED, {}))


def test_a_strength_in_the_kind_or_the_language_goes_before_an_equal() -> None:
    rust = Candidate("z", replace(TERRA, name="rust", strengths=("rust",)))
    plain = Candidate("a", TERRA)
    assert named(order([plain, rust], replace(NEED, language="rust"), {}))[0] == "rust"
    assert named(order([plain, rust], replace(NEED, language="go"), {}))[0] == "terra"


def test_an_operators_order_holds_between_providers_and_the_table_within_one() -> None:
    assert named(order(ALL, NEED, {}, explicit=["b", "a"])) == ["opus", "terra", "luna"]


def test_what_is_above_the_questions_share_comes_after_what_is_not_cheapest_first() -> None:
    found = order(ALL, replace(NEED, share=5_000), {}, explicit=["b", "a"])
    assert named(found) == ["luna", "terra", "opus"]
    assert [choice.place for choice in found] == [Place.GOOD, Place.DEAR, Place.DEAR]


def test_a_window_that_takes_only_the_smaller_form_comes_late_and_one_that_takes_nothing_not_at_all() -> None:
    tight = Candidate("c", replace(TERRA, name="tight", window=9_000))
    assert named(order([*ALL, tight], replace(NEED, smaller=3_000), {})) == ["terra", "opus", "luna", "tight"]
    assert "tight" not in named(order([*ALL, tight], NEED, {}))
    assert "tight" not in named(order([*ALL, tight], replace(NEED, smaller=8_000), {}))


def test_a_model_without_a_price_is_asked_only_if_that_is_allowed() -> None:
    free = Candidate("c", Model("unpriced"))
    assert named(order([free], NEED, {})) == []
    assert named(order([free], replace(NEED, unpriced=True), {})) == ["unpriced"]


@pytest.mark.parametrize("target", [Target("a", "terra"), Target("a", "")], ids=["model", "provider"])
def test_an_open_breaker_puts_models_last_and_a_half_open_one_leaves_them_their_place(target: Target) -> None:
    """Or nobody would ever try them again while others answer."""
    shut = Breaker(target, BreakerState.OPEN, "rate_limited", 30)
    found = order(ALL, NEED, {}, [shut])
    assert named(found)[0] == "opus"
    resting = {choice.candidate.model.name for choice in found if choice.place is Place.RESTING}
    assert resting == ({"terra"} if target.model else {"terra", "luna"})
    half = replace(shut, state=BreakerState.HALF_OPEN, wait_s=0)
    assert named(order(ALL, NEED, {}, [half]))[0] == "terra"


def test_a_model_that_fails_most_of_its_calls_is_moved_back_and_comes_back_as_they_are_forgotten() -> None:
    bad = {Target("a", "terra"): Figures(calls=20, failures=15)}
    assert named(order(ALL, NEED, bad)) == ["opus", "luna", "terra"]
    forgotten = {Target("a", "terra"): Figures(calls=2, failures=1.5)}
    assert named(order(ALL, NEED, forgotten))[0] == "terra"


def test_what_was_learned_decides_between_equals() -> None:
    assert twins() == ["x", "y"]
    assert twins(x=replace(USUAL, failures=10), y=USUAL) == ["y", "x"], "success"
    assert twins(x=replace(USUAL, cost=40_000), y=USUAL) == ["y", "x"], "cost"
    assert twins(x=replace(USUAL, latency_p50_ms=30_000), y=USUAL) == ["y", "x"], "latency"
    assert twins(x=replace(USUAL, latency_p50_ms=8_100), y=USUAL) == ["x", "y"], "a difference of chance"


def test_what_was_learned_does_not_decide_between_what_is_not_equal() -> None:
    figures = {Target("a", "luna"): replace(USUAL, failures=0, cost=1), Target("a", "terra"): USUAL}
    assert named(order(ALL, NEED, figures))[0] == "terra"


@pytest.mark.parametrize(
    ("names", "found"),
    [((), "ab"), (("a",), "a"), (("local",), "b"), (("local", "a"), "ab"), (("nobody",), "")],
)
def test_a_policy_allows_providers_by_name_or_by_being_on_this_machine(names: tuple[str, ...], found: str) -> None:
    candidates = Candidate("a", LUNA), Candidate("b", LUNA, local=True)
    assert "".join(one.provider for one in candidates if permitted(one, names)) == found
    chosen = order(candidates, replace(NEED, providers=names), {})
    assert {choice.candidate.provider for choice in chosen if choice.place.asked} == set(found)


MODELS = st.builds(
    Model,
    st.sampled_from(["m", "n", "o"]),
    st.none() | st.builds(Price, st.integers(0, 10**7), st.integers(0, 10**7)),
    window=st.none() | st.integers(1_000, 50_000),
    tier=st.sampled_from(Tier),
    speed=st.sampled_from(Speed),
    strengths=st.sampled_from([(), ("review",), ("go",)]),
)
CANDIDATES = st.lists(
    st.builds(Candidate, st.sampled_from("abc"), MODELS, st.booleans()), unique_by=lambda one: one.target, max_size=6
)
SOME = st.builds(
    Figures,
    calls=st.floats(10, 99),
    failures=st.floats(0, 10),
    latency_p50_ms=st.none() | st.floats(1, 10**6),
    cost=st.none() | st.floats(0, 10**6),
)
TARGETS = st.builds(Target, st.sampled_from("abc"), st.sampled_from(["m", "n", "o", ""]))
BREAKERS = st.lists(st.builds(Breaker, TARGETS, st.sampled_from(BreakerState), wait_s=st.floats(0, 60)), max_size=3)
NEEDS = st.builds(
    Need,
    st.sampled_from(Kind),
    st.integers(1, 60_000),
    st.integers(1, 4_000),
    st.none() | st.integers(1, 9_000),
    st.sampled_from(["", "go"]),
    st.none() | st.integers(0, 10**6),
    st.sampled_from([(), ("local",), ("a", "b")]),
    st.booleans(),
)


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(CANDIDATES, st.randoms(), NEEDS, st.dictionaries(TARGETS, SOME), BREAKERS, st.sampled_from([(), ("b", "a")]))
def test_the_same_figures_give_the_same_order(
    candidates: list[Candidate],
    random: object,
    need: Need,
    figures: dict[Target, Figures],
    breakers: list[Breaker],
    explicit: tuple[str, ...],
) -> None:
    """Whatever order the candidates came in; nobody is lost; each has its reason in words."""
    first = order(candidates, need, figures, breakers, explicit)
    shuffled = list(candidates)
    random.shuffle(shuffled)  # type: ignore[attr-defined]  # a Random, which hypothesis does not say
    assert order(shuffled, need, figures, breakers, explicit) == first
    assert {choice.candidate for choice in first} == set(candidates)
    places = [choice.place for choice in first]
    assert places == sorted(places)
    assert all(all(reasons(choice, need, explicit)) for choice in first)


def test_every_reason_is_said_in_words() -> None:
    """The operator reads them in `diffdiver providers explain`."""
    known = Figures(calls=40, failures=1, latency_p50_ms=3_210)
    (first, *_) = order(ALL, replace(NEED, kind="triage"), {Target("a", "luna"): known}, explicit=["a"])
    assert reasons(first, replace(NEED, kind="triage"), ["a"]) == (
        "named 1st in DIFFDIVER_PROVIDERS",
        "small, as triage wants",
        "fast",
        "about 0.0015 USD",
        "98% of 40 calls answered lately, half within 3.2 s",
    )
    shut = Breaker(Target("a", "terra"), BreakerState.OPEN, "quota", 42.4)
    need = replace(NEED, share=1_000)
    told = {c.candidate.model.name: reasons(c, need)[0] for c in order(ALL, need, {}, [shut])}
    assert told["terra"] == "moved back: left alone for another 42 s (quota)"
    assert told["opus"] == "moved back: above what this question should cost (0.0010 USD)"
