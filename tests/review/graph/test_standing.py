"""The measures of nodes, on graphs whose figures are known."""

from __future__ import annotations

import numpy as np
import pytest

from review.graph import betweenness as measured
from review.graph.betweenness import betweenness
from review.graph.coupling import cycles, modules
from review.graph.graph import Module
from review.graph.stored import encode
from review.graph.summary import summary
from tests.review.graph.made import graph_of, label

CHAIN = {"a.py": "import b\n", "b.py": "import c\n", "c.py": "", "alone.py": ""}


def by_path(files: dict[str, str]) -> dict[str, Module]:
    return {each.path: each for each in modules(graph_of(files))}


def test_coupling_counts_files_on_both_sides() -> None:
    found = by_path(CHAIN)
    assert {path: (one.afferent, one.efferent, one.instability) for path, one in found.items()} == {
        "a.py": (0, 1, 1.0),
        "b.py": (1, 1, 0.5),
        "c.py": (1, 0, 0.0),
        "alone.py": (0, 0, 0.0),
    }


def test_betweenness_is_the_share_of_paths_through_a_file() -> None:
    found = by_path(CHAIN)
    assert found["b.py"].between == pytest.approx(1 / 6)  # one of the 3 * 2 pairs of the others
    assert found["a.py"].between == found["c.py"].between == 0


def test_what_more_depends_on_ranks_higher() -> None:
    found = by_path(CHAIN)
    assert found["c.py"].rank > found["b.py"].rank > found["a.py"].rank
    assert sum(each.rank for each in found.values()) == pytest.approx(1, abs=1e-5)


def test_cycles_are_of_imports_and_rings_of_calls() -> None:
    graph = graph_of(
        {"a.py": "import b\ndef f(): g()\ndef g(): f()\ndef h(): h()\n", "b.py": "import a\n", "c.py": "import a\n"}
    )
    assert cycles(graph) == (("a.py", "b.py"),)
    ring = {label(graph, node) for node in np.flatnonzero(graph.standing.cycle >= 0).tolist()}
    assert ring == {"a.py", "b.py", "a.py:f", "a.py:g"}


def test_cohesion_is_one_where_all_hangs_together_and_none_where_nothing_does() -> None:
    apart = "def a(): pass\ndef b(): pass\ndef c(): pass\n"
    found = by_path(
        {"apart.py": apart, "half.py": apart.replace("def b(): pass", "def b(): a()"), "one.py": "def a(): pass\n"}
    )
    assert [found[f"{name}.py"].cohesion for name in ("apart", "half", "one")] == [0.0, 0.5, 1.0]


def test_sampled_betweenness_is_near_the_exact_one(monkeypatch: pytest.MonkeyPatch) -> None:
    chance = np.random.default_rng(5)
    source, to = chance.integers(0, 600, 2_400), (chance.pareto(1, 2_400) * 20).astype(np.int64) % 600
    pairs = np.unique(source * 600 + to)
    source, to = pairs // 600, pairs % 600
    exact = betweenness(600, source, to)
    monkeypatch.setattr(measured, "MAX_EXACT", 100)
    sampled = betweenness(600, source, to)
    highest = set(np.argsort(-exact)[:20].tolist())
    assert len(highest & set(np.argsort(-sampled)[:20].tolist())) >= 15
    monkeypatch.setattr(measured, "PIVOTS", 600)
    assert betweenness(600, source, to) == pytest.approx(exact)


def test_the_same_graph_has_the_same_figures_each_time() -> None:
    files = {f"m{n}.py": f"import m{n * 7 % 90}\nimport m{n * 3 % 90}\n" for n in range(90)}
    assert len({encode(graph_of(files)) for _ in range(3)}) == 1


def test_a_summary_counts_edges_by_confidence_and_lists_the_highest() -> None:
    found = summary(graph_of({**CHAIN, "a.py": "import b\ndef f(): g()\ndef g(): pass\n"}), 2)
    assert (found.files, found.definitions, found.calls, found.imports) == (4, 2, {95: 1}, {95: 2})
    assert [each.path for each in found.most_coupled] == ["b.py", "a.py"]
    assert [each.label for each in found.highest_files] == ["c.py", "b.py"]
