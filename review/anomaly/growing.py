"""Grow forests with scikit-learn, and turn them into plain numbers. Only training imports it: 1 s and 100 MB."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Protocol

from review.anomaly.forest import LEAF, Forest, Tree, path_length

if TYPE_CHECKING:
    from numpy import number
    from numpy.typing import NDArray

TREES = 100
SAMPLES = 256  # of a tree, as in the paper: more do not tell anomalies better
SEED = 20_080  # any: the same data have to give the same forest


def grow(rows: Sequence[Sequence[float]]) -> tuple[Forest, tuple[float, ...]]:
    """Return the forest of these rows and the score of each; equal rows in equal order give an equal forest."""
    import numpy
    from sklearn.ensemble import IsolationForest  # type: ignore[import-untyped]  # it has no types of its own

    matrix = numpy.asarray(rows, dtype=numpy.float32)
    samples = min(SAMPLES, len(rows))
    grown = IsolationForest(n_estimators=TREES, max_samples=samples, random_state=SEED, n_jobs=1).fit(matrix)
    forest = Forest(tuple(_tree(one.tree_) for one in grown.estimators_), samples)
    return forest, tuple(float(-score) for score in grown.score_samples(matrix))


class _Grown(Protocol):
    """A tree of scikit-learn, by node; -1 is the child of a leaf."""

    children_left: NDArray[number[Any]]
    children_right: NDArray[number[Any]]
    feature: NDArray[number[Any]]
    threshold: NDArray[number[Any]]
    n_node_samples: NDArray[number[Any]]


def _tree(grown: _Grown) -> Tree:
    """Number the nodes anew in preorder, and give each leaf the length of its path."""
    import numpy

    lefts, rights = grown.children_left.tolist(), grown.children_right.tolist()
    asked, counts = grown.feature.tolist(), grown.n_node_samples.tolist()
    # Rounded down: the values are rounded too, and so each comparison comes out as it did there.
    near = grown.threshold.astype(numpy.float32)
    parts = numpy.where(near > grown.threshold, numpy.nextafter(near, numpy.float32(-numpy.inf)), near).tolist()
    features, values, named = array("b"), array("f"), array("H")
    waiting = [(0, 0, -1)]  # node, its depth, and the parent that names it as its right child
    while waiting:
        node, depth, parent = waiting.pop()
        if parent >= 0:
            named[parent] = len(features)
        leaf = lefts[node] == LEAF
        values.append(depth + path_length(counts[node]) if leaf else parts[node])
        features.append(LEAF if leaf else asked[node])
        named.append(0)
        if not leaf:
            waiting += ((rights[node], depth + 1, len(features) - 1), (lefts[node], depth + 1, -1))
    return Tree(features, values, named)
