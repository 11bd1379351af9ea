"""What a change reaches."""

from __future__ import annotations

from collections.abc import Mapping

from review.graph.impact import MAX_REACHED, ApiBreak, Impact, Touched, impact
from review.graph.nodes import label_of
from review.graph.updating import update
from tests.review.graph.made import facts, graph_of

FILES = {
    "shop/__init__.py": "",
    "shop/cart.py": "from shop.tax import rate\n\nclass Cart:\n    def __init__(self):\n        self.rows = []\n"
    "    def total(self):\n        return rate(self.rows)\n",
    "shop/tax.py": "from shop.base import read\n\ndef rate(rows):\n    return read() * len(rows)\n\ndef _own(): pass\n",
    "shop/base.py": "def read():\n    return 1\n",
    "shop/web.py": "from shop.cart import Cart\n\ndef page():\n    return Cart().total()\n",
    "tests/test_web.py": "from shop.web import page\n\ndef test_page():\n    assert page()\n",
}


def of(changed: Mapping[str, str | None], touched: Mapping[str, Touched]) -> Impact:
    base = graph_of(FILES)
    return impact(base, update(base, {p: None if c is None else facts({p: c})[p] for p, c in changed.items()}), touched)


def rate_changed(code: str = "") -> Impact:
    code = code or FILES["shop/tax.py"].replace("len(rows)", "2")
    return of({"shop/tax.py": code}, {"shop/tax.py": Touched(((4, 4),), ((4, 4),))})


def test_the_innermost_definition_is_changed() -> None:
    (changed,) = rate_changed().changed
    assert (label_of(changed), changed.line, changed.signature) == ("shop/tax.py:rate", 3, "def rate(rows)")


def test_callers_and_callees_are_told_with_place_and_confidence() -> None:
    found = rate_changed()
    assert [(label_of(each.place), each.line, each.hops, each.confidence, each.of) for each in found.callers] == [
        ("shop/cart.py:Cart.total", 7, 1, 0.9, "shop/tax.py:rate"),
        ("shop/web.py:page", 4, 2, 0.675, "shop/tax.py:rate"),
    ]
    assert [(label_of(each.place), each.line, each.hops) for each in found.callees] == [("shop/base.py:read", 4, 1)]


def test_the_tests_that_reach_a_change_are_told() -> None:
    (test,) = rate_changed().tests
    assert (label_of(test.place), test.hops) == ("tests/test_web.py:test_page", 3)


def test_a_call_of_a_class_is_one_of_its_constructor() -> None:
    code = FILES["shop/cart.py"].replace("[]", "()")
    found = of({"shop/cart.py": code}, {"shop/cart.py": Touched(((5, 5),), ((5, 5),))})
    assert [label_of(each.place) for each in found.callers if each.hops == 1] == ["shop/web.py:page"]


def test_public_definitions_that_are_not_as_they_were_are_told_with_their_callers() -> None:
    cases = {
        "def price(rows):\n    return 1\n\ndef _own(): pass\n": (ApiBreak.RENAMED, "def price(rows)"),
        "def rate(rows, deep):\n    return 1\n": (ApiBreak.SIGNATURE, "def rate(rows, deep)"),
        "def _own(): pass\n": (ApiBreak.REMOVED, ""),
    }
    for code, expected in cases.items():
        (broken,) = rate_changed(code).api
        assert (broken.kind, broken.after) == expected
        assert [label_of(each.place) for each in broken.callers] == ["shop/cart.py:Cart.total"]


def test_private_definitions_and_bodies_break_nothing() -> None:
    assert rate_changed().api == ()
    assert rate_changed(FILES["shop/tax.py"].replace("def _own(): pass\n", "")).api == ()


def test_a_new_import_cycle_is_told_and_an_old_one_is_not() -> None:
    code = "import shop.web\n\ndef read():\n    return 1\n"
    touched = {"shop/base.py": Touched((), ((1, 2),))}
    assert of({"shop/base.py": code}, touched).cycles == (
        ("shop/base.py", "shop/web.py", "shop/cart.py", "shop/tax.py"),
    )
    base = graph_of({**FILES, "shop/base.py": code})
    assert impact(base, update(base, facts({"shop/base.py": code + "\n"})), touched).cycles == ()


def test_a_cycle_through_a_renamed_file_is_not_new() -> None:
    base = graph_of({"a.py": "import b\n", "b.py": "import a\n"})
    head = update(base, {"a.py": facts({"a.py": "import c\n"})["a.py"], "b.py": None, **facts({"c.py": "import a\n"})})
    touched = {"a.py": Touched(((1, 1),), ((1, 1),)), "c.py": Touched((), (), before="b.py")}
    assert impact(base, head, touched).cycles == ()
    assert impact(base, head, {**touched, "c.py": Touched((), ())}).cycles == (("a.py", "c.py"),)


def test_a_place_that_much_depends_on_is_told() -> None:
    files = {"hot.py": "def hot(): pass\n", **{f"use{n}.py": "from hot import hot\n\nhot()\n" for n in range(40)}}
    base = graph_of(files)
    head = update(base, facts({"hot.py": "def hot(): return 1\n"}))
    (file,) = [
        each for each in impact(base, head, {"hot.py": Touched(((1, 1),), ((1, 1),))}).hot_spots if not each.place.name
    ]
    assert (file.place.path, file.fan_in) == ("hot.py", 40)


def test_a_removed_file_and_an_unknown_one_are_no_error() -> None:
    found = of({"shop/tax.py": None}, {"shop/tax.py": Touched(((1, 6),), ()), "no.bin": Touched((), ((1, 9),))})
    assert "shop/tax.py:rate" in {label_of(each) for each in found.changed}
    assert [each.kind for each in found.api] == [ApiBreak.REMOVED]


def test_a_renamed_file_is_compared_with_what_it_was() -> None:
    changed = {"shop/tax.py": None, "shop/vat.py": FILES["shop/tax.py"]}
    assert of(changed, {"shop/vat.py": Touched((), (), before="shop/tax.py")}).api == ()


def test_a_list_of_callers_that_was_cut_is_said() -> None:
    """All of them are one call away: the hop is cut before the list is."""
    for many, cut in ((MAX_REACHED, False), (MAX_REACHED + 1, True)):
        base = graph_of({"hot.py": "def hot(): pass\n" + "".join(f"def f{n}(): hot()\n" for n in range(many))})
        found = impact(base, base, {"hot.py": Touched((), ((1, 1),))})
        assert (len(found.callers), found.cut) == (MAX_REACHED, cut)
