"""Once all is quiet: no twin of what a lost worker's delayed request made, and no check run without its end."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import insert, select

from app.github.auth import AppAuth
from app.github.check_bodies import TWIN_SUMMARY
from app.github.publish_summary import RESOLVED_SUMMARY
from app.store import jobs, outbox, pull_requests
from app.store.database import Database
from app.store.jobs import JobState
from app.store.tables import audit, reviews
from app.work.settle_truth import FINISHED_TITLE, NEWER_HEAD, NOT_OPEN
from review.models import Conclusion
from tests.app.github.conftest import Bot, comment_on, make_scene, review_of, settings_for
from tests.app.work.settling import NAMES, REVIEW, SECURITY, Workers
from tests.stand_in.github import GitHubStandIn

CLEAN = review_of(checks=tuple(replace(check, conclusion=Conclusion.SUCCESS) for check in REVIEW.checks))


@pytest.fixture
async def workers(github: GitHubStandIn, tmp_path: Path, _sqlite_migrated: Path) -> AsyncIterator[Workers]:
    database = await Database.open(f"sqlite:///{shutil.copy(_sqlite_migrated, tmp_path / 'settle.db')}")
    async for made in _workers(github, database):
        yield made
    await database.close()


@pytest.fixture
async def workers_on_each(github: GitHubStandIn, database: Database) -> AsyncIterator[Workers]:
    """Once on each database."""
    async for made in _workers(github, database):
        yield made


async def _workers(github: GitHubStandIn, database: Database) -> AsyncIterator[Workers]:
    scene = make_scene(github)
    auth = AppAuth(settings_for(github, scene.app))
    async with auth.installation_client(scene.installation.id, scene.repository.id) as client:
        bot = Bot(scene, database, client, await auth.identity(client), None)  # type: ignore[arg-type]  # taken later
        made = Workers(scene, database, auth, bot)
        await made.know()
        yield made


async def _healed(workers: Workers) -> list[str]:
    """Return why each healing write was made, as the audit log has it."""
    async with workers.database.read() as tx:
        reasons = (await tx.execute(select(audit.c.reason).order_by(audit.c.id))).scalars()
        return [reason for reason in reasons if reason.startswith("settled")]


LATE = {
    "a pending review": ("POST", r"/pulls/1/reviews$", 0),
    "a submission": ("POST", r"/reviews/\d+/events$", 0),
    "a summary": ("POST", r"/issues/1/comments$", 0),
    "a check run": ("POST", r"/check-runs$", 0),
    "the second check run": ("POST", r"/check-runs$", 1),
    "a conclusion": ("PATCH", r"/check-runs/\d+$", 0),
}
LEAVES_A_TWIN = {"a pending review", "a summary", "a check run", "the second check run"}


@pytest.mark.slow
@pytest.mark.parametrize("what", LATE)
async def test_a_request_that_arrives_after_a_successor_is_done_leaves_no_twin(workers: Workers, what: str) -> None:
    """Control: the twin is there until the job has looked."""
    method, path, skip = LATE[what]
    held = await workers.lost_at(method, path, skip=skip)
    await workers.publish()
    await workers.arrive(held)
    assert bool(workers.twins()) == (what in LEAVES_A_TWIN)
    job = await workers.settle()
    assert job.state is JobState.DONE, job.last_error
    assert workers.twins() == []
    github, pull = workers.scene.github, workers.scene.pull
    assert sorted(c.line or 0 for c in github.comments(pull)) == [3, 7]
    assert len(github.issue_comments(pull)) == 1
    assert {(run.name, run.conclusion) for run in github.check_runs(pull)} == {
        ("diffdiver/security", "failure"),
        ("diffdiver/review", "neutral"),
    }
    assert bool(await _healed(workers)) == (what in LEAVES_A_TWIN)


async def test_on_each_database_a_late_check_run_says_that_it_is_a_copy(workers_on_each: Workers) -> None:
    workers = workers_on_each
    held = await workers.lost_at("POST", r"/check-runs$")
    await workers.publish()
    await workers.arrive(held)
    assert (await workers.settle()).state is JobState.DONE
    last = workers.scene.github.check_runs(workers.scene.pull)[-1]
    assert (last.status, last.summary) == ("completed", TWIN_SUMMARY)
    async with workers.database.read() as tx:
        assert await outbox.unsettled(tx, 0) == ()


async def test_line_comments_of_one_key_leave_the_first(workers: Workers) -> None:
    await workers.publish()
    github, pull = workers.scene.github, workers.scene.pull
    first = github.comments(pull)[0]
    twin = replace(first, id=github.world.new_id())
    github.world.review_comments[twin.id] = twin
    assert workers.twins()
    await workers.settle()
    assert workers.twins() == []
    assert first.id in {comment.id for comment in github.comments(pull)}


async def test_a_second_look_finds_nothing_to_do(workers: Workers) -> None:
    held = await workers.lost_at("POST", r"/check-runs$")
    await workers.publish()
    await workers.arrive(held)
    await workers.settle()
    before = len(workers.scene.github.requests)
    await workers.settle()
    asked = workers.scene.github.requests[before:]
    assert {logged.method for logged in asked if "/repos/" in logged.path} == {"GET"}


async def test_others_comments_and_runs_are_left_alone(workers: Workers) -> None:
    await workers.publish()
    github, pull = workers.scene.github, workers.scene.pull
    other = github.create_app("Imitator")
    summary = github.issue_comments(pull)[0]
    for number in range(2):
        github.comment(pull, summary.body, user=f"mallory{number}")
    for run in github.check_runs(pull):
        twin = replace(run, id=github.world.new_id(), suite=replace(run.suite, app=other), status="in_progress")
        github.world.check_runs[twin.id] = twin
    await workers.settle()
    assert len(github.issue_comments(pull)) == 3
    assert [run.status for run in github.check_runs(pull) if run.suite.app is other] == ["in_progress"] * 2


# Check runs that nobody works on


async def _begun_and_left(workers: Workers) -> None:
    """Begin a review that ends without a word, as when its job was given up while GitHub was away."""
    bot = await workers.take_over()
    await bot.publisher().start(NAMES)
    await workers.done(bot)


async def _ends(workers: Workers, head: str | None = None) -> set[tuple[str, str | None, str | None]]:
    runs = workers.scene.github.check_runs(head or workers.scene.pull)
    return {(run.name, run.conclusion, run.title) for run in runs}


async def test_a_check_run_that_nobody_ends_shuts_the_gate_and_says_why(workers: Workers) -> None:
    await _begun_and_left(workers)
    async with workers.database.read() as tx:
        (left,) = await outbox.unsettled(tx, 0)
    assert (left.repository_id, left.number) == (workers.scene.repository.id, 1)
    await workers.settle()
    assert await _ends(workers) == {
        ("diffdiver/security", "failure", "Could not be reviewed"),
        ("diffdiver/review", "neutral", "Could not be reviewed"),
    }
    async with workers.database.read() as tx:
        assert await outbox.unsettled(tx, 0) == ()


@pytest.mark.parametrize(("shared", "conclusion"), [(False, "success"), (True, "failure")])
async def test_a_clean_review_opens_no_gate_beside_a_pull_request_that_was_not_scanned(
    workers: Workers, shared: bool, conclusion: str
) -> None:
    """The run was left open because another pull request has the same head, and that one never got its review."""
    await _begun_and_left(workers)
    pull = await workers.bot.client.pull_request(workers.scene.name, 1)
    clean = {"state": "finished", "security": "success", "review": "success", "attempt": 1, "started_ms": 0}
    async with workers.database.begin() as tx:
        row = {"pull_request_id": await pull_requests.save(tx, pull), "repository_id": pull.repository_id, "number": 1}
        await tx.execute(insert(reviews).values(head_sha=pull.head_sha, **row, **clean))
        if shared:
            await pull_requests.save(tx, replace(pull, number=2))
    await workers.settle()
    assert {end[1] for end in await _ends(workers) if end[0] == SECURITY.name} == {conclusion}


@pytest.mark.slow
async def test_a_check_run_of_an_earlier_head_ends_as_cancelled(workers: Workers) -> None:
    await _begun_and_left(workers)
    old = workers.scene.pull.head_sha
    workers.scene.github.commit(workers.scene.repository, "topic", {"c.py": "more\n"})
    await workers.settle()
    assert await _ends(workers, old) == {(name, "cancelled", NEWER_HEAD) for name in NAMES}


async def test_a_check_run_of_a_closed_pull_request_ends_as_cancelled(workers: Workers) -> None:
    await _begun_and_left(workers)
    workers.scene.github.close(workers.scene.pull)
    await workers.settle()
    assert await _ends(workers) == {(name, "cancelled", NOT_OPEN) for name in NAMES}


async def test_a_run_that_comes_first_by_its_number_gets_the_verdict_that_was_given(workers: Workers) -> None:
    """GitHub may show a run later than its number says: then the run that was concluded is the twin."""
    await workers.publish()
    github, pull = workers.scene.github, workers.scene.pull
    (run,) = [run for run in github.check_runs(pull) if run.name == SECURITY.name]
    github.world.check_runs[7] = replace(run, id=7, status="in_progress", conclusion=None)
    await workers.settle()
    first = github.world.check_runs[7]
    assert (first.status, first.conclusion, first.title) == ("completed", "failure", FINISHED_TITLE)


async def test_a_late_success_does_not_open_a_gate_that_was_shut(workers: Workers) -> None:
    """It was sent by a worker that had judged less; the review is asked to say its own text again."""
    held = await workers.lost_at("PATCH", r"/check-runs/\d+$", CLEAN)
    await workers.publish()
    await workers.arrive(held)
    assert "success" in {end for _, end, _ in await _ends(workers)}
    await workers.settle()
    assert {end for _, end, _ in await _ends(workers)} == {"failure", "neutral"}
    await _is_asked_again(workers)


@pytest.mark.slow
async def test_a_late_edit_of_the_summary_has_the_review_say_it_again(workers: Workers) -> None:
    await workers.publish()
    held = await workers.lost_at("PATCH", r"/issues/comments/\d+$", replace(REVIEW, summary="Old news."))
    newest = replace(REVIEW, summary="News.")
    await workers.publish(newest)
    await workers.arrive(held)
    assert "Old news." in workers.scene.github.issue_comments(workers.scene.pull)[0].body
    await workers.settle()
    await _is_asked_again(workers)
    await workers.publish(newest)
    assert workers.scene.github.issue_comments(workers.scene.pull)[0].body.startswith("News.")


async def test_a_late_summary_of_findings_that_are_gone_is_cleared(workers: Workers) -> None:
    held = await workers.lost_at("POST", r"/issues/1/comments$")
    await workers.publish(CLEAN)
    await workers.arrive(held)
    await workers.settle()
    await _is_asked_again(workers)
    await workers.publish(CLEAN)
    assert workers.scene.github.issue_comments(workers.scene.pull)[0].body.startswith(RESOLVED_SUMMARY)


async def _is_asked_again(workers: Workers) -> None:
    async with workers.database.read() as tx:
        job = await jobs.named(tx, "review", workers.subject)
    assert job is not None
    assert job.state is JobState.WAITING


# Whom it leaves alone


async def test_what_a_running_review_is_at_is_not_touched(workers: Workers) -> None:
    bot = await workers.take_over()
    await bot.publisher().start(NAMES)
    before = len(workers.scene.github.requests)
    job = await workers.settle()
    assert (job.state, job.attempts) == (JobState.WAITING, 0), "it waits its turn, and that is no failure"
    assert len(workers.scene.github.requests) == before
    async with workers.database.read() as tx:
        assert await outbox.unsettled(tx, 0) == ()


async def test_a_review_that_begins_meanwhile_stops_the_healing(workers: Workers) -> None:
    await _begun_and_left(workers)
    held = workers.scene.github.fault("GET", r"/commits/\w+/check-runs$", delay=0.2)
    task = asyncio.create_task(workers.settle())
    while not held.hits:
        await asyncio.sleep(0.005)
    await workers.take_over()
    assert (await task).state is JobState.WAITING
    assert {run.status for run in workers.scene.github.check_runs(workers.scene.pull)} == {"in_progress"}


async def test_a_pull_request_with_the_same_head_under_review_is_waited_for(workers: Workers) -> None:
    await _begun_and_left(workers)
    async with workers.database.begin() as tx:
        other = replace(await workers.bot.client.pull_request(workers.scene.name, 1), number=2)
        await pull_requests.save(tx, other)
        await jobs.raise_wanted(tx, "review", f"{workers.scene.repository.id}/2", workers.scene.installation.id)
    assert (await workers.settle()).state is JobState.WAITING


async def test_a_pull_request_that_is_gone_is_closed_in_the_records(workers: Workers) -> None:
    await _begun_and_left(workers)
    workers.scene.github.fault("GET", r"/pulls/1$", status=404)
    assert (await workers.settle()).state is JobState.DONE
    async with workers.database.read() as tx:
        assert await outbox.unsettled(tx, 0) == ()


@pytest.mark.slow
async def test_comments_that_are_wanted_anew_after_settling_are_posted(workers: Workers) -> None:
    held = await workers.lost_at("POST", r"/pulls/1/reviews$")
    await workers.publish(CLEAN)
    await workers.arrive(held)
    await workers.settle()
    assert workers.twins() == []
    await workers.publish(review_of(comment_on(3), checks=REVIEW.checks))
    assert [c.line for c in workers.scene.github.comments(workers.scene.pull)] == [3]
