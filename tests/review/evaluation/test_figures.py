"""Precision, recall, F1 and their intervals."""

from __future__ import annotations

import pytest

from review.evaluation.cases import Case
from review.evaluation.figures import (
    COST,
    F1,
    FINDINGS,
    SECONDS,
    Scored,
    by_category,
    by_group,
    differences,
    figures,
    tally,
)
from review.evaluation.intervals import bootstrap, wilson
from review.evaluation.matching import COMMENTED, Wrong, match
from review.models import FateKind, Finding
from tests.review.evaluation.made import case, expected, finding


def scored(labelled: Case, *findings: Finding, cost: int | None = 1000, seconds: float = 2.0) -> Scored:
    return Scored(labelled, match(findings, labelled, 0), cost, seconds)


def test_the_figures_of_a_few_cases() -> None:
    """Two of three expected are found by four findings; the third case expects nothing and gets nothing."""
    cases = [
        scored(case(expected(start=1), expected(start=9), name="a"), finding(start=1), finding(start=30)),
        scored(case(expected(start=1), name="b"), finding(start=1), finding(start=1)),
        scored(case(name="c")),
    ]
    one = figures([tally(each) for each in cases])
    assert (one.cases, one.found, one.missed, one.wrong[Wrong.DUPLICATE], one.wrong[Wrong.UNLABELLED]) == (
        3,
        2,
        1,
        1,
        1,
    )
    assert one.precision == pytest.approx(2 / 4)
    assert one.recall == pytest.approx(2 / 3)
    assert one.f1 == pytest.approx(4 / 7)
    assert one.findings_per_case == pytest.approx(4 / 3)
    assert one.cost_usd == pytest.approx(0.003)
    assert one.seconds_per_case == pytest.approx(2.0)


def test_nothing_said_has_no_precision_and_nothing_expected_no_recall() -> None:
    silent = figures([tally(scored(case(expected())))])
    assert (silent.precision, silent.recall, silent.f1) == (None, 0.0, 0.0)
    loud = figures([tally(scored(case(), finding()))])
    assert (loud.precision, loud.recall, loud.f1) == (0.0, None, 0.0)
    nothing = figures([])
    assert (nothing.precision, nothing.f1, nothing.findings_per_case, nothing.seconds_per_case) == (
        None,
        None,
        None,
        None,
    )


def test_a_cost_that_one_case_does_not_know_is_unknown_in_all() -> None:
    one = figures([tally(scored(case())), tally(scored(case(), cost=None))])
    assert (one.cost_usd, one.cost_usd_per_case, one.intervals[COST]) == (None, None, None)


def test_what_only_the_summary_says_is_no_comment() -> None:
    each = scored(case(expected()), finding(fate=FateKind.SUMMARY))
    assert figures([tally(each)]).recall == 1.0
    comments = figures([tally(each, COMMENTED)])
    assert (comments.recall, comments.precision) == (0.0, None)


def test_a_category_counts_its_own_expectations_and_its_own_wrong_findings() -> None:
    labelled = case(expected(start=1), expected(start=9, category="security"), name="a")
    one = scored(labelled, finding(start=1, category="tests"), finding(start=50, category="performance"))
    other = scored(case(name="b"), seconds=4.0)
    told = by_category([one, other])
    assert list(told) == ["correctness", "performance", "security"]
    assert (told["correctness"].precision, told["correctness"].recall) == (1.0, 1.0)
    assert (told["security"].recall, told["security"].cases) == (0.0, 1)
    assert (told["performance"].precision, told["performance"].cases) == (0.0, 0)
    assert told["correctness"].seconds_per_case == 2.0


def test_groups_of_cases_share_out_all_that_was_counted() -> None:
    cases = [scored(case(expected(), name="a"), finding()), scored(case(name="b", kind="clean"), finding())]
    told = by_group(cases, lambda one: one.kind)
    assert [(name, one.found, one.wrong[Wrong.UNLABELLED]) for name, one in told.items()] == [
        ("clean", 0, 1),
        ("defects", 1, 0),
    ]


def test_wilson_is_the_published_interval() -> None:
    assert wilson(8, 10) == pytest.approx((0.4902, 0.9433), abs=1e-4)
    assert wilson(0, 10) == pytest.approx((0.0, 0.2775), abs=1e-4)
    assert wilson(0, 0) is None


def test_drawing_again_gives_the_same_interval_every_time_and_one_around_the_value() -> None:
    rows = [(float(number % 3), 1.0) for number in range(40)]
    mean = 39 / 40
    (first,) = bootstrap(rows, lambda sums: [sums[0] / sums[1]])
    (again,) = bootstrap(rows, lambda sums: [sums[0] / sums[1]])
    assert first == again
    assert first is not None
    assert first[0] < mean < first[1]
    assert 0.3 < first[1] - first[0] < 0.7  # 4 standard errors of 0.82 / sqrt(40)


def test_one_case_has_no_interval() -> None:
    one = figures([tally(scored(case(expected()), finding()))])
    assert [one.intervals[name] for name in (F1, FINDINGS, COST, SECONDS)] == [None] * 4
    assert one.intervals["precision"] is not None


def test_two_runs_are_compared_over_the_cases_that_both_reviewed() -> None:
    labelled = [case(expected(), name=name) for name in "abc"]
    first = [scored(one) for one in labelled]
    second = [scored(one, finding(), cost=3000) for one in labelled[:2]]
    cases, told = differences(first, second)
    assert cases == 2
    assert told["recall"] == (1.0, (1.0, 1.0))
    assert told[COST][0] == pytest.approx(0.002)
    assert told["precision"] == (None, None)


def test_two_runs_without_a_case_in_common_differ_in_nothing_that_is_known() -> None:
    cases, told = differences([scored(case(name="a"))], [scored(case(name="b"))])
    assert cases == 0
    assert set(told.values()) == {(None, None)}
