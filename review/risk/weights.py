"""The weights of the terms: one logistic regression for all repositories, fitted offline; nothing is trained on one.

`python -m tests.benchmarks.risk --fit` on ansible, curl, celery, mypy, terraform, pip, pytest, typeorm, prettier,
sympy, laravel/framework and rails prints them: changes later reverted against others of the same time, half of these of
the same size. Each term adds its weight times what it is above the typical value, which is the mean of the controls.

How far to trust it: on eight repositories that had no part in it (etcd, wagtail, cargo, prometheus, loki, babel,
containerd, jest) 335 later reverted changes had more risk than 57 % of like-sized ones of the same time (53 to 60).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Weight(NamedTuple):
    """What one unit of a term adds, and the value at which it adds nothing."""

    weight: float
    typical: float


# Of the first two the histories tell no chance of a revert (the fit gives -0.03 and -0.13), but what goes wrong costs
# more; gaps are too rare in them to tell (-0.02).
BY_HAND: Mapping[str, float] = {"size": 0.05, "sensitive": 0.1, "gaps": 0.05}
WEIGHTS: Mapping[str, Weight] = {
    "size": Weight(0.050, 4.50),
    "files": Weight(0.012, 1.72),
    "no_code": Weight(-0.400, 0.25),
    "tests": Weight(0.084, 0.40),
    "pipeline": Weight(0.268, 0.07),
    "sensitive": Weight(0.100, 0.07),
    "one_sided": Weight(0.174, 0.49),
    "removes": Weight(0.368, 0.09),
    "attempts": Weight(0.599, 0.04),
    "fix_share": Weight(0.567, 0.16),
    "fixes": Weight(0.037, 1.55),
    "reverted": Weight(0.032, 0.68),
    "folder": Weight(0.166, -5.41),
    "own": Weight(-0.043, 0.21),
    "new_author": Weight(0.076, 0.36),
    "age": Weight(0.001, 9.58),
    "gaps": Weight(0.050, 0.01),
}
# The sums of the controls at every twentieth part, from the least to the largest.
QUANTILES = (
    -1.27, -0.706, -0.544, -0.433, -0.348, -0.274, -0.21, -0.15, -0.095, -0.035, 0.017,
    0.068, 0.115, 0.165, 0.219, 0.278, 0.339, 0.415, 0.51, 0.652, 1.688,
)  # fmt: skip

# Set by hand: the histories say nothing of it. Only functions above McCabe's own limit of 10 add.
# https://doi.org/10.1109/TSE.1976.233837
COMPLEX = 10
COMPLEXITY = 0.1  # for each doubling
DEPENDENTS = 0.03  # for each doubling
MOST_STRUCTURE = 0.3  # of each
