"""A megabyte behind a weakness hides it from no rule: it is found, or the file is said to be unread."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.analyzers import semgrep
from app.work.scan import scan
from review.checks.rules import rules_for
from review.models import ScanTarget, Side
from tests.review.made import new_file, surveyed

PADDING = 1_000_000
WEAK = {
    "a.go": (
        'package a\nimport ("net/http"; "os/exec")\nfunc H(w http.ResponseWriter, r *http.Request) '
        '{ exec.Command("sh", "-c", r.FormValue("x")).Run() }',
        "go-command-injection-request",
    ),
    "A.java": (
        "import javax.servlet.http.*;\nclass A { void get(HttpServletRequest request) throws Exception "
        '{ Runtime.getRuntime().exec(request.getParameter("x")); } }',
        "java-command-injection-request",
    ),
    "A.cs": (
        'class AController : Controller { void Get() { Process.Start("cmd.exe", "/c " + Request.Query["x"]); } }',
        "cs-command-injection-request",
    ),
    "a.py": (
        'import os\nfrom flask import request\n@app.route("/")\ndef show():\n    os.system(request.args["x"])',
        "py-command-injection-request",
    ),
    "a.js": (
        'const { exec } = require("child_process");\napp.get("/", (req, res) => { exec(req.query.x); });',
        "js-command-injection-request",
    ),
    "a.php": ('<?php\nsystem($_GET["x"]);', "php-command-injection-request"),
    "a.rb": (
        "class AController < ApplicationController\n  def a\n    system(params[:x])\n  end\nend",
        "rb-command-injection-request",
    ),
}
HOSTILE = ("a ", '"a" + ', "request. ")


@pytest.mark.slow
@pytest.mark.parametrize("path", WEAK)
@pytest.mark.parametrize("padding", HOSTILE)
async def test_a_megabyte_behind_it_hides_no_weakness(path: str, padding: str, tmp_path: Path) -> None:
    code, rule_id = WEAK[path]
    mark = "# " if path.endswith((".py", ".rb")) else "// "
    line = mark + padding * (400 // len(padding))
    lines = (*code.split("\n"), *[line] * (PADDING // len(line)))
    report = await scan(semgrep.find(None), tmp_path, surveyed(new_file(path, *lines)))
    assert report.gaps or rule_id in {match.rule_id for match in report.matches}, report.matches


@pytest.mark.slow
async def test_padding_costs_no_gap_in_an_everyday_language(tmp_path: Path) -> None:
    code, rule_id = WEAK["a.py"]
    lines = (*code.split("\n"), *["# " + "word " * 80] * (PADDING // 400))
    report = await scan(semgrep.find(None), tmp_path, surveyed(new_file("a.py", *lines)))
    assert (report.gaps, rule_id in {match.rule_id for match in report.matches}) == ((), True)


@pytest.mark.slow
async def test_control_the_engine_alone_loses_it_without_a_word(tmp_path: Path) -> None:
    code, rule_id = WEAK["a.go"]
    text = code + "\n" + ("// " + "a " * 200 + "\n") * (PADDING // 400)
    target = ScanTarget("a.go", Side.RIGHT, "go", text.encode())
    report = await semgrep.scan(semgrep.find(None), [target], rules_for(["go"]), scratch=tmp_path, deadline=120)
    assert (report.gaps, rule_id in {match.rule_id for match in report.matches}) == ((), False)
