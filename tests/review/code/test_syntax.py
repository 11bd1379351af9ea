"""An edit is proven when the file still parses and nothing outside of the edit moved."""

from __future__ import annotations

import pytest

from review.code.syntax import BREAKS, BROKEN_BEFORE, MOVES, NO_PARSER, Edit, doubt

PYTHON = "class Cart:\n    def total(self):\n        n = 1\n        return n\n\n    def clear(self):\n        pass\n"
GO = "package a\n\nfunc f() int {\n\tx := 1\n\treturn x\n}\n\nfunc g() {\n}\n"


def edit(text: str, start: int, end: int, *new: str) -> Edit:
    lines = text.split("\n")
    after = "\n".join([*lines[: start - 1], *new, *lines[end:]])
    return Edit(text.encode(), after.encode(), start, end, len(new))


def reason(made: Edit, language: str | None) -> str | None:
    wrong = doubt(made, language)
    return wrong.reason if wrong else None


def test_an_edit_that_keeps_the_file_whole_is_not_in_doubt() -> None:
    assert reason(edit(PYTHON, 3, 3, "        n = 2", "        n += 1"), "python") is None
    assert reason(edit(GO, 4, 5, "\treturn 1"), "go") is None


@pytest.mark.parametrize(
    ("text", "new", "language"),
    [
        (PYTHON, "        n = (2", "python"),
        (PYTHON, "    n = 2", "python"),  # tree-sitter alone lets it pass
        (PYTHON, "return 2", "python"),
        (GO.replace("package a\n", ""), "\tif x {", "go"),
    ],
)
def test_a_new_syntax_error_breaks_the_file(text: str, new: str, language: str) -> None:
    wrong = doubt(edit(text, 3, 3, new), language)
    assert wrong is not None
    assert (wrong.reason, wrong.harmful) == (BREAKS, True)


def test_a_definition_that_goes_is_named() -> None:
    assert reason(edit(PYTHON, 6, 7, "    pass"), "python") == "it drops or renames Cart.clear"
    assert reason(edit(GO, 8, 8, "func h() {"), "go") == "it drops or renames g"


def test_a_brace_that_swallows_the_next_function_is_seen() -> None:
    text = "function f() {\n  a()\n}\nfunction g() {\n}\n}\n".replace("}\n}\n", "}\n")
    swallowed = edit(text, 2, 3, "  a()", "  function x() {", "  }", "  }", "  function y() {", "  }")
    assert reason(swallowed, "javascript") is None, "control: only what stands outside has to stay"
    assert reason(edit(text, 2, 3, "  if (a) {", "  }", "  /*"), "javascript") == BREAKS
    nested = edit("class A {\n  f() {\n  }\n  g() {\n  }\n}\n", 2, 3, "  f() {", "  }", "}", "class B {")
    assert reason(nested, "javascript") == MOVES


def test_errors_that_were_there_before_are_not_held_against_an_edit_elsewhere() -> None:
    broken = GO + "\nfunc h( {\n}\n"
    assert reason(edit(broken, 4, 4, "\tx := 2"), "go") is None
    assert reason(edit(broken, 11, 11, "func h(a {"), "go") in {BROKEN_BEFORE, BREAKS}


def test_python_that_this_interpreter_cannot_read_is_not_proven_and_not_harmful() -> None:
    wrong = doubt(edit("def f() -> :\n    pass\n\nx = 1\n", 4, 4, "x = 2"), "python")
    assert wrong is not None
    assert not wrong.harmful


@pytest.mark.parametrize("language", ["yaml", "cobol", None])
def test_without_a_parser_nothing_is_proven(language: str | None) -> None:
    wrong = doubt(edit("a: 1\n", 1, 1, "a: 2"), language)
    assert wrong is not None
    assert (wrong.reason, wrong.harmful) == (NO_PARSER, False)
