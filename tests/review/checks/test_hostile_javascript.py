"""Rules for JavaScript against files made to keep an expression busy: a megabyte of what almost matches."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.review.checks.hostile import repeated, scanned

SERVED = "const cp = require('child_process');\nmodule.exports = (req, res) => cp.exec('ls ' + req.query.dir);\n"


HOSTILE = {
    "one word": SERVED + "x = '" + repeated("reqbodypasswordinnerHTMLexec") + "'\n",
    "open calls in one string": SERVED + "x = '" + repeated("req.get(res.send(eval(") + "'\n",
    "handlers that never begin": SERVED + "x = '" + repeated(".get( (a, b, ") + "'\n",
    "parameters taken apart and never closed": SERVED + "x = '" + repeated("({ query, body, ") + "'\n",
    "decorators without a name": SERVED + "x = '" + repeated("@Query() ") + "'\n",
    "addresses with half a password": SERVED + "x = '" + repeated("mysql://root:secret") + "'\n",
    "statements without end": SERVED + "x = '" + repeated("`select a ${ ") + "'\n",
    "markup without end": SERVED + "x = '" + repeated("`<a ${") + "'\n",
    "indexes without a call": SERVED + "x = '" + repeated("a[b] = a[b").replace("'", "") + "'\n",
    "spaces": SERVED + "x = '" + repeated(" ") + "'\n",
}


@pytest.mark.proof
@pytest.mark.parametrize("name", HOSTILE)
async def test_a_megabyte_of_near_matches_hides_nothing(name: str, tmp_path: Path) -> None:
    """What stands before it is found within the deadline, or the file is said not to have been read to the end."""
    report = await scanned("javascript", HOSTILE[name], tmp_path)
    found = any(match.rule_id == "js-command-injection-request" for match in report.matches)
    assert found or [gap.path for gap in report.gaps] == ["hostile"]
