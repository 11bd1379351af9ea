"""Build the graph of a snapshot from the facts of its files."""

from __future__ import annotations

from collections.abc import Mapping

from review.graph.graph import Graph
from review.models.code import FileFacts


def build(files: Mapping[str, FileFacts]) -> Graph:
    """Return the graph of a snapshot, by path. Each value is asked for once, so the mapping may read it on demand.

    Equal files give equal bytes, whatever their order. Keys of documents (DefinitionKind.KEY) are left out.
    """
    raise NotImplementedError
