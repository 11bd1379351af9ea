"""Text that stays closed."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from review.findings.sanitise import code_block, sanitise
from review.report.folded import BRIEF, brief, folded
from tests.review.findings.test_sanitise import hostile, what_acts


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 2**64))
def test_nothing_that_is_folded_gets_out(seed: int) -> None:
    """Neither prose nor code can close the fold, or open one more."""
    for text in hostile(seed, 30):
        body = f"{folded('More', sanitise(text).strip())}\n\n{folded('A test', code_block(text))}\n\nafter"
        assert what_acts(body) - {"command"} == set(), text


def test_only_our_own_words_stand_in_the_html() -> None:
    with pytest.raises(ValueError, match="only words of ours"):
        folded("<b>x</b>", "body")


def test_a_short_text_stands_open() -> None:
    assert brief("It fails.\n\nAlways.") == ("It fails.\n\nAlways.", "")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a " * 150 + "\n\n" + "b " * 300, "a " * 150),
        ("One sentence " + "x" * 300 + ". " + "More " * 100, "One sentence " + "x" * 300 + "."),
        ("word " * 500, "word " * (BRIEF // 5)),
        ("It fails so:\n" + "x" * 300 + "\n```\n" + "code. more\n\n" * 60 + "```", "It fails so:\n" + "x" * 300),
        ("x" * 2_000, ""),
    ],
    ids=["paragraph", "sentence", "word", "before code", "one word"],
)
def test_a_long_text_is_cut_where_a_reader_would(text: str, shown: str) -> None:
    """And not a character is lost on the way."""
    opened, rest = brief(text)
    assert opened == shown.strip()
    assert (opened + rest).replace(" ", "").replace("\n", "") == text.replace(" ", "").replace("\n", "")
