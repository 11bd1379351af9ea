"""Shown code comes with the definitions that it stands in and that it calls, never with more."""

from __future__ import annotations

from dataclasses import replace

from review.models import Source
from review.prompts.around import MAX_CALLED, MAX_LINES, around
from review.prompts.packing import Piece
from review.prompts.shown import shown
from tests.review.made import surveyed

BEFORE = """\
TOKEN = 1


def price(item,
          count=1):
    return item.price * count


class Cart:
    tax = 19

    def __init__(self, items):
        self.items = items
        self.seen = set()
        self.open = True
        self.rate = 1
        self.name = ""

    def total(self,
              discount=0):
        total = 0
        for item in self.items:
            if item.id in self.seen:
                continue
            self.seen.add(item.id)
            total += item.amount
        return total
"""
AFTER = BEFORE.replace("item.amount", "price(item)")
PATCH = """\
diff --git a/cart.py b/cart.py
--- a/cart.py
+++ b/cart.py
@@ -22,6 +22,6 @@ class Cart:
         for item in self.items:
             if item.id in self.seen:
                 continue
             self.seen.add(item.id)
-            total += item.amount
+            total += price(item)
         return total
"""


def pieces(patch: str, path: str = "cart.py") -> list[Piece]:
    (file,) = surveyed(patch.replace("cart.py", path)).change.diff.files
    return [Piece(path, shown(file), 1, 0.0)]


def lines(source: Source, patch: str = PATCH) -> list[str]:
    found = dict(around(pieces(patch, source.path), {source.path: source}))
    return found.get(source.path, "").split("\n")


def test_the_enclosing_definitions_and_what_is_called_are_shown_with_their_signatures() -> None:
    assert lines(Source("cart.py", BEFORE.encode(), AFTER.encode())) == [
        "4 |def price(item,",
        "5 |          count=1):",
        "9 |class Cart:",
        "19 |    def total(self,",
        "20 |              discount=0):",
    ]


def test_a_line_that_the_diff_shows_is_not_shown_twice() -> None:
    whole = PATCH.replace("@@ -22,6 +22,6 @@ class Cart:\n", "@@ -19,9 +19,9 @@ class Cart:\n     def total(self,\n"
                          "               discount=0):\n         total = 0\n")  # fmt: skip
    assert lines(Source("cart.py", BEFORE.encode(), AFTER.encode()), whole) == [
        "4 |def price(item,",
        "5 |          count=1):",
        "9 |class Cart:",
    ]


def test_a_push_elsewhere_in_the_file_changes_nothing_of_it() -> None:
    other = AFTER.replace("TOKEN = 1", "TOKEN = 2").replace('self.name = ""', "self.name = None")
    first, second = (Source("cart.py", BEFORE.encode(), text.encode()) for text in (AFTER, other))
    assert lines(first) == lines(second)


def test_a_secret_in_a_signature_is_taken_out() -> None:
    token = "ghp_" + "x7Q2" * 9
    head = AFTER.replace("discount=0", f'token="{token}"')
    assert not any(token in line for line in lines(Source("cart.py", None, head.encode())))


def test_invisible_characters_are_written_out_and_long_lines_cut() -> None:
    head = AFTER.replace("class Cart:", "class Cart:  # \u202e" + "x" * 5_000)
    (shown_line,) = (line for line in lines(Source("cart.py", None, head.encode())) if "class" in line)
    assert "\u202e" not in shown_line
    assert len(shown_line) < 300


def test_many_definitions_are_a_few_lines() -> None:
    head = "".join(f"def f{n:03}(a):\n    pass\n" for n in range(300))
    calls = "".join(f"+    f{n:03}(1)\n" for n in range(300))
    patch = f"diff --git a/cart.py b/cart.py\n--- a/cart.py\n+++ b/cart.py\n@@ -600,0 +601,300 @@\n{calls}"
    found = lines(Source("cart.py", None, (head + calls.replace("+", "")).encode()), patch)
    assert len(found) <= min(MAX_LINES, MAX_CALLED + 1)


def test_prose_fragments_and_what_was_not_read_have_nothing_around() -> None:
    source = Source("cart.py", BEFORE.encode(), AFTER.encode())
    assert lines(replace(source, path="cart.md")) == [""]
    assert lines(replace(source, fragment=True)) == [""]
    assert lines(replace(source, head=None)) == [""]
    assert dict(around(pieces(PATCH), {})) == {}


def test_a_head_that_is_not_what_the_diff_says_costs_nothing() -> None:
    assert lines(Source("cart.py", None, b"x\n")) == [""]
    assert lines(Source("cart.py", None, b"\xff\xfe" * 100)) == [""]
