"""An Isolation Forest (Liu, Ting, Zhou 2008) as plain numbers: scored without the library that grew it."""

from __future__ import annotations

import math
from array import array
from collections.abc import Sequence
from dataclasses import dataclass

from review.errors import ReviewError

LEAF = -1
MAX_NODES = 1_023  # of a tree of at most 256 samples there are 511
EULER = 0.5772156649015329


class MalformedModels(ReviewError):
    """Kept models are damaged, or of another version: train anew."""


@dataclass(frozen=True, slots=True)
class Tree:
    """Nodes in preorder: the left child of a node is the next one, the right one is named.

    By node: `features` (LEAF for a leaf), `values` (where a branch parts; in a leaf the length of its path) and
    `rights`.
    """

    features: array[int]
    values: array[float]
    rights: array[int]

    def path(self, values: Sequence[float]) -> float:
        """Return the length of the path on which these values are alone."""
        node = 0
        while (feature := self.features[node]) != LEAF:
            node = node + 1 if values[feature] <= self.values[node] else self.rights[node]
        return self.values[node]


@dataclass(frozen=True, slots=True)
class Forest:
    """Trees, and of how many samples each was grown."""

    trees: tuple[Tree, ...]
    samples: int

    def score(self, values: Sequence[float]) -> float:
        """Return how easily these values are told from all others, from 0 to 1: 0.5 is ordinary. Known values only."""
        rounded = array("f", values)
        mean = sum(tree.path(rounded) for tree in self.trees) / len(self.trees)
        return float(2 ** (-mean / path_length(self.samples)))


def path_length(samples: int) -> float:
    """Return how long the path to one of so many samples is on average: that of a failed search in a binary tree."""
    if samples <= 2:
        return float(max(samples - 1, 0))
    return 2 * (math.log(samples - 1) + EULER) - 2 * (samples - 1) / samples


def checked(tree: Tree, features: int) -> Tree:
    """Return the tree if every walk in it stays inside and ends; raise MalformedModels."""
    size = len(tree.features)
    if not (0 < size <= MAX_NODES and size == len(tree.values) == len(tree.rights)):
        raise MalformedModels
    for node, feature in enumerate(tree.features):
        if feature != LEAF and not (0 <= feature < features and node + 1 < tree.rights[node] < size):
            raise MalformedModels
    if not all(map(math.isfinite, tree.values)):
        raise MalformedModels
    return tree
