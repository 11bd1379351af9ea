"""Models are learnt alike each time, kept as plain data, and refused when they are damaged."""

from __future__ import annotations

import random
import zlib
from array import array
from dataclasses import replace

import pytest

from review.anomaly.feature import Family
from review.anomaly.forest import LEAF, Forest, MalformedModels, Tree, checked, path_length
from review.anomaly.growing import grow
from review.anomaly.kept import dump, load, train
from review.anomaly.model import AGE, CHANGES, LEAST_FUNCTIONS, learn, needs_retraining
from tests.review.anomaly.ordinary import NOW, changes, functions, kept, models

HALF = Tree(array("b", [0, LEAF, LEAF]), array("f", [0.5, 1.0, 2.0]), array("H", [2, 0, 0]))


def test_the_trees_score_as_the_library_that_grew_them() -> None:
    chance = random.Random(3)
    rows = [[chance.gauss(0, 1), chance.random(), float(chance.randint(0, 3))] for _ in range(400)]
    forest, scores = grow(rows)
    assert [forest.score(row) for row in rows] == pytest.approx(scores, abs=1e-6)


def test_what_is_far_from_all_others_scores_above_nearly_all() -> None:
    chance = random.Random(3)
    forest, scores = grow([[chance.gauss(0, 1), chance.gauss(0, 1)] for _ in range(300)])
    assert forest.score((9.0, -9.0)) > sorted(scores)[-3]


def test_the_same_functions_in_any_order_give_the_same_bytes() -> None:
    assert train(functions()[::-1], changes(), NOW) == kept()


def test_what_is_kept_is_read_back() -> None:
    assert dump(models()) == kept()
    assert set(models().populations) == {CHANGES, "python"}


def test_too_few_of_a_language_or_of_changes_give_no_model() -> None:
    assert learn(functions()[: LEAST_FUNCTIONS - 1], changes(50), NOW).populations == {}


@pytest.mark.parametrize("cut", [0, 5, 40, 400])
def test_bytes_that_are_cut_are_refused(cut: int) -> None:
    with pytest.raises(MalformedModels):
        load(kept()[:cut])


@pytest.mark.parametrize("at", [3, 20, 200, -1])
def test_a_byte_that_changed_is_noticed(at: int) -> None:
    damaged = bytearray(kept())
    damaged[at] ^= 1
    with pytest.raises(MalformedModels):
        load(bytes(damaged))


def test_what_unpacks_to_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("review.anomaly.kept.MAX_BYTES", 1_000)
    with pytest.raises(MalformedModels):
        load(kept())


def test_any_bytes_with_a_right_checksum_are_refused_and_not_obeyed() -> None:
    head = kept()[: kept().index(b"\n") + 1]
    chance = random.Random(5)
    for size in (0, 3, 50, 500):
        body = zlib.compress(chance.randbytes(size))
        with pytest.raises(MalformedModels):
            load(head + zlib.crc32(body).to_bytes(4, "little") + body)


@pytest.mark.parametrize(
    "tree",
    [
        Tree(array("b", [0, LEAF]), array("f", [0.5, 1.0]), array("H", [1, 0])),
        Tree(array("b", [0, LEAF, LEAF]), array("f", [0.5, 1.0, 2.0]), array("H", [0, 0, 0])),
        Tree(array("b", [0, LEAF, LEAF]), array("f", [0.5, 1.0, 2.0]), array("H", [9, 0, 0])),
        Tree(array("b", [7, LEAF, LEAF]), array("f", [0.5, 1.0, 2.0]), array("H", [2, 0, 0])),
        Tree(array("b", [0, LEAF, LEAF]), array("f", [0.5, float("nan"), 2.0]), array("H", [2, 0, 0])),
        Tree(array("b"), array("f"), array("H")),
    ],
    ids=["no left", "a circle", "outside", "no such measure", "not a number", "empty"],
)
def test_a_tree_that_a_walk_could_leave_or_never_end_in_is_refused(tree: Tree) -> None:
    with pytest.raises(MalformedModels):
        checked(tree, 2)


def test_a_sound_tree_is_walked() -> None:
    forest = Forest((checked(HALF, 1),), 2)
    assert forest.score((0.4,)) == 2 ** (-1 / path_length(2))
    assert forest.score((0.6,)) == 2 ** (-2 / path_length(2))


@pytest.mark.parametrize(
    ("functions_now", "newest", "stale"),
    [(100, NOW, False), (119, NOW + AGE, False), (121, NOW, True), (79, NOW, True), (100, NOW + AGE + 1, True)],
)
def test_models_age_with_a_fifth_of_the_functions_or_ninety_days(functions_now: int, newest: int, stale: bool) -> None:
    trained = replace(models(), functions=100, newest=NOW)
    assert needs_retraining(trained, functions_now, newest) is stale


def test_far_more_than_ever_was_is_news_by_itself() -> None:
    shape = models().populations["python"].families[-1]
    middle = [spread.at[0] for spread in shape.spreads]
    assert shape.family is Family.SHAPE
    assert shape.excess(middle) == 0
    assert shape.excess([1.0, *middle[1:]]) > 0
