"""Which file depends on which: by imports, and by calls that are sure enough."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from review.graph.graph import Edges, Files

MIN_SURE = 60  # hundredths: less may be a method of another class

Pairs = NDArray[np.int64]


def file_of_nodes(files: Files) -> Pairs:
    """Return the file of each node: files, then definitions."""
    count = len(files.path)
    return np.concatenate((np.arange(count), np.repeat(np.arange(count), np.diff(files.first))))


def dependences(files: Files, calls: Edges, imports: Edges) -> tuple[Pairs, Pairs]:
    """Return each pair of files of which the first depends on the second, once."""
    where, count = file_of_nodes(files), max(len(files.path), 1)
    sure = calls.sure >= MIN_SURE
    source = np.concatenate((where[calls.sources()[sure]], imports.sources()))
    to = np.concatenate((where[calls.to[sure]], imports.to))
    apart = source != to
    pairs = np.unique(source[apart].astype(np.int64) * count + to[apart])
    return pairs // count, pairs % count
