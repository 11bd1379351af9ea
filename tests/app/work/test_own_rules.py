"""An operator's rules in a review: beside ours, kept under names of their own, and through the pool's processes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml

from app.analyzers import semgrep
from app.errors import UsageError
from app.facts.store import Facts
from app.settings import load
from app.store.database import Database
from app.work.compute import Pool
from app.work.review import Reviewer, Timings, review_change
from app.work.scan import scan
from app.work.scanned import Scanned
from app.work.worker_tools import open_tools
from review.checks.own_rules import NONE, OwnRules, read_rules
from review.models import FetchedChange, FileStatus, Knowledge, ScanReport, Side, Source, TreeChange
from review.policy import Policy
from review.policy_classes import ClassLevel
from review.survey import Survey, survey

CODE = b"def pay(x):\n    return amount(float(x))\n"
NOTHING = b"def pay(x):\n    return x\n"


def own(pattern: str = "amount(float($X))") -> OwnRules:
    metadata = {"title": "Float for money", "category": "own-amounts", "severity": "high", "confidence": 0.9,
                "owasp": "A04:2021"}  # fmt: skip
    rule = {"id": "own-float-amount", "languages": ["python"], "message": "Whole cents.", "metadata": metadata}
    reading = read_rules({"a.yaml": yaml.safe_dump({"rules": [{**rule, "pattern": pattern}]})})
    assert reading.wrong == ()
    return reading.rules


def fetched(base: bytes = NOTHING) -> FetchedChange:
    tree = (TreeChange("pay.py", None, FileStatus.MODIFIED, "100644", "100644", "a", "b"),)
    return FetchedChange("b" * 40, "a" * 40, tree, b"", {}, {"pay.py": Source("pay.py", base, CODE)}, {})


def surveyed(base: bytes = NOTHING) -> Survey:
    return survey(fetched(base), None, Policy())


async def test_they_are_scanned_with_and_described_in_the_report(tmp_path: Path) -> None:
    engine = semgrep.find(None)
    report = await scan(engine, tmp_path, surveyed(), own=own())
    assert [(match.rule_id, match.start_line) for match in report.matches] == [("own-float-amount", 2)]
    assert report.rules["own-float-amount"].title == "Float for money"
    assert (await scan(engine, tmp_path, surveyed())).matches == (), "control"


async def test_what_stood_before_is_seen_as_for_our_rules(tmp_path: Path) -> None:
    report = await scan(semgrep.find(None), tmp_path, surveyed(CODE + b"\n"), own=own())
    assert {match.side for match in report.matches} == {Side.LEFT, Side.RIGHT}


async def test_another_set_of_rules_scans_anew_and_the_same_one_does_not(
    tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    scans = 0
    real = semgrep.scan

    async def counting(engine: semgrep.Engine, targets: Sequence[Any], *rest: Any, **others: Any) -> ScanReport:
        nonlocal scans
        scans += len(targets)
        return await real(engine, targets, *rest, **others)

    monkeypatch.setattr(semgrep, "scan", counting)
    database = await Database.open(database_url)
    facts = await Facts.open(database_url, database)
    found = []
    try:
        for rules in (NONE, own(), own(), own("amount($X)"), NONE):
            report = await scan(semgrep.find(None), tmp_path, surveyed(), Scanned(facts, 7, rules), rules)
            found.append((scans, len(report.matches), sorted(report.rules)))
    finally:
        await facts.close()
        await database.close()
    told = ["own-float-amount"]
    assert found == [(1, 0, []), (2, 1, told), (2, 1, told), (3, 1, told), (3, 0, [])]


@pytest.mark.slow
async def test_a_finding_reaches_the_gate_through_the_pool_and_has_a_class_of_its_own(tmp_path: Path) -> None:
    pool = Pool(1)
    try:
        reviewer = Reviewer(pool, semgrep.find(None), tmp_path, own=own())
        knowledge = Knowledge(b"k", models_configured=False)
        decided = []
        for policy in (Policy(), Policy(classes=(ClassLevel("own-amounts", None),)),
                       Policy(classes=(ClassLevel("A04:2021", None),))):  # fmt: skip
            done = await review_change(reviewer, fetched(), None, policy, knowledge, None, Timings())
            (finding,) = done.concluded.findings
            assert (finding.rule_id, finding.message) == ("own-float-amount", "Whole cents.")
            decided.append(finding.fails_gate)
        assert decided == [True, False, False]
    finally:
        pool.close()


async def test_a_worker_does_not_start_with_a_wrong_rule(tmp_path: Path) -> None:
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "bad.yaml").write_text("rules: [{id: own-x, patern: y}]")
    settings = load(data_dir=tmp_path, rules_dir=tmp_path / "rules")
    with pytest.raises(UsageError, match=r"bad\.yaml, rule `own-x`: `patern` is no key of a rule \(did you mean"):
        async with open_tools(settings):
            pass
    assert list((tmp_path / "scratch").iterdir()) == [], "and leaves nothing behind"
