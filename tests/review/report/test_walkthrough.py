"""The change, file by file."""

from __future__ import annotations

from review.models import Diff
from review.report.walkthrough import LISTED_FILES, paragraph, walkthrough
from tests.review.findings.test_sanitise import what_acts
from tests.review.made import CART, new_file, surveyed

REWRITTEN = """\
diff --git a/shop/a.go b/shop/a.go
--- a/shop/a.go
+++ b/shop/a.go
@@ -1,4 +1,4 @@ package shop
-func Total(items []Item) int {
+func (c *Cart) Sum(items []Item) int {
     return 0
 }
-func Keep(a int) {}
+func Keep(a, b int) {}
"""


def diff(*patches: str) -> Diff:
    return surveyed(*patches).change.diff


def test_each_file_says_what_happened_to_it() -> None:
    """Lines, and the definitions that are new, gone or changed."""
    told = list(walkthrough(diff(CART, new_file("a.py", "def one():", "    return call(1)"), REWRITTEN)))
    assert told == [
        "- `cart.py`: changed, +3 -1: changes `Cart.total`",
        "- `a.py`: new, +2 -0: adds `one`",
        "- `shop/a.go`: changed, +2 -2: adds `Sum`; drops `Total`; changes `Keep`",
    ]


def test_the_change_is_one_sentence_or_two() -> None:
    assert paragraph(diff(CART)) == ("This touches 1 file: 3 lines added, 1 removed. It changes `Cart.total`.")
    assert paragraph(Diff(())) == "This touches 0 files: 0 lines added, 0 removed."


def test_many_files_are_counted_and_hostile_names_are_code() -> None:
    many = diff(*(new_file(f"f{n}.py", f"def f{n}(): pass") for n in range(LISTED_FILES + 3)))
    assert list(walkthrough(many))[-1] == "- and 3 more files"
    assert "and 55 more" in paragraph(many)
    odd = diff(new_file("@octocat#1.md", "class x"), CART.replace("class Cart:", "def `@octocat`(): https://e.example"))
    assert what_acts("\n".join([paragraph(odd), *walkthrough(odd)])) == set()
