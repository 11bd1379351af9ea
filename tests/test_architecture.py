"""The tree's own rules: direction of imports, sizes, no machine's path, no package index, docs that repeat facts."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Collection, Iterator
from pathlib import Path

import pytest

from tests import index_hosts

ROOT = Path(__file__).parent.parent
CODE = sorted(path for package in ("app", "review", "providers") for path in (ROOT / package).rglob("*.py"))
MAX_FILE_LINES = 300
MAX_FUNCTION_LINES = 50
# The HTTP route and the job: the two edges where whatever happened must be logged and answered.
BROAD_EXCEPT = {"app/web/webhook.py", "app/work/runner.py"}
TOP_LEVEL = {"pyproject.toml", "README.md", "app.yml", "app", "review", "providers", "deploy", "tests"}
SMALL_FILES = {"Makefile", "LICENSE", "requirements.lock"}


def tracked() -> list[str]:
    """Return the files that git knows or would add."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    return [name for name in listed.stdout.decode().split("\0") if name and (ROOT / name).is_file()]


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


@pytest.mark.parametrize("path", CODE, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_file_and_its_functions_stay_small(path: Path) -> None:
    text = path.read_text()
    assert text.count("\n") <= MAX_FILE_LINES
    long = [
        f"{node.name} ({(node.end_lineno or node.lineno) - node.lineno + 1})"
        for node in functions(ast.parse(text))
        if (node.end_lineno or node.lineno) - node.lineno + 1 > MAX_FUNCTION_LINES
    ]
    assert not long


def test_broad_excepts_live_in_two_places_only() -> None:
    found = set()
    for path in CODE:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ExceptHandler):
                names = {n.id for n in ast.walk(node.type) if isinstance(n, ast.Name)} if node.type else {"bare"}
                if names & {"Exception", "BaseException", "bare"}:
                    found.add(str(path.relative_to(ROOT)))
    assert found == BROAD_EXCEPT


def test_the_import_contracts_hold() -> None:
    result = subprocess.run(
        [Path(sys.executable).parent / "lint-imports", "--no-cache"], cwd=ROOT, capture_output=True, text=True
    )
    assert result.returncode == 0, result.stdout


def test_an_import_against_the_direction_is_noticed(tmp_path: Path) -> None:
    """Control: the contracts turn red when `review` imports what it may not."""
    for package in ("app", "review", "providers"):
        (tmp_path / package).mkdir()
        (tmp_path / package / "__init__.py").write_text("")
    (tmp_path / "review" / "bad.py").write_text("import os\n")
    (tmp_path / "pyproject.toml").write_text((ROOT / "pyproject.toml").read_text())
    result = subprocess.run(
        [Path(sys.executable).parent / "lint-imports", "--no-cache"], cwd=tmp_path, capture_output=True, text=True
    )
    assert result.returncode != 0
    assert "review.bad -> os" in result.stdout


def test_no_file_names_a_package_index_or_a_path_of_one_machine() -> None:
    hosts = map(re.escape, index_hosts.ALL)
    index = re.compile("|".join([*hosts, "--index-url", r"(?<![\w.])/(?:work|root)/(?!\*)"]))
    hits = []
    for name in tracked():
        if name.startswith("tests/samples/") or name == "tests/test_architecture.py":
            continue
        text = (ROOT / name).read_bytes().decode("utf-8", "replace")
        hits += [f"{name}: {match.group()}" for match in index.finditer(text)]
    assert not hits


def test_the_top_level_is_the_one_of_the_design() -> None:
    names = {name.split("/")[0] for name in tracked()}
    assert {name for name in names if not name.startswith(".")} <= TOP_LEVEL | SMALL_FILES


def test_the_package_imports_have_no_cycle() -> None:
    graph: dict[str, set[str]] = {}
    names = {".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path for path in CODE}
    for name, path in names.items():
        graph[name] = {target for target in _imports(path, names) if target in names and target != name}
    _drop_leaves(graph)
    assert not graph


def _imports(path: Path, modules: Collection[str]) -> set[str]:
    """Return what a file imports; `from package import module` names the module, not the package."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            inner = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= inner & set(modules) if inner <= set(modules) else inner | {node.module}
    return found


def _drop_leaves(graph: dict[str, set[str]]) -> None:
    """Remove what imports nothing, again and again; what remains stands in or behind a cycle."""
    while leaves := {name for name, targets in graph.items() if not targets}:
        for name in leaves:
            del graph[name]
        for targets in graph.values():
            targets -= leaves
