"""The stand-in is an oracle only as long as it shares no code with what it judges."""

from __future__ import annotations

import ast
from pathlib import Path

STAND_IN = Path(__file__).parent.parent / "stand_in"


def test_the_stand_in_imports_nothing_of_diffdiver() -> None:
    imported = set()
    for file in STAND_IN.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.ImportFrom):
                imported.add((node.module or "").partition(".")[0])
            elif isinstance(node, ast.Import):
                imported |= {name.name.partition(".")[0] for name in node.names}
    assert "starlette" in imported
    assert not imported & {"app", "review", "providers", "unidiff"}
