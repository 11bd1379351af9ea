"""What reviews took is shared among the components of their findings, and none of it is lost or counted twice."""

from __future__ import annotations

from app.store.components import NO_FINDING, ComponentSpending, shared


def test_a_review_in_two_components_counts_for_each_by_half() -> None:
    spent = {1: (100, 40, 2), 2: (10, 4, 0)}
    places = [(1, "app/web/a.py"), (1, "app/web/deep/b.py"), (1, "README.md"), (2, "app/x.py")]
    assert shared(spent, places) == [
        ComponentSpending(".", 1, 50, 20, 1),
        ComponentSpending("app/web", 1, 50, 20, 1),
        ComponentSpending("app", 1, 10, 4, 0),
    ]


def test_a_review_without_a_finding_is_counted_apart() -> None:
    assert shared({1: (7, 3, 1)}, [(9, "a.py")]) == [ComponentSpending(NO_FINDING, 1, 7, 3, 1)]
