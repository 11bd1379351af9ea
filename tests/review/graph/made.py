"""Graphs of small repositories, and their edges as text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from review.code.facts import facts_of
from review.diff.languages import language_of
from review.graph.building import build
from review.graph.graph import Graph
from review.graph.nodes import label_of, place_of
from review.models.code import FileFacts


@dataclass(frozen=True, slots=True)
class Sample:
    """A repository and its edges."""

    files: Mapping[str, str]
    calls: tuple[str, ...]
    imports: tuple[str, ...]


def facts(files: Mapping[str, str]) -> dict[str, FileFacts]:
    """Return the facts of files by path."""
    found = {}
    for path, code in files.items():
        language = language_of(path, None)
        assert language is not None, path
        read = facts_of(code.encode(), language, fragile=True)
        assert read is not None, path
        found[path] = read
    return found


def graph_of(files: Mapping[str, str]) -> Graph:
    """Return the graph of files by path."""
    return build(facts(files))


def label(graph: Graph, node: int) -> str:
    """Return a node's name."""
    return label_of(place_of(graph, node))


def calls(graph: Graph) -> set[str]:
    """Return the calls as `source -> target confidence`."""
    edges = graph.calls
    rows = zip(edges.sources().tolist(), edges.to.tolist(), edges.sure.tolist(), strict=True)
    return {f"{label(graph, source)} -> {label(graph, to)} {sure}" for source, to, sure in rows}


def imports(graph: Graph) -> set[str]:
    """Return the imports as `source -> target confidence`."""
    edges = graph.imports
    rows = zip(edges.sources().tolist(), edges.to.tolist(), edges.sure.tolist(), strict=True)
    return {f"{label(graph, source)} -> {label(graph, to)} {sure}" for source, to, sure in rows}
