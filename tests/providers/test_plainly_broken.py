"""Which output is given up before its end, and which is not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from providers import plainly_broken
from providers.plainly_broken import BLANK, GARBAGE, PROSE, REPEATING, WEB_PAGE, Watch

PREFACE = "Here is what I found in the change, in the form that you asked for:\n```json\n"
WORDS = " ".join(f"word{number}" for number in range(2_000))
FINDINGS = json.dumps({"findings": [{"line": n, "message": f"The value of x{n} is lost."} for n in range(300)]})
OWN_CODE = Path(plainly_broken.__file__).read_text()


def heard(text: str, *, json: bool = True, size: int = 7) -> str | None:
    """Tell the watch a text in small pieces and return its first complaint."""
    watch = Watch(json=json)
    complaints = (watch.hear(text[at : at + size]) for at in range(0, len(text), size))
    return next((complaint for complaint in complaints if complaint is not None), None)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ('{"findings": [' + " " * 1_100, BLANK),
        ("\n\t" * 600, BLANK),
        ('{"a": "' + "the same again, " * 400, REPEATING),
        ("{" + "0" * 5_000, REPEATING),
        (WORDS, PROSE),
        ("<think>hm</think>" + WORDS, PROSE),
        ("  <!DOCTYPE html><html>", WEB_PAGE),
        ("<HTML>", WEB_PAGE),
        ('{"a": "' + "\x00\ufffd" * 40, GARBAGE),
    ],
)
@pytest.mark.parametrize("size", [1, 7, 100_000])
def test_broken_output_is_noticed(text: str, complaint: str, size: int) -> None:
    assert heard(text, size=size) == complaint


@pytest.mark.parametrize(
    "text",
    [
        FINDINGS,
        PREFACE + FINDINGS,
        "<think>" + WORDS * 3 + "</think>" + FINDINGS,
        "<think>" + WORDS + " {x} " + WORDS,
        json.dumps({"fix": OWN_CODE}),
        json.dumps({"fix": "=" * 2_000, "note": "| a | b |\n" * 100}),
        '{"fix": "' + " " * 900 + '"}',
        "",
    ],
)
@pytest.mark.parametrize("size", [1, 7, 100_000])
def test_output_that_may_become_something_is_let_be(text: str, size: int) -> None:
    assert heard(text, size=size) is None


@pytest.mark.parametrize("text", [WORDS, "<!doctype html>" + WORDS])
def test_prose_is_fine_where_nobody_asked_for_json(text: str) -> None:
    assert heard(text, json=False) is None


def test_a_long_answer_is_watched_in_linear_time() -> None:
    """A watch that looks at everything again for each piece would take minutes."""
    assert heard("<think>" + WORDS * 20, size=4) is None
