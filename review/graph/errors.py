"""Errors of the graph."""

from __future__ import annotations

from review.errors import ReviewError


class UnreadableGraph(ReviewError):
    """The bytes are no graph of this version, or were cut or altered: build it again."""
