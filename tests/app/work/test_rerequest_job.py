"""Who asks for a commit's checks once more gets them once more, whatever the payload says of pull requests."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from app.store.database import Database
from tests.app.work.bot import CLEAN, SECURITY
from tests.app.work.life import Life
from tests.stand_in.github import GitHubStandIn


@pytest.fixture
async def life(github: GitHubStandIn, sqlite: Database, tmp_path: Path) -> AsyncIterator[Life]:
    (tmp_path / "data").mkdir()
    life = Life(github, sqlite, tmp_path / "data")
    await life.installed()
    yield life
    assert github.faults_found == []


@pytest.mark.slow
async def test_a_re_run_makes_a_new_check_run_with_a_new_key(life: Life) -> None:
    pull = life.open(CLEAN)
    await life.review(pull)
    (run,) = life.github.check_runs(pull)
    await life.hear("check_run", "rerequested", check_run=run)
    await life.rest()
    runs = life.github.check_runs(pull)
    assert [each.conclusion for each in runs] == ["success", "success"]
    assert len({each.external_id for each in runs}) == 2


@pytest.mark.slow
async def test_a_pull_request_from_a_fork_is_found_though_no_payload_names_it(life: Life) -> None:
    fork = life.github.fork(life.repository, "stranger")
    life.github.commit(fork, "topic", CLEAN, parent=life.github.sha(fork, "main"))
    pull = life.github.open_pull_request(life.repository, head_repository=fork)
    await life.review(pull)
    (run,) = life.github.check_runs(pull)
    await life.hear("check_suite", "rerequested", check_suite=run.suite)
    await life.rest()
    assert len(life.github.check_runs(pull)) == 2


@pytest.mark.slow
async def test_one_that_no_worker_has_seen_is_asked_of_github(life: Life) -> None:
    pull = life.open(CLEAN)
    async with life.auth().installation_client(life.installation.id, life.repository.id) as client:
        body = {"name": SECURITY, "head_sha": pull.head_sha, "external_id": life.key(pull), "status": "in_progress"}
        await client.create_check_run(life.repository.full_name, body)
    (run,) = life.github.check_runs(pull)
    await life.hear("check_run", "rerequested", check_run=run)
    await life.rest()
    assert life.conclusions(pull)[SECURITY] == "success"


@pytest.mark.slow
async def test_what_nobody_has_open_any_more_is_not_done_again(life: Life) -> None:
    pull = life.open(CLEAN)
    await life.review(pull)
    (run,) = life.github.check_runs(pull)
    life.github.close(pull)
    await life.review(pull)
    await life.hear("check_run", "rerequested", check_run=run)
    await life.rest()
    assert len(life.github.check_runs(pull)) == 1


@pytest.mark.slow
async def test_our_own_events_bring_nothing(life: Life) -> None:
    pull = life.open(CLEAN)
    await life.review(pull)
    await life.rest()
    (run,) = life.github.check_runs(pull)
    for action in ("created", "completed"):
        assert (await life.hear("check_run", action, check_run=run)).ignored
    assert (await life.hear("check_run", "rerequested", check_run=run, sender="diffdiver[bot]")).ignored
    assert await life.rest() == 0
