"""Keeping: what is read back is what was kept, and damage is told."""

from __future__ import annotations

import pytest

from review.history import encoding
from review.history.encoding import decode, encode
from review.history.errors import MalformedMined
from tests.review.history.commits import TIP, commit, mined, moved

TOLD = mined([commit(0, ["a\udcff", "n\nl"], name='"\0é', subject="fix 😀"), moved(1, "a\udcff", "b")])


def test_what_is_kept_is_read_back() -> None:
    assert decode(encode(TOLD)) == TOLD
    assert decode(encode(mined([]))) == mined([])


def test_the_head_is_read_alone() -> None:
    assert encoding.about(encode(TOLD)) == (TIP, "", True, 2)


KEPT = encode(TOLD)


@pytest.mark.parametrize("damaged", [KEPT[:-1], b"", KEPT[:100] + b"\xff\0" + KEPT[102:], b"mined 0" + KEPT[7:]])
def test_damage_is_told(damaged: bytes) -> None:
    with pytest.raises(MalformedMined):
        decode(damaged)
