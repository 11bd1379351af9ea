"""Rules for Python against files made to keep an expression busy: a megabyte of what almost matches."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.review.checks.hostile import repeated, scanned

MATCHES_LIMIT = 100
SERVED = "from flask import Flask, request\nimport requests, re, os, subprocess, lxml\nn = request.args\n"


HOSTILE = {
    "one word": SERVED + "x = '" + repeated("reqpasswcryptoverifypickle") + "'\n",
    "open calls in one string": SERVED + "x = '" + repeated("getattr(eval(execute(") + "'\n",
    "header slots never closed": SERVED + "x = '" + repeated(".headers[") + "'\n",
    "names of passwords without end": SERVED + "x = '" + repeated("passw") + "'\n",
    "decorators without a name": SERVED + "x = '" + repeated(" @a.a.a.a") + "'\n",
    "repetitions in an expression": SERVED + "re.compile('" + repeated("([a-z") + "')\nre.match('(a+)b', '" + "')\n",
    "brackets of a dictionary": SERVED + "x = '" + repeated('{"a": "b", ') + "'\n",
}


# Tens of thousands of matches of an expression are as many ranges to compare with each other: too many to finish.
CROWDED = {
    "cases": SERVED + "x = '''" + repeated('g = "ABC"\nmatch g[1]:\n case "A":\n') + "'''\n",
    "statements": SERVED + "x = (\n" + repeated('"select a"\n') + ")\n",
    "open statements": SERVED + "x = '''" + repeated('""" select a \n') + "'''\n",
}


@pytest.mark.slow
@pytest.mark.parametrize("name", HOSTILE)
async def test_a_megabyte_of_near_matches_is_scanned_to_the_end(name: str, tmp_path: Path) -> None:
    """All rules answer within the deadline, no rule is cut off, and one line does not become thousands of matches."""
    report = await scanned("python", HOSTILE[name], tmp_path)
    assert (report.gaps, len(report.matches) < MATCHES_LIMIT) == ((), True)


@pytest.mark.slow
@pytest.mark.parametrize("name", CROWDED)
async def test_what_takes_too_long_is_said_to_be_a_gap(name: str, tmp_path: Path) -> None:
    report = await scanned("python", CROWDED[name], tmp_path, deadline=5)
    assert [gap.path for gap in report.gaps] == ["hostile"]
