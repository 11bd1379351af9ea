"""Which files share a question hangs on their paths alone, and only on those near by."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from review.models import Line, LineKind
from review.prompts.grouping import TOGETHER, grouped
from review.prompts.packing import MAX_QUESTIONS, Piece, Plan, plan
from review.prompts.shown import ShownHunk

EXAMPLES = settings(max_examples=60, deadline=None)
PATHS = st.text("abcd/", min_size=1, max_size=5).map(lambda text: f"{text}.py")
SIZES = st.sampled_from([1, 3, 30, 190, 400, 900])
FILES = st.dictionaries(PATHS, SIZES, min_size=1, max_size=30)

Question = tuple[Piece, ...]


def planned(files: Mapping[str, int]) -> Plan:
    """Plan a change of new files with so many lines."""
    shown = {path: (ShownHunk("", tuple(map(_line, range(1, lines + 1)))),) for path, lines in files.items()}
    return plan(shown, {})


def questions(files: Mapping[str, int]) -> set[Question]:
    return set(planned(files).questions)


def all_fit(*changes: Mapping[str, int]) -> bool:
    """Say whether each change fits whole and without joining groups."""
    plans = [planned(files) for files in changes]
    return all(one.whole and len(one.questions) < MAX_QUESTIONS for one in plans)


def _line(number: int) -> Line:
    return Line(LineKind.ADDED, None, number, "value = other_value  # thirty bytes")


def paths_of(asked: set[Question]) -> set[str]:
    return {piece.path for question in asked for piece in question}


def test_ten_files_make_three_questions_at_least_so_that_one_that_changes_is_a_third_at_most() -> None:
    for number in range(200):
        assert len(grouped(f"{number}/{name}.py" for name in "abcdefghij")) >= 3


@EXAMPLES
@given(st.sets(PATHS, max_size=40))
def test_the_groups_are_the_paths_in_order_in_small_parts(paths: set[str]) -> None:
    groups = grouped(paths)
    assert [path for group in groups for path in group] == sorted(paths)
    assert all(1 <= len(group) <= TOGETHER for group in groups)


@EXAMPLES
@given(st.sets(PATHS, max_size=40), PATHS)
def test_a_path_that_comes_is_in_a_question_with_its_neighbours_and_moves_one_other_at_most(
    paths: set[str], comes: str
) -> None:
    before, after = grouped(paths - {comes}), grouped(paths | {comes})
    assert len(set(after) - set(before)) <= 2
    place = sorted(paths | {comes}).index(comes)
    near = set(sorted(paths | {comes})[max(0, place - TOGETHER) : place + TOGETHER + 1])
    assert {path for group in set(before) ^ set(after) for path in group} <= near


@pytest.mark.slow
@EXAMPLES
@given(FILES, st.data())
def test_a_push_that_changes_a_file_leaves_every_question_about_other_groups_as_it_was(
    files: dict[str, int], data: st.DataObject
) -> None:
    changed = data.draw(st.sampled_from(sorted(files)))
    pushed = {**files, changed: data.draw(SIZES)}
    (group,) = (set(group) for group in grouped(files) if changed in group)
    if all_fit(files, pushed):
        assert paths_of(questions(files) ^ questions(pushed)) <= group


@pytest.mark.slow
@EXAMPLES
@given(FILES, PATHS, SIZES)
def test_a_file_that_comes_or_goes_leaves_every_question_about_far_files_as_it_was(
    files: dict[str, int], other: str, size: int
) -> None:
    with_it = {**files, other: size}
    without = {path: lines for path, lines in with_it.items() if path != other}
    place = sorted(with_it).index(other)
    near = set(sorted(with_it)[max(0, place - TOGETHER) : place + TOGETHER + 1])
    if all_fit(without, with_it):
        assert paths_of(questions(without) ^ questions(with_it)) <= near


def test_groups_of_a_fixed_size_would_all_move_with_the_first_file_that_comes() -> None:
    """Control: what the hashes are for."""
    paths = [f"f{number:02}.py" for number in range(40)]

    def fixed(of: list[str]) -> set[tuple[str, ...]]:
        return {tuple(of[at : at + TOGETHER]) for at in range(0, len(of), TOGETHER)}

    assert fixed(paths) & fixed(["a.py", *paths]) == set()
    assert len(set(grouped(paths)) & set(grouped(["a.py", *paths]))) >= len(grouped(paths)) - 1


def test_in_a_change_with_too_many_files_most_questions_stay_too() -> None:
    """Groups are joined then; one file more or less joins one pair more or less, and moves nothing else."""
    files = {f"{'abcdefgh'[number % 8]}/f{number:02}.py": 20 + number for number in range(60)}
    before = questions(files)
    for changed in list(files)[::6]:
        after = questions({**files, changed: 190})
        assert len(before & after) >= 0.6 * len(after)
