"""`diffdiver review` asks the network about packages only when it is told to; a local copy is always read."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from app.cli.review import review
from tests.app.advisories.osv import RECORD

PATCH = b"""diff --git a/requirements.txt b/requirements.txt
--- a/requirements.txt
+++ b/requirements.txt
@@ -0,0 +1,1 @@
+left==1.2.0
"""
OURS = {**RECORD, "affected": [{"package": {"ecosystem": "PyPI", "name": "left"}, "versions": ["1.2.0"]}]}


def run(*options: str) -> Result:
    return CliRunner().invoke(review, ["--no-model", "--diff", "-", *options], input=PATCH, catch_exceptions=False)


def test_nobody_is_asked_unless_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DIFFDIVER_OSV_URL", "http://127.0.0.1:1")
    silent = run()
    assert (silent.exit_code, "advisories" in silent.stderr) == (0, False)
    asked = run("--advisories")
    assert asked.exit_code == 0, "nobody there is no reason to fail"
    assert "advisories could not be looked up" in asked.stderr


def test_a_local_copy_is_read_without_being_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "PyPI").mkdir()
    (tmp_path / "PyPI" / "a.json").write_text(json.dumps(OURS))
    monkeypatch.setenv("DIFFDIVER_OSV_DIR", str(tmp_path))
    found = run()
    assert found.exit_code == 1
    assert "left 1.2.0" in found.stdout
