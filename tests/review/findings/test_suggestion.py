"""Code as models write it, made to stand in the file."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from review.code.syntax import Doubt
from review.findings import suggestion as wording
from review.findings.suggestion import edit_of
from tests.review.made_suggestions import HEAD, suggesting

LINE = "        return total / max(1, len(self.items))"


def applied(text: str, start: int = 9, end: int | None = None, head: str = HEAD) -> str | None:
    """Return the lines that would be offered; the file around them must be as it was."""
    end = start if end is None else end
    made = edit_of(suggesting(text, start, end, head), head.encode())
    if isinstance(made, Doubt):
        return None
    edit, shown = made
    before, after = edit.before.decode().split("\n"), edit.after.decode().split("\n")
    assert after[: start - 1] == before[: start - 1]
    assert after[start - 1 + edit.count :] == before[end:]
    assert [line.rstrip("\r") for line in after[start - 1 : start - 1 + edit.count]] == shown.split("\n")
    return shown


def reason(text: str, start: int = 9, end: int | None = None, head: str = HEAD) -> Doubt:
    made = edit_of(suggesting(text, start, end, head), head.encode())
    assert isinstance(made, Doubt)
    return made


@pytest.mark.parametrize(
    "text",
    [
        LINE,
        LINE.strip(),
        f"    {LINE}",
        f"{LINE}\n",
        f"```python\n{LINE}\n```",
        f"  9 + | {LINE}",
        f"            total += item.price\n{LINE}",
        f"{LINE}\n\n    def clear(self):",
        LINE.replace("\n", "\r\n"),
    ],
)
def test_what_models_put_around_a_line_is_taken_off(text: str) -> None:
    assert applied(text) == LINE


def test_a_block_keeps_its_shape_at_the_indentation_of_what_it_replaces() -> None:
    wanted = "        if not self.items:\n            return 0\n        return total"
    assert applied("if not self.items:\n    return 0\nreturn total") == wanted
    assert applied("if not self.items:\n            return 0\n        return total") == wanted


def test_spaces_become_tabs_where_the_file_has_tabs() -> None:
    head = "package a\n\nfunc f() int {\n\treturn a / b\n}\n"
    assert applied("if b == 0 {\n    return 0\n}\nreturn a / b", 4, head=head) == (
        "\tif b == 0 {\n\t\treturn 0\n\t}\n\treturn a / b"
    )


def test_a_file_with_crlf_keeps_them() -> None:
    head = HEAD.replace("\n", "\r\n")
    finding = suggesting(LINE, 9)
    made = edit_of(finding, head.encode())
    assert not isinstance(made, Doubt)
    assert b"\n" not in made[0].after.replace(b"\r\n", b"")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("return total/len( self.items)".replace("/", " / ").replace("( ", "("), wording.SAME),
        ("# ... existing code ...", wording.ELIDES),
        ("...", wording.ELIDES),
        ("# rest of the function", wording.ELIDES),
    ],
)
def test_what_is_not_code_of_its_own_is_left_out(text: str, why: str) -> None:
    made = reason(text)
    assert (made.reason, made.harmful) == (why, True)


@pytest.mark.parametrize("char", ["\u202e", "\u200b"])
def test_invisible_characters_are_not_offered(char: str) -> None:
    """As prose they are written out."""
    assert reason(f"return total{char}") == Doubt(wording.UNPRINTABLE, harmful=False)


def test_many_lines_do_not_go_for_one() -> None:
    assert reason("pass", 5, 12).reason == wording.SHRINKS.format(count=6)


def test_lines_that_the_model_did_not_see_as_they_are_stay() -> None:
    """A secret was hidden from it: its code would put the placeholder there."""
    hidden = suggesting("key = os.environ['KEY']", 9, evidence="        return [hidden]")
    made = edit_of(hidden, HEAD.encode())
    assert made == Doubt(wording.HIDDEN, harmful=True)


@pytest.mark.parametrize("text", ["/merge", "@dependabot merge"])
def test_a_line_that_another_bot_would_obey_is_not_offered(text: str) -> None:
    assert reason(text, 9, head="\n" * 8 + "x = 1\n") == Doubt(wording.COMMANDS, harmful=False)


def test_a_file_of_another_encoding_is_not_touched() -> None:
    assert edit_of(suggesting(LINE), HEAD.encode("utf-16")) == Doubt(wording.NOT_UTF8, harmful=False)
    assert edit_of(suggesting(LINE), b"a\rb\nc\r\n") == Doubt(wording.NOT_UTF8, harmful=False)


def test_long_code_is_not_tried() -> None:
    assert reason("x\n" * 300).reason == wording.TOO_LONG
    assert reason("x" * 20_000).reason == wording.TOO_LONG


@given(
    st.lists(
        st.sampled_from([LINE, LINE.strip(), "", "```", "\t}", "  x", "}", "/a", "...", "\u202e", "7 | y"]), max_size=9
    ),
    st.integers(1, 13),
    st.integers(0, 4),
)
def test_whatever_is_suggested_nothing_outside_of_the_lines_changes(lines: list[str], start: int, more: int) -> None:
    applied("\n".join(lines), start, min(start + more, 13))
