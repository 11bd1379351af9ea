"""The enclosing symbol is guessed the same way in every language."""

from __future__ import annotations

import pytest

from review.findings.symbol import enclosing_symbol

SAMPLES = {
    "python": (
        "class Cart:\n    def total(self):\n        if x:\n            y = [\n            ]\nHERE",
        "Cart.total",
    ),
    "python sibling": ("def outer():\n    def helper(): pass\n    if x:\nHERE", "outer"),
    "go": ("func (r *Repo) Save(x int) error {\nHERE", "Save"),
    "arrow": ("export const load = async (a) => {\n  if (a) {\nHERE", "load"),
    "js method": ("class A {\n  render() {\nHERE", "A.render"),
    "java": ("public class A {\n    public void run(int a) {\nHERE", "A.run"),
    "c brace below": ("int main(void)\n{\nHERE", "main"),
    "rust": ("impl Cart {\n    pub fn total(&self) -> u32 {\nHERE", "Cart.total"),
    "ruby": ("module Shop\n  def total\nHERE", "Shop.total"),
    "top level": ("import os\n\nHERE", ""),
    "control words": ("if (a) {\n  while (b) {\nHERE", ""),
}


@pytest.mark.parametrize(("text", "symbol"), SAMPLES.values(), ids=SAMPLES.keys())
def test_the_enclosing_symbol_is_found_by_indentation(text: str, symbol: str) -> None:
    deep = "" if text.endswith("\n\nHERE") else " " * 12
    lines = text.replace("HERE", deep + "here").split("\n")
    assert enclosing_symbol(lines, len(lines)) == symbol


def test_a_line_outside_the_file_has_no_symbol() -> None:
    assert enclosing_symbol(["def a():"], 0) == ""
    assert enclosing_symbol(["def a():"], 9) == ""


def test_a_hostile_line_costs_no_time() -> None:
    lines = ["a" * 100_000 + "(" * 100_000, "x (" * 50_000, "  " * 10 + "here"]
    assert isinstance(enclosing_symbol(lines, 3), str)
