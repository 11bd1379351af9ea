"""What the repository says around a change: from its graph and its history, as advice and as context."""

from __future__ import annotations

import pytest

from review.graph.stored import encode
from review.history import encoding
from review.models import Finding, Severity, Side
from review.models.surroundings import Elsewhere, KnownRepository, Surroundings
from review.surroundings.surround import FAR_BEHIND, surround
from review.surroundings.touched import facts_at_head
from tests.review.graph.made import graph_of
from tests.review.history.commits import DAY, START, commit, mined
from tests.review.made import new_file, surveyed

PRICE = "def price(item):\n    return item.cost\n\n\ndef other():\n    return 1\n"
CALLER = "from shop.price import price\n\n\ndef total(items):\n    return sum(price(item) for item in items)\n"
TEST = "from shop.price import price\n\n\ndef test_price():\n    assert price(None)\n"
BASE = {"shop/price.py": PRICE, "shop/cart.py": CALLER, "tests/test_price.py": TEST, "shop/__init__.py": ""}
NOW = START + 100 * DAY

RENAMED = """diff --git a/shop/price.py b/shop/price.py
--- a/shop/price.py
+++ b/shop/price.py
@@ -1,2 +1,2 @@
-def price(item):
+def cost_of(item):
     return item.cost
"""
EDITED = """diff --git a/shop/price.py b/shop/price.py
--- a/shop/price.py
+++ b/shop/price.py
@@ -1,2 +1,2 @@
 def price(item):
-    return item.cost
+    return item.cost * item.count
"""


def around(patch: str, head: str, known: KnownRepository) -> Surroundings:
    return surround(surveyed(patch, sources={"shop/price.py": (PRICE, head)}), known)


def of_rule(found: Surroundings, rule: str) -> list[Finding]:
    return [finding for finding in found.findings if finding.rule_id == rule]


def test_who_still_calls_what_was_renamed_is_named() -> None:
    head = PRICE.replace("def price", "def cost_of")
    (finding,) = of_rule(around(RENAMED, head, KnownRepository(NOW, encode(graph_of(BASE)))), "callers-left-behind")
    assert "`shop/cart.py:5`" in finding.message
    assert (finding.location.path, finding.location.start_line) == ("shop/price.py", 1)
    assert not finding.deterministic
    assert finding.severity.rank > Severity.HIGH.rank
    assert finding.fingerprint


def test_it_is_told_where_the_definition_was_and_not_at_the_first_line_of_the_change() -> None:
    patch = (
        "diff --git a/shop/price.py b/shop/price.py\n--- a/shop/price.py\n+++ b/shop/price.py\n"
        "@@ -1,0 +1,1 @@\n+# licence\n@@ -20,2 +21,2 @@\n"
        "-def price(item):\n+def cost_of(item):\n     return item.cost\n"
    )
    base = "\n" * 19 + PRICE
    files = BASE | {"shop/price.py": base}
    survey = surveyed(
        patch, sources={"shop/price.py": (base, "# licence\n" + base.replace("def price", "def cost_of"))}
    )
    (finding,) = of_rule(surround(survey, KnownRepository(NOW, encode(graph_of(files)))), "callers-left-behind")
    assert (finding.location.start_line, finding.location.side) == (21, Side.RIGHT)


def test_a_body_that_changes_leaves_no_caller_behind() -> None:
    head = PRICE.replace("item.cost", "item.cost * item.count")
    found = around(EDITED, head, KnownRepository(NOW, encode(graph_of(BASE))))
    assert not of_rule(found, "callers-left-behind")


def test_questions_about_a_file_get_its_callers_and_tests_elsewhere() -> None:
    head = PRICE.replace("item.cost", "item.cost * item.count")
    told = around(EDITED, head, KnownRepository(NOW, encode(graph_of(BASE)))).around["shop/price.py"]
    test = Elsewhere("tests/test_price.py", "def test_price() -> price")
    assert told.callers == (Elsewhere("shop/cart.py", "def total(items) -> price"), test)
    assert told.tests == (test,)


@pytest.mark.parametrize("before", ["", "items, " * 19])
def test_a_secret_in_a_signature_elsewhere_is_not_told_whole_or_in_half(before: str) -> None:
    token = "ghp_" + "x7Q2" * 9
    files = BASE | {"shop/cart.py": CALLER.replace("(items)", f"({before}key='{token}')")}
    head = PRICE.replace("item.cost", "item.cost * item.count")
    told = around(EDITED, head, KnownRepository(NOW, encode(graph_of(files)))).around["shop/price.py"]
    (line,) = [one.text for one in told.callers if one.path == "shop/cart.py"]
    assert "x7Q2" not in line


def test_a_file_that_takes_the_place_of_a_moved_one_is_there() -> None:
    move = "diff --git a/a.py b/b.py\nsimilarity index 100%\nrename from a.py\nrename to b.py\n"
    survey = surveyed(
        new_file("a.py", "def new():", "    return 1"), move, sources={"a.py": ("", "def new():\n    1\n")}
    )
    assert facts_at_head(survey)["a.py"] is not None


def test_a_file_that_always_changes_along_is_missed_with_its_evidence() -> None:
    history = mined([commit(n, ["shop/price.py", "shop/tax.py"]) for n in range(20)])
    head = PRICE.replace("item.cost", "item.cost * item.count")
    found = around(EDITED, head, KnownRepository(NOW, mined=encoding.encode(history)))
    (finding,) = of_rule(found, "left-out-of-change")
    assert "`shop/price.py` and `shop/tax.py` changed together in 20 of the last 20 commits" in finding.message
    assert finding.severity is Severity.INFO


def test_nothing_is_told_where_nothing_is_known() -> None:
    found = around(EDITED, PRICE, KnownRepository(NOW))
    assert (found.findings, found.around, found.notice) == ((), {}, "")


def test_an_index_far_behind_is_told() -> None:
    assert "50 commits behind" in around(EDITED, PRICE, KnownRepository(NOW, behind=FAR_BEHIND)).notice
