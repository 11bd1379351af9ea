"""Text cut to what GitHub takes: within the limit, saying so, and with nothing left open."""

from __future__ import annotations

from app.github import wording


def test_a_short_body_stays_as_it_is() -> None:
    assert wording.body("short") == "short"


def test_a_long_body_is_cut_and_says_so() -> None:
    cut = wording.body("x" * 70_000)
    assert len(cut) <= wording.MAX_BODY
    assert cut.endswith(wording.CUT)


def test_a_cut_inside_a_code_block_closes_it() -> None:
    assert wording.body("```\n" + "x" * 70_000).removesuffix(wording.CUT).endswith("\n```")


def test_check_output_is_cut_by_bytes_and_stays_utf_8() -> None:
    cut = wording.output("é" * 60_000)
    assert len(cut.encode()) <= wording.MAX_OUTPUT_BYTES
    assert cut.endswith(wording.CUT)


def test_a_title_is_one_short_line() -> None:
    assert wording.title("a\n b") == "a b"
    assert len(wording.title("x" * 300)) == wording.MAX_TITLE
