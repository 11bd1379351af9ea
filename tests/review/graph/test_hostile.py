"""A graph of files that were written to take long or much memory."""

from __future__ import annotations

import numpy as np
import pytest

from review.graph import betweenness as measured
from review.graph import circles, go_modules, resolving
from review.graph.betweenness import betweenness
from review.graph.circles import introduced
from review.graph.go_modules import guessed
from review.graph.paths import MAX_COMPARED, Paths, in_common
from review.graph.resolving import FILES_OF_A_STEP, Resolver
from review.graph.snapshot import Snapshot
from review.graph.units import unit_of
from review.models.code import Definition, DefinitionKind, Import
from tests.review.graph.made import graph_of

FILES = 640
SPACE = Definition("N", DefinitionKind.MODULE, 1, 1, 1, "namespace N", "", True, False, (), None)
LAST = Definition("N.Last", DefinitionKind.TYPE, 1, 1, 1, "class Last", "", True, False, (), None)
USING = tuple(Import(f"N.a{n}", "", "", n) for n in range(20))


def namespace() -> Resolver:
    """Return a namespace in many files of C#, and after them a file that takes it again and again."""
    paths = [*(f"n{n:03}.cs" for n in range(FILES)), "z.cs"]
    units = [unit_of(path, "csharp", 1, (SPACE,), ()) for path in paths[:-1]]
    units[-1] = unit_of(paths[-2], "csharp", 1, (SPACE, LAST), ())
    units.append(unit_of("z.cs", "csharp", 1, (), USING))
    return Resolver(Snapshot(Paths(paths, ["csharp"] * len(paths)), units, ()))


def test_imports_of_one_large_namespace_share_its_files() -> None:
    """Control: without sharing, thousands of imports of thousands of files take all memory."""
    resolver = namespace()
    found = [resolver.leads(FILES, each) for each in USING]
    assert len({id(each.files) for each in found if each is not None}) == 1
    assert found[0] is not None
    assert len(found[0].files) == FILES


def test_names_looked_up_in_many_files_use_up_the_steps_of_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    """The name that stands in the last of the files is found with the steps for it, and not with fewer."""
    steps = len(USING) * (FILES // FILES_OF_A_STEP + 1)
    for given, found in ((2 * steps, True), (FILES // FILES_OF_A_STEP - 1, False)):
        monkeypatch.setattr(resolving, "MAX_STEPS", given)
        assert (namespace().called(FILES, -1, "", "Last", None) is not None) is found


def test_modules_of_go_are_guessed_from_so_many_votes(monkeypatch: pytest.MonkeyPatch) -> None:
    paths = Paths([f"f{n}/p/a.go" for n in range(5)], ["go"] * 5)
    imported = [f"a.b/x{n}/p" for n in range(3)]
    assert guessed(paths, imported) == ("a.b/x0=f0",)
    monkeypatch.setattr(go_modules, "MAX_VOTES", 0)
    assert guessed(paths, imported) == ()


def test_the_way_back_of_an_import_is_given_up_after_so_many_imports(monkeypatch: pytest.MonkeyPatch) -> None:
    ring = {f"m{n}.py": f"import m{(n + 1) % 9}\n" for n in range(9)}
    base, head = graph_of({**ring, "m0.py": "x = 1\n"}), graph_of(ring)
    assert [len(each) for each in introduced(base, head, {0}, {}, 5)] == [9]
    monkeypatch.setattr(circles, "MAX_FOLLOWED", 3)
    assert introduced(base, head, {0}, {}, 5) == ()


def test_betweenness_of_very_many_edges_is_estimated_from_fewer_nodes(monkeypatch: pytest.MonkeyPatch) -> None:
    """A path of 60 nodes: the middle is on most paths, in the estimate too."""
    source, to = np.arange(59), np.arange(1, 60)
    exact = betweenness(60, source, to)
    monkeypatch.setattr(measured, "MAX_LOOKED", 59 * 20)
    estimate = betweenness(60, source, to)
    assert int(exact.argmax()) in (29, 30)
    assert abs(float(estimate.max()) - float(exact.max())) < 0.1
    assert not np.array_equal(exact, estimate)


def test_of_very_deep_paths_only_the_first_folders_are_compared() -> None:
    deep = "/".join("d" * 2000)
    assert in_common(deep, f"{deep}/e") == MAX_COMPARED
    paths = Paths([f"{deep}/e/x/p.h", f"{deep}/x/q/p.h"], ["c", "c"])
    assert paths.ending(["x", "p"], frozenset(("c",)), "a.c", 2) == 0
