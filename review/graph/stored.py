"""A graph as bytes: a head with the length of every array, then the arrays, then a checksum. Nothing in it can run."""

from __future__ import annotations

from review.graph.graph import Graph


def encode(graph: Graph) -> bytes:
    """Return a graph as bytes; equal graphs give equal bytes."""
    raise NotImplementedError


def decode(data: bytes) -> Graph:
    """Return the graph of `encode`; raise UnreadableGraph where the bytes are cut, altered or of another version."""
    raise NotImplementedError
