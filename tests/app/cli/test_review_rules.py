"""`diffdiver review` with rules of one's own, and with a policy of classes and paths."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from app.cli.review import review
from app.errors import UsageError
from app.settings import load
from tests.app.analyzers.test_own_rules import RULES

PATCH = b"""diff --git a/pay.py b/pay.py
new file mode 100644
--- /dev/null
+++ b/pay.py
@@ -0,0 +1,1 @@
+amount(float(x))
"""

pytestmark = pytest.mark.usefixtures("data_dir")


def run(*options: object) -> Result:
    told = ["--no-model", "--diff", "-", "--format", "json", *map(str, options)]
    return CliRunner().invoke(review, told, input=PATCH, catch_exceptions=False)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "money.yaml").write_text(RULES)
    return tmp_path / "rules"


def test_a_folder_is_named_by_an_option_or_by_the_setting(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run().exit_code == 0
    found = run("--rules", folder)
    assert found.exit_code == 1
    (finding,) = json.loads(found.stdout)["findings"]
    assert (finding["rule_id"], finding["category"], finding["owasp"]) == ("own-float-amount", "own-amounts", "other")
    monkeypatch.setenv("DIFFDIVER_RULES_DIR", str(folder))
    assert run().exit_code == 1


def test_a_wrong_rule_is_bad_input(folder: Path) -> None:
    (folder / "money.yaml").write_text(RULES.replace("severity: high", "severity: hihg"))
    with pytest.raises(UsageError, match=r"did you mean `high`"):
        run("--rules", folder)


def test_the_setting_is_no_matter_of_the_current_folder() -> None:
    with pytest.raises(UsageError, match="must be an absolute path"):
        load(rules_dir=Path("rules"))


def test_a_policy_of_classes_and_paths_decides_and_says_so(folder: Path, tmp_path: Path) -> None:
    config = tmp_path / "policy.yml"
    config.write_text("classes: {own-amounts: never}\npaths: [{match: other/**, fail_on: low}]\n")
    passed = run("--rules", folder, "--config", config)
    assert passed.exit_code == 0
    (finding,) = json.loads(passed.stdout)["findings"]
    assert finding["gate_reason"] == "does not fail the gate: `own-amounts` never does (`classes`)"
    assert run("--rules", folder, "--config", config, "--fail-on", "high").exit_code == 1
    config.write_text("classes: {own-amonts: never, nothing: low}\n")
    wrong = run("--rules", folder, "--config", config)
    assert wrong.exit_code == 1
    assert "line 1: unknown key `classes.nothing`" in " ".join(wrong.stderr.split())
