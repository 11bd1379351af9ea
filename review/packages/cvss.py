"""The base score of a CVSS vector, versions 3.0 and 3.1: https://www.first.org/cvss/v3.1/specification-document#7-1"""

from __future__ import annotations

import math
from collections.abc import Mapping

_WEIGHTS: Mapping[str, Mapping[str, float]] = {
    "AV": {"N": 0.85, "A": 0.62, "L": 0.55, "P": 0.2},
    "AC": {"L": 0.77, "H": 0.44},
    "UI": {"N": 0.85, "R": 0.62},
    "C": {"H": 0.56, "L": 0.22, "N": 0.0},
    "I": {"H": 0.56, "L": 0.22, "N": 0.0},
    "A": {"H": 0.56, "L": 0.22, "N": 0.0},
}
_PRIVILEGES = {False: {"N": 0.85, "L": 0.62, "H": 0.27}, True: {"N": 0.85, "L": 0.68, "H": 0.5}}


def base_score(vector: str) -> float | None:
    """Return the score from 0 to 10, None for another version or a vector that is not whole."""
    head, *parts = vector[:200].split("/")
    if head not in ("CVSS:3.0", "CVSS:3.1"):
        return None
    given = dict(part.partition(":")[::2] for part in parts)
    try:
        weight = {name: values[given[name]] for name, values in _WEIGHTS.items()}
        changed = {"U": False, "C": True}[given["S"]]
        privileges = _PRIVILEGES[changed][given["PR"]]
    except KeyError:
        return None
    loss = 1 - (1 - weight["C"]) * (1 - weight["I"]) * (1 - weight["A"])
    impact = 7.52 * (loss - 0.029) - 3.25 * (loss - 0.02) ** 15 if changed else 6.42 * loss
    if impact <= 0:
        return 0.0
    ease = 8.22 * weight["AV"] * weight["AC"] * privileges * weight["UI"]
    return _up(min((impact + ease) * (1.08 if changed else 1.0), 10))


def _up(score: float) -> float:
    """Round up to one digit, as appendix A of the specification does it on every machine alike."""
    whole = round(score * 100_000)
    return whole / 100_000 if whole % 10_000 == 0 else (math.floor(whole / 10_000) + 1) / 10
