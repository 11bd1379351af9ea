"""A review with advisories: the finding in the gate, the notice in the check run, and never a review less."""

from __future__ import annotations

from pathlib import Path

from app.advisories.look_up import LookUp
from app.advisories.service import Service
from app.analyzers import semgrep
from app.work.compute import InProcess
from app.work.review import Reviewed, Reviewer, Timings, review_change
from review.models import CheckRun, Conclusion, FetchedChange, Knowledge
from review.policy import Policy
from tests.app.advisories.osv import RECORD, Osv, running

PATCH = b"""diff --git a/requirements.txt b/requirements.txt
--- a/requirements.txt
+++ b/requirements.txt
@@ -1,1 +1,2 @@
 flask
+left==1.2.0
"""
OURS = {**RECORD, "affected": [{"package": {"ecosystem": "PyPI", "name": "left"}}]}


async def reviewed(look_up: LookUp | None, scratch: Path, policy: Policy) -> Reviewed:
    fetched = FetchedChange(None, None, (), PATCH, {}, {}, {})
    reviewer = Reviewer(InProcess(), semgrep.find(None), scratch, advisories=look_up)
    knowledge = Knowledge(b"k", models_configured=False)
    return await review_change(reviewer, fetched, None, policy, knowledge, None, Timings())


def security(result: Reviewed) -> CheckRun:
    (run,) = result.concluded.review.checks
    return run


async def test_a_known_vulnerability_that_the_change_brings_in_closes_the_gate(tmp_path: Path) -> None:
    service = Osv(records=[OURS])
    async with running(service) as url:
        look_up = LookUp(Service(url))
        run = security(await reviewed(look_up, tmp_path, Policy()))
        assert run.conclusion is Conclusion.FAILURE
        assert "left 1.2.0" in run.summary
        private = await reviewed(look_up, tmp_path, Policy(private_packages=("le*",)))
        assert security(private).conclusion is Conclusion.SUCCESS
    assert len(service.asked) == 1, "the private name was not asked for"


async def test_a_service_that_is_down_is_said_and_changes_nothing_else(tmp_path: Path) -> None:
    async with running(Osv(fault="503")) as url:
        down = await reviewed(LookUp(Service(url)), tmp_path, Policy())
    without = await reviewed(None, tmp_path, Policy())
    assert security(down).conclusion is Conclusion.SUCCESS
    assert (
        "### Packages\n\n- advisories could not be looked up: the service answered with status 503."
        in security(down).summary
    )
    assert "### Packages" not in security(without).summary
    assert down.concluded.coverage == without.concluded.coverage
