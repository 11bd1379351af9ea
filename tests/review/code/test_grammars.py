"""Parsers are C code: what may kill one is kept from it, and what takes it too long is called off."""

from __future__ import annotations

import subprocess
import sys

import pytest

from review.code.grammars import GRAMMARS, MAX_BYTES, MAX_DEPTH, fit, parse
from review.code.symbols import symbols

UNITS = (
    b"{a:",
    b"function a(){",
    b"if(a){}else ",
    b"a<",
    b"`${",
    b'f"{',
    b"$(",
    b"<<A\n",
    b'"""',
    b"/*",
    b"!",
    b"\xff\n",
)


def test_the_first_dialect_without_errors_is_taken() -> None:
    generic, jsx = b"const a = <T>(b);\n", b"const a = <div>{b}</div>;\n"
    taken = [parsed.grammar.function for code in (generic, jsx) if (parsed := parse(code, "typescript"))]
    assert taken == ["language_typescript", "language_tsx"]


def test_errors_are_named_by_their_lines() -> None:
    parsed = parse(b"func f() {\n}\n\nfunc g( {\n}\n", "go")
    assert parsed is not None
    assert parsed.errors
    assert all(start >= 4 for start, _ in parsed.errors)


def test_code_as_people_write_it_is_fit() -> None:
    assert fit(b"x = (1, [2, {3: 4}])\n" * 1000)


@pytest.mark.parametrize(
    "code",
    [b"a" * (MAX_BYTES + 1), b"{a:" * 200_000, b"[" * (MAX_DEPTH + 1), b"a" * 50_000],
    ids=["large", "deep objects", "deep lists", "one long line"],
)
def test_what_could_kill_a_parser_is_not_parsed(code: bytes) -> None:
    assert parse(code, "javascript") is None


def test_a_parse_that_takes_too_many_steps_is_called_off(monkeypatch: pytest.MonkeyPatch) -> None:
    code = b"total = price * count\n" * 5_000
    assert parse(code, "python") is not None, "control"
    monkeypatch.setattr("review.code.grammars.STEPS", 1)
    monkeypatch.setattr("review.code.grammars.BYTES_A_STEP", len(code))
    assert parse(code, "python") is None


@pytest.mark.parametrize("language", GRAMMARS)
def test_hostile_text_ends_and_kills_no_process(language: str) -> None:
    for unit in UNITS:
        symbols(unit * 60, language)


def test_nothing_is_imported_before_it_is_used() -> None:
    seen = "import sys, review.suggestions; print([name for name in sys.modules if 'tree_sitter' in name])"
    done = subprocess.run([sys.executable, "-c", seen], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
