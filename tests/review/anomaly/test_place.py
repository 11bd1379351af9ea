"""Advice on a whole file stands where the change touches it."""

from __future__ import annotations

from dataclasses import replace

from review.anomaly.place import first_place
from review.models import Location, Side
from tests.review.made import new_file, removed_file, surveyed


def test_it_is_the_first_added_line() -> None:
    (file,) = surveyed(new_file("a.py", "x = 1", "y = 2")).change.diff.files
    assert first_place(file) == Location("a.py", 1, 1)


def test_where_lines_only_go_it_is_on_the_side_of_the_base() -> None:
    (file,) = surveyed(removed_file("a.py", "x = 1", "y = 2")).change.diff.files
    assert first_place(file) == Location("a.py", 1, 1, Side.LEFT)
    assert first_place(file, 2) == Location("a.py", 2, 2, Side.LEFT)


def test_a_file_without_lines_has_its_first() -> None:
    (file,) = surveyed(new_file("a.py", "x = 1")).change.diff.files
    assert first_place(replace(file, hunks=())) == Location("a.py", 1, 1)
