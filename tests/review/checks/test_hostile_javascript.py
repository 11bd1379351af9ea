"""Rules for JavaScript against files made to keep an expression busy: a megabyte of what almost matches."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.analyzers import semgrep
from review.checks.rules import rules_for
from review.models import ScanReport, ScanTarget, Side

MEGABYTE = 1_000_000
DEADLINE_S = 60.0
SERVED = "const cp = require('child_process');\nmodule.exports = (req, res) => cp.exec('ls ' + req.query.dir);\n"


def repeated(piece: str) -> str:
    return piece * (MEGABYTE // len(piece))


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


async def scanned(content: str, scratch: Path, deadline: float = DEADLINE_S) -> ScanReport:
    target = ScanTarget("hostile.js", Side.RIGHT, "javascript", content.encode())
    return await semgrep.scan(
        semgrep.find(None), [target], rules_for(["javascript"]), scratch=scratch, deadline=deadline
    )


@pytest.mark.proof
@pytest.mark.parametrize("name", HOSTILE)
async def test_a_megabyte_of_near_matches_hides_nothing(name: str, tmp_path: Path) -> None:
    """What stands before it is found within the deadline, or the file is said not to have been read to the end."""
    report = await scanned(HOSTILE[name], tmp_path)
    found = any(match.rule_id == "js-command-injection-request" for match in report.matches)
    assert found or [gap.path for gap in report.gaps] == ["hostile.js"]
