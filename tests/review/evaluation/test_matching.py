"""Which findings say what was expected."""

from __future__ import annotations

from itertools import permutations

from hypothesis import given, settings
from hypothesis import strategies as st

from review.evaluation.cases import Spot
from review.evaluation.matching import COMMENTED, Wrong, assign, in_one_file, match, said
from review.models import FateKind, Side
from review.models.finding import WHOLE_CHANGE
from tests.review.evaluation.made import case, expected, finding


def test_a_finding_within_the_tolerance_is_right_and_one_beyond_is_wrong() -> None:
    labelled = case(expected(start=10, end=12))
    assert len(match([finding(start=14)], labelled, 2).found) == 1
    beyond = match([finding(start=15)], labelled, 2)
    assert (beyond.found, beyond.missed) == ((), labelled.expect)
    assert [why for _, why in beyond.wrong] == [Wrong.UNLABELLED]


def test_another_file_or_side_of_the_diff_never_matches() -> None:
    labelled = case(expected())
    for other in (finding("b.py"), finding(side=Side.LEFT)):
        assert match([other], labelled, 5).found == ()


def test_a_second_finding_of_one_defect_is_a_duplicate() -> None:
    matched = match([finding(), finding()], case(expected()), 0)
    assert (len(matched.found), [why for _, why in matched.wrong]) == (1, [Wrong.DUPLICATE])


def test_one_finding_is_right_about_one_defect_only() -> None:
    matched = match([finding(start=1, end=9)], case(expected(start=2), expected(start=8)), 0)
    assert (len(matched.found), len(matched.missed)) == (1, 1)


def test_the_nearest_expectation_is_taken_first() -> None:
    matched = match([finding(start=9)], case(expected(start=8), expected(start=9)), 2)
    assert [one.spot.start for _, one in matched.found] == [9]


def test_a_finding_gives_way_when_both_can_be_right() -> None:
    """The wide one comes first and would take the only place that the narrow one can have."""
    wide, narrow = finding(start=1, end=9), finding(start=1)
    matched = match([wide, narrow], case(expected(start=1), expected(start=8)), 0)
    assert (len(matched.found), matched.missed) == (2, ())


def test_a_finding_on_a_clean_place_is_named_as_such_and_the_line_beside_is_not() -> None:
    labelled = case(clean=(Spot("a.py", 3, 5), Spot("b.py")))
    matched = match([finding(start=5), finding(start=6), finding("b.py", 70)], labelled, 2)
    assert [why for _, why in matched.wrong] == [Wrong.ON_CLEAN, Wrong.UNLABELLED, Wrong.ON_CLEAN]


def test_a_defect_on_a_clean_place_is_right_all_the_same() -> None:
    assert len(match([finding()], case(expected(), clean=(Spot("a.py"),)), 0).found) == 1


def test_what_is_said_of_the_whole_change_counts_only_where_it_was_expected() -> None:
    whole = finding(source=WHOLE_CHANGE, start=7)
    apart = match([whole], case(expected(start=1)), 2)
    assert (apart.wrong, apart.apart, len(apart.missed)) == ((), (whole,), 1)
    assert match([whole], case(expected(start=None)), 2).apart == ()


def test_with_a_judge_only_the_judge_counts() -> None:
    labelled = case(expected(start=1), expected(start=50))
    matched = match([finding(start=1)], labelled, 2, same={(0, 1)})
    assert [one.spot.start for _, one in matched.found] == [50]
    assert match([finding(start=1)], labelled, 2, same=()).found == ()


def test_only_pairs_in_one_file_are_judged() -> None:
    assert in_one_file([finding("b.py"), finding("a.py")], [expected("a.py", 900)]) == [(1, 0)]


def test_what_a_person_does_not_read_is_not_counted() -> None:
    findings = [finding(fate=fate) for fate in FateKind]
    assert [one.fate.kind for one in said(findings) if one.fate] == [
        FateKind.POSTED,
        FateKind.SUMMARY,
        FateKind.REPORTED,
    ]
    assert [one.fate.kind for one in said(findings, COMMENTED) if one.fate] == [FateKind.POSTED, FateKind.REPORTED]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.integers(0, 4), unique=True), max_size=5))
def test_as_many_as_can_be_are_matched_and_none_twice(edges: list[list[int]]) -> None:
    given_ = assign(edges)
    assert all(right in edges[left] for left, right in given_.items())
    assert len(set(given_.values())) == len(given_)
    best = max(
        sum(right in edges[left] for left, right in zip(range(len(edges)), order, strict=False))
        for order in permutations(range(5))
    )
    assert len(given_) == best


def test_a_long_chain_of_moves_needs_no_recursion() -> None:
    """Everybody has the first of two places; who comes last can have the first of all, and everybody moves on."""
    edges = [[left, left + 1] for left in range(5_000)]
    assert assign([*edges, [0]]) == {5_000: 0} | {left: left + 1 for left in range(5_000)}
