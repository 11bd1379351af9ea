"""Faults come by rule, before or after the effect of a request."""

from __future__ import annotations

import httpx
import pytest

from tests.stand_in_tests.conftest import Scene

COMMENTS = "/repos/octo-org/demo/issues/1/comments"


async def test_a_fault_before_the_effect_leaves_nothing_behind(scene: Scene) -> None:
    scene.github.fault("POST", "/comments$", status=502)
    assert (await scene.call("POST", COMMENTS, {"body": "x"})).status_code == 502
    assert scene.github.issue_comments(scene.pull) == []
    assert (await scene.call("POST", COMMENTS, {"body": "x"})).status_code == 201


async def test_a_fault_after_the_effect_hides_what_was_done(scene: Scene) -> None:
    scene.github.fault("POST", "/comments$", status=502, after=True)
    assert (await scene.call("POST", COMMENTS, {"body": "x"})).status_code == 502
    assert [c.body for c in scene.github.issue_comments(scene.pull)] == ["x"]


@pytest.mark.parametrize(("after", "left"), [(False, 0), (True, 1)])
async def test_a_reset_breaks_the_connection_in_mid_answer(scene: Scene, *, after: bool, left: int) -> None:
    scene.github.fault("POST", "/comments$", reset=True, after=after)
    with pytest.raises((httpx.ReadError, httpx.RemoteProtocolError)):
        await scene.call("POST", COMMENTS, {"body": "x"})
    assert len(scene.github.issue_comments(scene.pull)) == left


async def test_a_fault_may_skip_some_requests_and_last_until_cleared(scene: Scene) -> None:
    scene.github.fault("GET", "/demo$", status=429, retry_after=7, skip=1, times=None)
    answers = [await scene.call("GET", scene.path) for _ in range(3)]
    assert [a.status_code for a in answers] == [200, 429, 429]
    assert answers[1].headers["retry-after"] == "7"
    scene.github.reset_faults()
    assert (await scene.call("GET", scene.path)).status_code == 200


async def test_a_delay_only_delays(scene: Scene) -> None:
    fault = scene.github.fault("GET", "/demo$", delay=0.001)
    assert (await scene.call("GET", scene.path)).status_code == 200
    assert fault.hits == 1
    assert scene.github.requests[-1].fault == "delay 0.001 before effect"


async def test_a_defect_of_the_stand_in_fails_the_test_that_met_it(scene: Scene) -> None:
    scene.pull.head_sha = "not a commit"
    assert (await scene.call("GET", f"{scene.pull_path}/files")).status_code == 500
    assert "the stand-in broke" in scene.github.faults_found[0]
