"""A model's confidence is corrected by what became of its findings, and never by its word alone."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from review.findings.calibration import MOST, PRIOR, calibrate, calibrated
from review.models import Outcomes
from tests.review.made import finding

SURE = st.floats(0, 1)
COUNTS = st.integers(0, 10**6)


def seen(useful: int, useless: int) -> Outcomes:
    return Outcomes("m", "performance", useful, useless)


def test_without_outcomes_the_word_is_all_there_is() -> None:
    assert calibrated(0.8, None) == 0.8
    assert calibrated(0.8, seen(0, 0)) == 0.8


def test_as_many_outcomes_as_the_prior_is_worth_count_half() -> None:
    assert calibrated(0.9, seen(0, PRIOR)) == 0.45
    assert calibrated(0.5, seen(PRIOR, 0)) == 0.75


def test_one_outcome_changes_little() -> None:
    assert abs(calibrated(0.9, seen(0, 1)) - 0.9) < 0.1


def test_however_many_outcomes_there_are_the_word_still_tells_findings_apart() -> None:
    many = seen(50_000, 50_000)
    assert calibrated(0.9, many) - calibrated(0.3, many) > 0.1
    assert calibrated(0.9, many) == calibrated(0.9, seen(MOST // 2, MOST // 2))


@given(SURE, COUNTS, COUNTS)
def test_it_stays_a_probability_and_between_the_word_and_what_was_seen(said: float, good: int, bad: int) -> None:
    rate = good / (good + bad) if good + bad else said
    assert min(said, rate) - 1e-4 <= calibrated(said, seen(good, bad)) <= max(said, rate) + 1e-4


@given(SURE, st.integers(0, 100), st.integers(0, 100))
def test_a_useful_outcome_never_lowers_and_a_useless_one_never_raises(said: float, good: int, bad: int) -> None:
    """With fewer outcomes than weigh in full; above that only their share counts."""
    if 0 < good + bad < MOST:
        assert calibrated(said, seen(good + 1, bad)) >= calibrated(said, seen(good, bad)) - 1e-4
        assert calibrated(said, seen(good, bad + 1)) <= calibrated(said, seen(good, bad)) + 1e-4


@given(st.floats(0.05, 0.95), st.integers(0, 60), st.integers(0, 60))
def test_a_thumb_up_raises_and_a_thumb_down_lowers_unless_all_say_so_already(said: float, good: int, bad: int) -> None:
    before = calibrated(said, seen(good, bad))
    full = good + bad >= MOST
    up, down = calibrated(said, seen(good + 1, bad)), calibrated(said, seen(good, bad + 1))
    assert up > before or (full and (not bad or good + bad > 60))
    assert down < before or (full and (not good or good + bad > 60))
    assert down <= before <= up


def test_outcomes_count_for_their_model_and_category_only_and_never_for_a_check() -> None:
    mine = finding("a.py", 1, "x", source="model", model="m", category="performance", confidence=0.9)
    others = [
        finding("a.py", 1, "x", source="model", model="n", category="performance", confidence=0.9),
        finding("a.py", 1, "x", source="model", model="m", category="security", confidence=0.9),
        finding("a.py", 1, "x", model="m", category="performance"),
    ]
    changed, *left = calibrate([mine, *others], [seen(0, 30)])
    assert changed.confidence < 0.5
    assert left == others
