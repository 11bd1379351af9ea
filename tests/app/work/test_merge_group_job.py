"""The merge queue waits for both checks on its own commit, and gets them; what it drops is closed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from pathlib import Path

import pytest

from app.store.database import Database
from app.store.jobs import JobState
from tests.app.work.bot import CLEAN, REVIEW, SECURITY, VULNERABLE, scripted
from tests.app.work.life import Life
from tests.stand_in.commits import Content
from tests.stand_in.github import GitHubStandIn
from tests.stand_in.queueing import MergeGroup
from tests.stand_in.repository import PullRequest

OTHER = {"notes.txt": "Something else that was merged meanwhile.\n"}


@pytest.fixture
async def life(github: GitHubStandIn, sqlite: Database, tmp_path: Path) -> AsyncIterator[Life]:
    (tmp_path / "data").mkdir()
    life = Life(github, sqlite, tmp_path / "data")
    await life.installed()
    yield life
    assert github.faults_found == []


async def reviewed(life: Life, files: Mapping[str, Content]) -> PullRequest:
    pull = life.open(files)
    assert await life.review(pull) is JobState.DONE
    return pull


async def queued(life: Life, pull: PullRequest, *, behind: MergeGroup | None = None) -> MergeGroup:
    group = life.github.queue(pull, behind=behind)
    await life.hear("merge_group", "checks_requested", merge_group=group)
    await life.rest()
    return group


def scanned(life: Life) -> bool:
    """Say whether a group's change was looked for: only a scan asks where the base branch stands."""
    return any(logged.operation == "repos/get-branch" for logged in life.github.requests)


@pytest.mark.slow
async def test_the_verdict_on_the_same_files_is_said_again_without_a_scan(life: Life) -> None:
    pull = await reviewed(life, CLEAN)
    group = await queued(life, pull)
    assert life.verdicts(group) == {SECURITY: "success"}
    (run,) = life.runs(group)
    assert f"pull request {pull.number}" in (run.title or "")
    assert not scanned(life)


@pytest.mark.slow
async def test_a_failed_verdict_holds_in_the_queue_too(life: Life) -> None:
    group = await queued(life, await reviewed(life, VULNERABLE))
    assert life.verdicts(group) == {SECURITY: "failure"}


@pytest.mark.slow
async def test_other_files_are_scanned_and_annotated_and_never_commented_on(life: Life) -> None:
    pull = await reviewed(life, VULNERABLE)
    comments = len(life.comments(pull))
    life.github.commit(life.repository, "main", OTHER)
    group = await queued(life, pull)
    assert life.verdicts(group) == {SECURITY: "failure"}
    (run,) = life.runs(group)
    assert scanned(life)
    assert [a["path"] for a in run.annotations] == ["shop/web.py"]
    assert len(life.comments(pull)) == comments


@pytest.mark.slow
async def test_a_clean_group_with_other_files_passes(life: Life) -> None:
    pull = await reviewed(life, CLEAN)
    life.github.commit(life.repository, "main", OTHER)
    assert life.verdicts(await queued(life, pull)) == {SECURITY: "success"}


@pytest.mark.slow
async def test_a_pull_request_that_was_never_reviewed_is_scanned(life: Life) -> None:
    assert life.verdicts(await queued(life, life.open(VULNERABLE))) == {SECURITY: "failure"}


@pytest.mark.slow
async def test_an_entry_behind_a_bad_one_does_not_vouch_for_it(life: Life) -> None:
    """A queue may ask the last commit of a group alone."""
    bad = life.github.queue(life.open(VULNERABLE))
    main = life.github.sha(life.repository, "main")
    life.github.commit(life.repository, "other", OTHER, parent=main)
    good = life.github.open_pull_request(life.repository, head="other")
    assert life.verdicts(await queued(life, good, behind=bad)) == {SECURITY: "failure"}


@pytest.mark.slow
async def test_no_model_is_asked_and_the_review_check_says_who_has_the_review(life: Life) -> None:
    life.providers.append(scripted([]))
    group = await queued(life, life.open(CLEAN))
    assert life.verdicts(group) == {SECURITY: "success", REVIEW: "skipped"}
    assert "Not asked" in (life.runs(group)[-1].title or "") or "Not asked" in (life.runs(group)[0].title or "")
    assert life.providers[0].questions == []


