"""The graph of a head: its base's with a few files changed, without reading the others again."""

from __future__ import annotations

from collections.abc import Mapping

from review.graph.graph import Graph
from review.models.code import FileFacts


def update(graph: Graph, changed: Mapping[str, FileFacts | None]) -> Graph:
    """Return the graph with these files put in place; None removes one.

    Calls from other files keep their target as long as a definition of that name is there. What other files could not
    resolve before stays so, and all of `standing` is the base's: build anew for both.
    """
    raise NotImplementedError
