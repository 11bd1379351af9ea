"""The page of our scan rules is the rules' own count, and every empty cell has its reason."""

from __future__ import annotations

from tests.rules_table import PLACE, table


def test_the_page_is_what_the_rules_are() -> None:
    assert PLACE.read_text("utf-8") == table(), "run: python -m tests.rules_table"
