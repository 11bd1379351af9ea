"""`diffdiver doctor` on the operator's scan rules and on who knows advisories."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from app.doctor import advisories, rules
from app.doctor.outcome import Outcome, Status
from app.settings import load
from tests.app.advisories.osv import Osv
from tests.app.analyzers.test_own_rules import RULES
from tests.stand_in.serving import serving

pytestmark = pytest.mark.usefixtures("data_dir")


def told_of_rules(folder: Path | None) -> Outcome:
    (outcome,) = asyncio.run(rules.check(load(rules_dir=folder) if folder else load()))
    return outcome


async def told_of_advisories(**chosen: object) -> Outcome:
    (outcome,) = await advisories.check(load(**chosen))
    return outcome


def test_rules_are_counted_and_each_fault_is_named(tmp_path: Path) -> None:
    assert told_of_rules(None).status is Status.SKIPPED
    assert told_of_rules(tmp_path).found == f"no rule in {tmp_path}"
    (tmp_path / "money.yaml").write_text(RULES)
    good = told_of_rules(tmp_path)
    assert (good.status, good.found) == (Status.OK, f"2 rules in {tmp_path}")
    (tmp_path / "bad.yaml").write_text("rules: [{id: own-x, patern: y}]")
    (tmp_path / "money.yaml").write_text(RULES.replace("amount(float($X))", "amount((("))
    bad = told_of_rules(tmp_path)
    assert bad.status is Status.FAIL
    assert f"{tmp_path}: 2 faults: bad.yaml, rule `own-x`: `patern` is no key" in bad.found
    assert "rule `own-float-amount`: the scan engine refuses it" in bad.found
    assert "none starts with a wrong rule" in bad.todo
    missing = told_of_rules(tmp_path / "nowhere")
    assert (missing.status, bool(missing.todo)) == (Status.FAIL, True)


async def test_who_knows_advisories_answers_or_there_is_something_to_do() -> None:
    osv = Osv()
    async with serving(osv) as url:
        outcome = await told_of_advisories(osv_url=url)
        assert (outcome.status, outcome.found) == (Status.OK, f"{url} answers")
        assert [query["package"]["name"] for query in osv.asked] == ["left-pad"], "nothing of anybody's code"
    gone = await told_of_advisories(osv_url=url)
    assert gone.status is Status.WARN
    assert "could not be reached" in gone.found
    assert "DIFFDIVER_OSV_URL=off" in gone.todo


async def test_off_and_a_local_copy_are_said(tmp_path: Path) -> None:
    off = await told_of_advisories(osv_url="off")
    assert (off.status, off.found.startswith("off (")) == (Status.SKIPPED, True)
    assert (await told_of_advisories(osv_dir=tmp_path)).status is Status.WARN
    (tmp_path / "npm").mkdir()
    (tmp_path / "npm" / "all.zip").write_bytes(b"")
    assert (await told_of_advisories(osv_dir=tmp_path)).found == f"1 export in {tmp_path}: npm"
    assert (await told_of_advisories(osv_dir=tmp_path / "nowhere")).status is Status.WARN
