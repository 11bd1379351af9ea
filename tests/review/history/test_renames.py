"""Moves are seen by the same content; where it could be any of several, the base name decides, or nothing does."""

from __future__ import annotations

from review.history.log import LoggedChange
from review.history.renames import EMPTY, renames_in

NONE = b"0" * 40


def gone(path: str, blob: bytes = b"a" * 40) -> LoggedChange:
    return LoggedChange("D", blob, NONE, path)


def come(path: str, blob: bytes = b"a" * 40) -> LoggedChange:
    return LoggedChange("A", NONE, blob, path)


def test_the_same_content_at_another_path_is_a_move() -> None:
    assert renames_in([come("new"), gone("old")]) == {"old": "new"}


def test_other_content_is_no_move() -> None:
    assert renames_in([come("new", b"b" * 40), gone("old")]) == {}


def test_empty_files_are_all_alike_and_moved_nowhere() -> None:
    assert renames_in([come("new", EMPTY[0]), gone("old", EMPTY[0])]) == {}


def test_among_several_the_base_name_decides() -> None:
    changes = [gone("x/a.py"), gone("x/b.py"), come("y/b.py"), come("y/a.py"), come("y/c.py")]
    assert renames_in(changes) == {"x/a.py": "y/a.py", "x/b.py": "y/b.py"}


def test_a_copy_is_no_move() -> None:
    assert renames_in([come("copy")]) == {}
