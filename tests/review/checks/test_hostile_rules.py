"""Rules against files made to exhaust their expressions: the weakness is found, or the file is said to be unread."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from app.analyzers import semgrep
from review.checks.rules import rules_for
from review.models import ScanTarget, Side

PADDING = 30_000
WEAK = {
    "go": (
        'package a\nimport ("net/http"; "os/exec")\nfunc H(w http.ResponseWriter, r *http.Request) '
        '{ exec.Command("sh", "-c", r.FormValue("x")).Run() }\n',
        "go-command-injection-request",
    ),
    "java": (
        "import javax.servlet.http.*;\nclass A { void get(HttpServletRequest request) throws Exception "
        '{ Runtime.getRuntime().exec(request.getParameter("x")); } }\n',
        "java-command-injection-request",
    ),
    "csharp": (
        'class AController : Controller { void Get() { Process.Start("cmd.exe", "/c " + Request.Query["x"]); } }\n',
        "cs-command-injection-request",
    ),
}
HOSTILE = ("a", "a ", "(, ", '"a" + ', '"server=a;', "_, a = ", "(a", "class A(", "request. ", "import \t")


@pytest.mark.slow
@pytest.mark.parametrize("language", WEAK)
async def test_padding_hides_no_weakness_and_takes_no_minutes(language: str, tmp_path: Path) -> None:
    code, rule_id = WEAK[language]
    texts = (code + "// " + each * (PADDING // len(each)) + "\n" for each in HOSTILE)
    targets = [ScanTarget(str(at), Side.RIGHT, language, text.encode()) for at, text in enumerate(texts)]
    began = time.monotonic()
    report = await semgrep.scan(semgrep.find(None), targets, rules_for([language]), scratch=tmp_path, deadline=120)
    told = {match.path for match in report.matches if match.rule_id == rule_id} | {gap.path for gap in report.gaps}
    assert told == {target.path for target in targets}
    assert time.monotonic() - began < 120
