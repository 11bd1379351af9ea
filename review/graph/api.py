"""The public definitions that a change takes away, renames or gives another signature."""

from __future__ import annotations

from collections.abc import Iterator

from review.graph.graph import PUBLIC, Graph
from review.graph.nodes import defined_in, definition_of, flags_of
from review.graph.strings import ABSENT

MAX_FRESH = 100  # new definitions of a file that may be an old one's new name
MIN_ALIKE = 0.5  # share of the head's words that a renamed definition keeps


def public_breaks(base: Graph, head: Graph, old: int, new: int) -> Iterator[tuple[int, int]]:
    """Yield each public definition of the base's file that is not as it was, and what it is now, ABSENT for nothing."""
    before = _by_name(base, old) if old != ABSENT else {}
    after = _by_name(head, new) if new != ABSENT else {}
    fresh = [node for name, node in after.items() if name not in before][:MAX_FRESH]
    for name, node in before.items():
        if not _open(base, node):
            continue
        now = after.get(name, ABSENT)
        if now == ABSENT:
            yield node, _renamed(base, head, node, fresh)
        elif _signature(base, node) != _signature(head, now) or not _open(head, now):
            yield node, now


def _by_name(graph: Graph, file: int) -> dict[str, int]:
    """Return the definitions by name: the last of several, as in most languages."""
    count = len(graph.files.path)
    return {graph.strings[int(graph.definitions.name[node - count])]: node for node in defined_in(graph, file)}


def _open(graph: Graph, node: int) -> bool:
    """Say whether a definition and all around it are public."""
    at = definition_of(graph, node)
    while at != ABSENT:
        if not flags_of(graph, at + len(graph.files.path)) & PUBLIC:
            return False
        at = int(graph.definitions.parent[at])
    return True


def _signature(graph: Graph, node: int) -> str:
    return graph.strings[int(graph.definitions.signature[definition_of(graph, node)])]


def _renamed(base: Graph, head: Graph, node: int, fresh: list[int]) -> int:
    """Return the new definition of that kind beside the old one's place whose head is most alike."""
    kind, signature = base.definitions.kind[definition_of(base, node)], _signature(base, node)
    outer = _outer(base, node)
    fits = [
        (_alike(signature, _signature(head, each)), -each)
        for each in fresh
        if head.definitions.kind[definition_of(head, each)] == kind and _outer(head, each) == outer
    ]
    best = max(fits, default=(0.0, 0))
    return -best[1] if best[0] >= MIN_ALIKE else ABSENT


def _outer(graph: Graph, node: int) -> str:
    return graph.strings[int(graph.definitions.name[definition_of(graph, node)])].rpartition(".")[0]


def _alike(one: str, other: str) -> float:
    """Compare what stands after the names."""
    left, right = (set(each.partition("(")[2].replace(",", " ").replace(")", " ").split()) for each in (one, other))
    return len(left & right) / len(left | right) if left | right else 1.0
