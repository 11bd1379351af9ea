"""What is worked out once for a schema is never another schema's, and not kept for ever."""

from __future__ import annotations

import gc

import pytest

from providers.unchanged import MOST_KEPT, Schema, once_a_schema


def test_a_schema_is_worked_out_once_and_never_taken_for_another() -> None:
    made: list[Schema] = []

    def written(schema: Schema) -> str:
        made.append(schema)
        return str(schema)

    text = once_a_schema(written)
    one, same, other = {"const": 1}, {"const": 1}, {"const": True}  # all three are equal to Python
    assert [text(one), text(other), text(one), text(same)] == [str(one), str(other), str(one), str(same)]
    assert len(made) == 3


def test_one_that_came_and_went_leaves_its_place_to_nobody() -> None:
    text = once_a_schema(str)
    for number in range(10 * MOST_KEPT):  # many of them at the address of an earlier one
        assert text({"const": number}) == f"{{'const': {number}}}"


@pytest.mark.slow
def test_no_more_than_a_few_are_kept() -> None:
    class Counted(dict[str, object]):
        pass

    text = once_a_schema(str)
    for number in range(3 * MOST_KEPT):
        text(Counted(const=number))
    gc.collect()
    assert sum(isinstance(one, Counted) for one in gc.get_objects()) <= MOST_KEPT
