"""The weights of the terms: one logistic regression for all repositories, fitted offline; nothing is trained on one.

`python -m tests.benchmarks.risk --fit` on ansible, curl, celery, mypy, terraform, pip, pytest, typeorm, prettier,
sympy, laravel/framework and rails prints them: changes later reverted against others of the same time, half of these of
the same size. Each term adds its weight times what it is above the typical value, which is the mean of the controls.

How far to trust it: on eight repositories that had no part in it (etcd, wagtail, cargo, prometheus, loki, babel,
containerd, jest) 335 later reverted changes had more risk than 58 % of like-sized ones of the same time (55 to 61).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Weight(NamedTuple):
    """What one unit of a term adds, and the value at which it adds nothing."""

    weight: float
    typical: float


# Of these the histories tell no chance of a revert (the fit gives -0.03 and -0.13), but what goes wrong costs more.
BY_HAND: Mapping[str, float] = {"size": 0.05, "sensitive": 0.1}
WEIGHTS: Mapping[str, Weight] = {
    "size": Weight(0.050, 4.28),
    "files": Weight(-0.004, 1.65),
    "no_code": Weight(-0.355, 0.26),
    "tests": Weight(0.124, 0.38),
    "pipeline": Weight(0.356, 0.07),
    "sensitive": Weight(0.100, 0.06),
    "one_sided": Weight(0.214, 0.47),
    "removes": Weight(0.336, 0.09),
    "attempts": Weight(0.644, 0.04),
    "fix_share": Weight(0.634, 0.16),
    "fixes": Weight(0.041, 1.60),
    "reverted": Weight(0.057, 0.87),
    "folder": Weight(0.124, -5.15),
    "own": Weight(-0.024, 0.19),
    "new_author": Weight(0.131, 0.38),
    "age": Weight(0.006, 9.51),
    "gaps": Weight(0.079, 0.01),
}
# The sums of the controls at every twentieth part, from the least to the largest.
QUANTILES = (
    -1.201,
    -0.673,
    -0.522,
    -0.424,
    -0.350,
    -0.288,
    -0.225,
    -0.165,
    -0.110,
    -0.057,
    -0.006,
    0.047,
    0.099,
    0.156,
    0.212,
    0.272,
    0.336,
    0.420,
    0.519,
    0.681,
    1.897,
)

# Set by hand: the histories say nothing of it. Only functions above McCabe's own limit of 10 add.
# https://doi.org/10.1109/TSE.1976.233837
COMPLEX = 10
COMPLEXITY = 0.1  # for each doubling
DEPENDENTS = 0.03  # for each doubling
MOST_STRUCTURE = 0.3  # of each
