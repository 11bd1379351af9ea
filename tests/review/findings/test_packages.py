"""A model may speak of the packages that are there, and recommends none that it may have made up."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest

from review.findings.claim import Claim
from review.findings.packages import COMMAND_REMOVED, NAME_REMOVED, Packages
from review.models import Severity

CHANGE = Packages(["requirements.txt", "RUN pip install shop-tools", "import shop_tools", "def total(rows):"])
CLAIM = Claim("a.py", 1, 1, "x", "correctness", Severity.HIGH, "T", "M", "W", None, 0.9)


def said(message: str) -> str:
    return CHANGE.without_new(replace(CLAIM, message=message)).message


def kept(suggestion: str) -> bool:
    return CHANGE.without_new(replace(CLAIM, suggestion=suggestion)).suggestion is not None


@pytest.mark.parametrize("text", [
    "The `secrets` module gives unguessable tokens, `random` does not.", "Use the `defusedxml` library here.",
    "`rows.sum` is imported from a module that is gone.", "The third-party library is called twice.",
    "RUN pip install shop-tools", "Go get the lock before the map is read.", "Import `total` lazily.",
    "The package `shop-tools` is not pinned.", "Use `>=` and `is None` instead.", "Then add `KeyError` to the import.",
])  # fmt: skip
def test_what_the_change_or_everybody_knows_is_said(text: str) -> None:
    assert said(text) == text


@pytest.mark.parametrize(("text", "left"), [
    ("Run `pip install flask-guardian` first.", f"Run `{COMMAND_REMOVED}` first."),
    ("npm i left-padder", COMMAND_REMOVED),
    ("go get github.com/evil/x", COMMAND_REMOVED),
    ("Use the `flask-guardian` package.", f"Use the {NAME_REMOVED} package."),
    ("The library flask-guardian does it.", f"The library {NAME_REMOVED} does it."),
    ("import `@evil/x`", f"import {NAME_REMOVED}"),
])  # fmt: skip
def test_any_other_name_is_taken_out(text: str, left: str) -> None:
    assert said(text) == left


def test_code_that_imports_what_nobody_knows_is_not_suggested() -> None:
    assert kept("import json\nfrom .db import rows\nfrom shop_tools.x import y\nconst fs = require('node:fs')")
    assert not kept("import flask_guardian\n")
    assert not kept("const x = require('left-padder')\n")
    assert not kept("import x from 'left-padder'\n")
    assert not kept("pip install flask-guardian\n")


@pytest.mark.parametrize("unit", ["pip ", "sudo python -m ", "import ", "`a", "a-", "package a", "from 'a"])
def test_work_is_linear(unit: str) -> None:
    begun = time.perf_counter()
    CHANGE.without_new(replace(CLAIM, message=unit * (8_000 // len(unit)), suggestion=unit * (8_000 // len(unit))))
    assert time.perf_counter() - begun < 0.5


def test_a_fix_recommends_no_made_up_package_and_a_test_imports_none() -> None:
    claim = replace(CLAIM, fix="Use the `flask-guardian` package.", test="import flask_guardian\nassert True")
    left = CHANGE.without_new(claim)
    assert (left.fix, left.test) == (f"Use the {NAME_REMOVED} package.", "")
    fine = replace(CLAIM, fix="Use the `secrets` module.", test="import pytest\nfrom shop_tools import total\n")
    assert CHANGE.without_new(fine) == fine, "control"
