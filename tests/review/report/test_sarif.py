"""SARIF that the standard's own schema accepts."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import orjson
import pytest
from jsonschema import Draft4Validator

from review.models import Concluded, Fate, FateKind, Severity
from review.report.sarif import artifact_uri, sarif
from tests.review.report import told

SCHEMA = json.loads((Path(__file__).parents[2] / "samples" / "sarif-2.1.0.json").read_text(encoding="utf-8"))
STORIES = {"busy": told.busy(), "second push": told.second_push(), "clean": told.clean(), "odd": told.odd()[0]}


# A SARIF log is a deep mix of values that only the schema describes.
def run_of(concluded: Concluded) -> dict[str, Any]:
    log = json.loads(orjson.dumps(sarif(concluded, version="0.1.0")))
    run: dict[str, Any] = log["runs"][0]
    return run


@pytest.mark.parametrize("name", STORIES)
def test_every_log_keeps_to_the_standard(name: str) -> None:
    """Also with hostile text and paths that are not UTF-8."""
    log = json.loads(orjson.dumps(sarif(STORIES[name], version="0.1.0")))
    assert [error.message for error in Draft4Validator(SCHEMA).iter_errors(log)] == []


def test_the_schema_refuses_what_is_no_log() -> None:
    """The check above is able to fail."""
    assert not Draft4Validator(SCHEMA).is_valid({"version": "2.1.0", "runs": [{}]})


def test_results_carry_rule_level_place_and_fingerprint() -> None:
    """What code scanning needs to show and to recognise a finding."""
    run = run_of(STORIES["busy"])
    result = next(one for one in run["results"] if one["ruleId"] == "python.sql-injection")
    assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == "python.sql-injection"
    assert result["level"] == "error"
    assert result["locations"][0]["physicalLocation"]["region"] == {"startLine": 8, "endLine": 9}
    assert result["partialFingerprints"] == {"diffdiver/v1": "1:5d1c0ffee0a14b2f9e77"}


def test_an_accepted_finding_is_a_suppressed_result() -> None:
    """With the reason as its justification."""
    results = run_of(STORIES["second push"])["results"]
    accepted = next(one for one in results if one["ruleId"] == "python.weak-hash")
    assert accepted["suppressions"][0]["status"] == "accepted"


def test_an_unread_file_makes_the_run_unsuccessful() -> None:
    """And is named in a notification."""
    invocation = run_of(STORIES["second push"])["invocations"][0]
    assert invocation["executionSuccessful"] is False
    assert "cart.py was not read by semgrep" in invocation["toolExecutionNotifications"][0]["message"]["text"]
    assert run_of(STORIES["clean"])["invocations"][0]["executionSuccessful"] is True


def test_a_path_becomes_a_uri_of_its_bytes() -> None:
    """Percent-encoded, whatever they are; no colon can look like a scheme."""
    assert artifact_uri("a b/ü\udcff:%.py") == "a%20b/%C3%BC%FF%3A%25.py"


def test_a_finding_without_a_voice_is_left_out() -> None:
    """Merged and suppressed ones are in the JSON report."""
    hidden = replace(told.SQL, severity=Severity.LOW, fate=Fate(FateKind.SUPPRESSED, "no evidence"))
    assert run_of(replace(STORIES["clean"], findings=(hidden,)))["results"] == []
