"""The table in the README speaks of tests that exist, of every row, and of every test here."""

from __future__ import annotations

import ast
import re
from pathlib import Path

HERE = Path(__file__).parent
TESTS = HERE.parent
ROW = re.compile(r"^\| (\d+) \| [^|]+ \| (.+) \|$", re.MULTILINE)
NAME = re.compile(r"`([\w/]+\.py)::(\w+)`")
TABLE = (HERE / "README.md").read_text("utf-8")
NAMED = {match.groups() for match in NAME.finditer(TABLE)}


def functions(file: Path) -> set[str]:
    tree = ast.parse(file.read_text("utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}


def test_every_row_names_a_test_or_the_issue_that_brings_its_code() -> None:
    rows = {int(number): told for number, told in ROW.findall(TABLE)}
    assert sorted(rows) == list(range(1, 41))
    assert [n for n, told in rows.items() if not NAME.search(told) and not re.search(r"not yet.*issue \d", told)] == []


def test_every_named_test_exists() -> None:
    assert NAMED
    assert [f"{file}::{name}" for file, name in NAMED if name not in functions(TESTS / file)] == []


def test_every_attack_here_is_in_the_table() -> None:
    """But for what a named test already implies: this file, and tests of one expression."""
    written = {
        (f"attacks/{file.name}", name)
        for file in HERE.glob("test_*.py")
        for name in functions(file)
        if name.startswith("test_") and file.name != "test_table.py"
    }
    assert sorted(written - NAMED) == []
