"""Finding the refused ones when only whole lists are answered."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.github.bisect import MAX_TRIALS, refused_among


class GitHub:
    """Refuses every list that holds a bad member."""

    def __init__(self, bad: set[str]) -> None:
        self.bad = bad
        self.trials = 0

    async def accepted(self, part: Sequence[str]) -> bool:
        self.trials += 1
        return not self.bad & set(part)


@pytest.mark.slow
@given(size=st.integers(1, 12), bad=st.sets(st.integers(0, 11), min_size=1))
@settings(max_examples=100)
async def test_exactly_the_bad_ones_are_found(size: int, bad: set[int]) -> None:
    members = [str(n) for n in range(size)]
    wrong = {str(n) for n in bad if n < size} or {"0"}
    assert set(await refused_among(members, GitHub(wrong).accepted)) == wrong


async def test_one_bad_one_of_25_takes_few_trials() -> None:
    github = GitHub({"17"})
    assert await refused_among([str(n) for n in range(25)], github.accepted) == ("17",)
    assert github.trials <= 9


@pytest.mark.parametrize("size", [25, 200])
async def test_when_all_are_bad_the_trials_end_and_none_is_lost(size: int) -> None:
    members = [str(n) for n in range(size)]
    github = GitHub(set(members))
    assert set(await refused_among(members, github.accepted)) == set(members)
    assert github.trials <= MAX_TRIALS
