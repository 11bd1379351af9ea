"""A repository of ordinary functions, measured: enough of them to learn from."""

from __future__ import annotations

from functools import cache

from review.anomaly.features import Measured, functions_of
from review.anomaly.kept import load, train
from review.anomaly.model import LEAST_CHANGES, Models
from review.anomaly.past import Changed, changes_of
from review.code.facts import facts_of
from tests.review.history.commits import START, commit, mined

FILES, EACH = 30, 8
NOW = START + 400 * 86_400


def function(number: int) -> str:
    """Return an ordinary function; no two are quite the same."""
    branch = "".join(f"    if item.kind == 'kind_{n}':\n        total += {n}\n" for n in range(number % 4))
    return (
        f"def count_items_{number}(items, start):\n    # Items of an order.\n    total = start\n"
        + "    label = 'the order'\n" * (number % 3)
        + branch
        + f"    return total + len(items) * {number % 7}\n"
    )


def measured(code: str, path: str = "shop/orders.py") -> tuple[Measured, ...]:
    facts = facts_of(code.encode(), "python")
    assert facts is not None
    return functions_of(path, code.encode(), facts)


def functions(files: int = FILES) -> list[Measured]:
    return [
        one
        for file in range(files)
        for one in measured("\n\n".join(function(file * EACH + n) for n in range(EACH)), f"shop/module_{file}.py")
    ]


def changes(number: int = LEAST_CHANGES * 2) -> tuple[Changed, ...]:
    """Return past changes, one a day, of one or two files of a folder by one of three people."""
    made = []
    for n in range(number):
        paths = [f"shop/module_{n % 20}.py", f"shop/module_{(n + 1) % 20}.py"][: 1 + n % 2]
        made.append(commit(n, paths, mail=f"{n % 3}@example.invalid", name=f"Author {n % 3}"))
    return changes_of(mined(made))


@cache
def kept() -> bytes:
    """Train once for all tests: importing scikit-learn takes a second."""
    return train(functions(), changes(), NOW)


@cache
def models() -> Models:
    return load(kept())
