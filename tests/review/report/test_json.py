"""The JSON report is a contract: its schema is kept in the repository and it keeps to it."""

from __future__ import annotations

import json
from importlib.resources import files

import orjson
import pytest
from jsonschema import Draft202012Validator

from review.models import Concluded
from review.report.json import report
from tests.review.report import told

SCHEMA = json.loads(files("review.report").joinpath("report.schema.json").read_text(encoding="utf-8"))
STORIES = {"busy": told.busy(), "second push": told.second_push(), "clean": told.clean(), "odd": told.odd()[0]}


def reported(concluded: Concluded) -> dict[str, object]:
    given = report(concluded, version="0.1.0", timings_ms={"scan": 7}, base="b" * 40, head=None)
    loaded: dict[str, object] = json.loads(orjson.dumps(given))
    return loaded


def test_the_schema_is_a_schema() -> None:
    """Draft 2020-12."""
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("name", STORIES)
def test_every_report_keeps_to_its_schema(name: str) -> None:
    """Also with paths that are not UTF-8, hostile text and impossible lines."""
    assert [error.message for error in Draft202012Validator(SCHEMA).iter_errors(reported(STORIES[name]))] == []


def test_the_schema_refuses_a_report_that_lacks_something() -> None:
    """The check above is able to fail."""
    given = reported(STORIES["busy"])
    del given["coverage"]
    assert not Draft202012Validator(SCHEMA).is_valid(given)


def test_a_cost_nobody_knows_is_null() -> None:
    """Never 0, which would be a claim."""
    usage = reported(STORIES["second push"])["usage"]
    assert isinstance(usage, list)
    assert usage[0]["cost_usd"] is None


def test_coverage_counts_files_not_checks() -> None:
    """A file with one gap is not reviewed."""
    assert reported(STORIES["second push"])["coverage"] == {
        "files_total": 2,
        "files_reviewed": 0,
        "skipped": [],
        "incomplete": [
            {"path": "cart.py", "check": "semgrep", "reason": "the scan engine ran out of time"},
            *(
                {
                    "path": path,
                    "check": "review",
                    "reason": "no provider answered (openai: rate limit; anthropic: timeout)",
                }
                for path in ("shop/orders.py", "cart.py")
            ),
        ],
    }
