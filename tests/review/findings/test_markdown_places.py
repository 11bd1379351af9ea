"""Places are read as people and models write them; what only looks like one is not a place."""

from __future__ import annotations

import pytest

from review.findings.markdown_places import lines, named, pointed


@pytest.mark.parametrize(
    "text",
    [
        "`shop/cart.py:12-14`",
        "`shop/cart.py`:12–14",
        "shop/cart.py:12-14",
        "in shop/cart.py#L12-L14.",
        "**shop/cart.py** (lines 12-14)",
        "`shop/cart.py`, lines 12 to 14",
        "`shop/cart.py` at lines 12-14",
        "lines 12-14 of shop/cart.py",
        "(shop/cart.py:12:5-14)",
        "config.cast in `shop/cart.py` L12-14",
    ],
)
def test_a_path_with_lines_is_a_place(text: str) -> None:
    place = pointed(text)
    assert place is not None
    assert (place.path, place.first, place.last) == ("shop/cart.py", 12, 14)


@pytest.mark.parametrize(
    "text", ["e.g. this", "version 1.5", "os.system fails", "and/or", "`x = {a: 1}`", "https://a.b/c.py:80", ""]
)
def test_what_only_looks_like_a_path_is_none(text: str) -> None:
    assert pointed(text) is None


def test_the_place_with_a_line_goes_before_one_without() -> None:
    place = pointed("`shop/base.py` is why `shop/cart.py:3` fails")
    assert place is not None
    assert place.path == "shop/cart.py"


def test_a_labels_value_is_a_path_whatever_it_looks_like() -> None:
    for said in ("Makefile", "my dir/a b", "LICENSE"):
        place = named(f"`{said}`")
        assert place is not None
        assert place.path == said


def test_lines_are_read_alone_too() -> None:
    assert lines("**Line 15** (high)") == (15, 15)
    assert lines("L12-L14") == (12, 14)
    assert lines("12 - 14", bare=True) == (12, 14)
    assert lines("12 - 14") == (0, 0)