@pytest.mark.slow
async def test_a_second_delivery_says_nothing_twice_and_a_re_run_scans_anew(life: Life) -> None:
    group = await queued(life, await reviewed(life, CLEAN))
    await life.hear("merge_group", "checks_requested", merge_group=group)
    await life.rest()
    assert len(life.runs(group)) == 1
    await life.hear("check_run", "rerequested", check_run=life.runs(group)[0])
    await life.rest()
    assert [run.conclusion for run in life.runs(group)] == ["success", "success"]
    assert len({run.external_id for run in life.runs(group)}) == 2


async def test_a_dropped_commit_that_was_never_begun_gets_nothing(life: Life) -> None:
    pull = life.open(CLEAN)
    group = life.github.queue(pull)
    life.github.destroy(group)
    await life.hear("merge_group", "destroyed", merge_group=group)
    await life.rest()
    assert life.runs(group) == []
    assert (await life.named("merge_group", f"{life.repository.id}/{group.head_sha}")).state is JobState.DONE


@pytest.mark.slow
async def test_what_was_begun_ends_as_cancelled_when_the_queue_drops_it(life: Life) -> None:
    group = life.github.queue(life.open(CLEAN))
    life.github.fault("GET", r"/repos/octo/shop/pulls/\d+", status=500, times=20)
    await life.hear("merge_group", "checks_requested", merge_group=group)
    job = await life.named("merge_group", f"{life.repository.id}/{group.head_sha}")
    assert await life.run(job.id) is JobState.WAITING
    assert [run.status for run in life.runs(group)] == ["in_progress"]
    life.github.destroy(group)
    await life.hear("merge_group", "destroyed", merge_group=group)
    await life.rest()
    assert life.verdicts(group) == {SECURITY: "cancelled"}


@pytest.mark.slow
async def test_the_next_entry_of_the_same_pull_request_closes_the_one_before(life: Life) -> None:
    pull = life.open(CLEAN)
    first = life.github.queue(pull)
    life.github.fault("GET", r"/repos/octo/shop/pulls/\d+", status=500, times=20)
    await life.hear("merge_group", "checks_requested", merge_group=first)
    await life.run((await life.named("merge_group", f"{life.repository.id}/{first.head_sha}")).id)
    life.github.reset_faults()
    life.github.destroy(first)
    life.github.commit(life.repository, "main", OTHER)
    second = await queued(life, pull)
    assert life.verdicts(second) == {SECURITY: "success"}
    assert life.verdicts(first) == {SECURITY: "cancelled"}


@pytest.mark.slow
async def test_a_review_of_the_pull_request_leaves_the_queue_s_runs_alone(life: Life) -> None:
    pull = life.open(CLEAN)
    group = life.github.queue(pull)
    life.github.fault("GET", r"/repos/octo/shop/commits/[0-9a-f]+/?$", status=500, times=20)
    life.github.fault("GET", r"/branches/", status=500, times=20)
    await life.hear("merge_group", "checks_requested", merge_group=group)
    await life.run((await life.named("merge_group", f"{life.repository.id}/{group.head_sha}")).id)
    life.github.reset_faults()
    await life.review(pull)
    assert [run.status for run in life.runs(group)] == ["in_progress"]
    assert life.conclusions(pull) == {SECURITY: "success"}


@pytest.mark.slow
async def test_what_cannot_be_scanned_keeps_the_gate_shut(life: Life) -> None:
    pull = life.open(CLEAN)
    life.github.fault("GET", r"/repos/octo/shop/branches/", status=404, times=None)
    group = await queued(life, pull)
    assert life.verdicts(group) == {SECURITY: "failure"}
    assert (await life.named("merge_group", f"{life.repository.id}/{group.head_sha}")).state is JobState.FAILED


@pytest.mark.slow
async def test_a_scan_stops_when_the_queue_drops_its_commit(life: Life) -> None:
    group = life.github.queue(life.open(CLEAN))
    life.github.fault("GET", r"/repos/octo/shop/branches/", delay=30, times=None)
    await life.hear("merge_group", "checks_requested", merge_group=group)
    job = await life.named("merge_group", f"{life.repository.id}/{group.head_sha}")
    running = asyncio.create_task(life.run(job.id))
    while not any("/branches/" in logged.path for logged in life.github.requests):
        await asyncio.sleep(0.02)
    life.github.destroy(group)
    await life.hear("merge_group", "destroyed", merge_group=group)
    await asyncio.wait_for(running, 10)
    assert life.verdicts(group) == {SECURITY: "cancelled"}
