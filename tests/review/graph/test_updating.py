"""The graph of a head is that of a new build, but for what stands beside it."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from review.graph.building import build
from review.graph.graph import Graph
from review.graph.stored import decode, encode
from review.graph.updating import update
from tests.review.graph.made import calls, facts, graph_of, imports
from tests.review.graph.repositories_compiled import REPOSITORIES as COMPILED
from tests.review.graph.repositories_scripts import REPOSITORIES as SCRIPTS

FILES = {
    "a.py": "from b import go\nclass A:\n    def run(self): go()\n",
    "b.py": "def go(): return stop()\ndef stop(): pass\n",
    "c.py": "import b\ndef c(): b.stop()\n",
}


def updated(changed: Mapping[str, str | None]) -> Graph:
    known = {path: None if code is None else facts({path: code})[path] for path, code in changed.items()}
    return update(decode(encode(graph_of(FILES))), known)


@pytest.mark.parametrize("language", COMPILED | SCRIPTS)
def test_putting_the_same_files_in_again_changes_nothing(language: str) -> None:
    known = facts((COMPILED | SCRIPTS)[language].files)
    graph = build(known)
    for path in known:
        assert encode(update(graph, {path: known[path]})) == encode(graph)
    assert encode(update(graph, known)) == encode(graph)


@pytest.mark.parametrize(
    "changed",
    [
        {"b.py": "def first(): pass\ndef stop(): first()\ndef go(): pass\n"},
        {"a.py": None},
        {"d/__init__.py": "from b import stop\nstop()\n", "0.py": "import a\ndef f(): a.A()\n"},
        {"a.py": None, "z.py": "from c import c\nclass Z:\n    def z(self): c()\n"},
        {"a.py": None, "b.py": None, "c.py": None},
    ],
    ids=["moved and called anew", "removed", "added", "renamed", "all gone"],
)
def test_a_head_has_the_edges_of_a_new_build(changed: Mapping[str, str | None]) -> None:
    files = {path: code for path, code in {**FILES, **changed}.items() if code is not None}
    head, built = updated(changed), graph_of(files)
    assert calls(head) == calls(built)
    assert imports(head) == imports(built)
    assert encode(decode(encode(head))) == encode(head)


def test_a_definition_that_is_gone_loses_its_callers() -> None:
    assert calls(updated({"b.py": "def stop(): pass\n"})) == {"c.py:c -> b.py:stop 90"}


def test_what_is_new_stands_nowhere_yet() -> None:
    head = updated({"b.py": "def fresh(): pass\ndef go(): pass\ndef stop(): pass\n"})
    base = graph_of(FILES)
    assert sorted(head.standing.rank.tolist()) == sorted([0.0, *base.standing.rank.tolist()])
