"""The definition around a line, in every language that has a grammar."""

from __future__ import annotations

import pytest

from review.code.grammars import GRAMMARS
from review.code.symbols import Symbol, enclosing, symbols

# A text, the line asked for, and what is around it.
AROUND = {
    "bash": ("f() {\n  echo\n}\n", 2, Symbol("f", "function", 1, 3, 1)),
    "c": ("static int *f(int a) {\n  return 0;\n}\n", 2, Symbol("f", "function", 1, 3, 1)),
    "cpp": (
        "namespace n {\ntemplate <class T>\nclass A {\n  int f() {\n    return 1;\n  }\n};\n}\n",
        5,
        Symbol("n.A.f", "function", 4, 6, 4),
    ),
    "css": ("@media print {\n  a {\n    color: red;\n  }\n}\n", 3, Symbol("print.a", "key", 2, 4, 2)),
    "csharp": (
        "namespace N {\n  class A {\n    int F(int a) {\n      return 1;\n    }\n  }\n}\n",
        4,
        Symbol("N.A.F", "function", 3, 5, 3),
    ),
    "go": (
        "package a\n\nfunc (t *T) Run() error {\n  return nil\n}\n",
        4,
        Symbol("Run", "function", 3, 5, 3),
    ),
    "html": ('<p>\n<b id="a">\n<i id="b">\nx</i></b></p>\n', 4, Symbol("a.b", "key", 3, 4, 3)),
    "java": (
        "class A {\n  @Override\n  public int f(int a) {\n    return 1;\n  }\n}\n",
        4,
        Symbol("A.f", "function", 2, 5, 3),
    ),
    "javascript": (
        "export class A {\n  run = () => {\n    go()\n  }\n}\n",
        3,
        Symbol("A.run", "function", 2, 4, 2),
    ),
    "json": ('{\n  "a": {\n    "b": [\n      1\n    ]\n  }\n}\n', 4, Symbol("a.b", "key", 3, 5, 3)),
    "kotlin": ("class A {\n  fun f(): Int {\n    return 1\n  }\n}\n", 3, Symbol("A.f", "function", 2, 4, 2)),
    "lua": ("function a.b(c)\n  return 1\nend\n", 2, Symbol("a.b", "function", 1, 3, 1)),
    "php": (
        "<?php\nclass B {\n  public function f() {\n    return 1;\n  }\n}\n",
        4,
        Symbol("B.f", "function", 3, 5, 3),
    ),
    "python": (
        "class A:\n    @property\n    def f(self):\n        return 1\n",
        4,
        Symbol("A.f", "function", 2, 4, 3),
    ),
    "rust": (
        "impl<T> Foo for S {\n    fn f(&self) -> u8 {\n        1\n    }\n}\n",
        3,
        Symbol("S.f", "function", 2, 4, 2),
    ),
    "scala": ("object A {\n  def f(a: Int) = {\n    1\n  }\n}\n", 3, Symbol("A.f", "function", 2, 4, 2)),
    "sql": ("CREATE TABLE a (\n  id INT\n);\n", 2, Symbol("a", "type", 1, 3, 1)),
    "swift": ("class A {\n  @B\n  func f() {\n    g()\n  }\n}\n", 4, Symbol("A.f", "function", 2, 5, 3)),
    "terraform": ('resource "a" "b" {\n  c {\n    d = 1\n  }\n}\n', 3, Symbol("resource.a.b.c", "key", 2, 4, 2)),
    "toml": ("[a.b]\nc = [\n  1,\n]\n", 3, Symbol("a.b.c", "key", 2, 4, 2)),
    "typescript": (
        "namespace N {\n  const C = () => {\n    return <div>{1}</div>\n  }\n}\n",
        3,
        Symbol("N.C", "function", 2, 4, 2),
    ),
}


@pytest.mark.parametrize("language", GRAMMARS)
def test_the_innermost_definition_around_a_line_is_found(language: str) -> None:
    text, line, expected = AROUND[language]
    assert enclosing(text.encode(), language, line) == expected


def test_a_decorator_belongs_to_what_it_decorates() -> None:
    text, _, expected = AROUND["python"]
    assert enclosing(text.encode(), "python", 2) == expected


def test_a_line_outside_of_everything_has_no_symbol() -> None:
    assert enclosing(b"import os\n\n\ndef f():\n    pass\n", "python", 1) is None


@pytest.mark.parametrize("language", ["cobol", "yaml", "ruby", None])
def test_a_language_without_a_grammar_has_no_symbols(language: str | None) -> None:
    assert symbols(b"a: 1\n", language) == ()


def test_code_that_does_not_parse_gives_what_could_be_read() -> None:
    assert "f" in {one.name for one in symbols(b"def f():\n    pass\n\n\ndef g(:\n", "python")}
