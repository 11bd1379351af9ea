"""An installation comes, is suspended, moves and goes: work stops when it must, and nothing wanted is lost."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import orjson
import pytest
from sqlalchemy import select, update

from app.store import tables
from app.store.database import Database
from app.store.jobs import JobState
from app.work import installed
from app.work.purge_job import AFTER_MS
from tests.app.work.bot import CLEAN, SECURITY, Bot
from tests.app.work.life import Life
from tests.stand_in.github import GitHubStandIn
from tests.stand_in.views import pull_request


@pytest.fixture
async def life(github: GitHubStandIn, sqlite: Database, tmp_path: Path) -> AsyncIterator[Life]:
    (tmp_path / "data").mkdir()
    life = Life(github, sqlite, tmp_path / "data")
    await life.installed()
    yield life
    assert github.faults_found == []


async def suspend(life: Life, *, suspended: bool = True) -> None:
    life.github.suspend(life.installation, suspended=suspended)
    await life.hear("installation", "suspend" if suspended else "unsuspend", installation=life.installation)


@pytest.mark.slow
async def test_work_waits_while_suspended_and_goes_on_afterwards(life: Life) -> None:
    pull = life.open(CLEAN)
    await suspend(life)
    await life.hear("pull_request", "opened", pull_request=pull)
    asked = len(life.github.requests)
    subject = f"{life.repository.id}/{pull.number}"
    assert await life.run((await life.named("review", subject)).id) is JobState.WAITING
    assert len(life.github.requests) == asked, "a suspended installation is not asked for anything"
    assert (await life.named("review", subject)).attempts == 0
    assert (await life.named("review", subject)).not_before is not None
    await suspend(life, suspended=False)
    assert (await life.named("review", subject)).not_before is None, "it goes on at once"
    await life.rest()
    assert life.conclusions(pull) == {SECURITY: "success"}


async def test_what_runs_stops_when_the_installation_is_suspended(life: Life, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(installed, "LOOK_S", 0.05)
    pull = life.open(CLEAN)
    life.github.fault("GET", "/pulls/", delay=20)
    await life.hear("pull_request", "opened", pull_request=pull)
    job = await life.named("review", f"{life.repository.id}/{pull.number}")
    running = asyncio.create_task(life.run(job.id))
    while not any("/pulls/" in logged.path for logged in life.github.requests):
        await asyncio.sleep(0.02)
    await suspend(life)
    assert await asyncio.wait_for(running, 5) is JobState.WAITING
    assert life.github.check_runs(pull) == []


@pytest.mark.slow
async def test_a_deleted_installation_s_work_is_over_and_its_data_goes_in_time(life: Life) -> None:
    pull = life.open(CLEAN)
    await life.review(pull)
    life.github.uninstall(life.installation)
    await life.hear("installation", "deleted", installation=life.installation)
    assert await life.review_again(pull) is JobState.DONE
    purge = await life.named("purge", str(life.installation.id))
    assert await life.run(purge.id) is JobState.WAITING
    assert await counted(life) != {}
    async with life.database.begin() as tx:
        then = tables.installations.c.updated_ms - AFTER_MS
        await tx.execute(update(tables.installations).values(updated_ms=then))
        await tx.execute(update(tables.jobs).values(not_before=None))
    assert await life.run(purge.id) is JobState.DONE
    assert await counted(life) == {"audit": 3}


async def test_one_that_came_back_is_not_purged(life: Life) -> None:
    await life.hear("installation", "deleted", installation=life.installation)
    await life.hear("installation", "created", installation=life.installation, repositories=[life.repository])
    purge = await life.named("purge", str(life.installation.id))
    assert await life.run(purge.id) is JobState.DONE
    assert "installations" in await counted(life)


@pytest.mark.slow
@pytest.mark.parametrize("purged_first", [True, False])
async def test_installed_anew_it_works_before_and_after_the_purge(life: Life, purged_first: bool) -> None:
    pull = life.open(CLEAN)
    life.github.uninstall(life.installation)
    await life.hear("installation", "deleted", installation=life.installation)
    old, purge = life.installation, await life.named("purge", str(life.installation.id))
    if purged_first:
        await age(life)
        await life.run(purge.id)
    life.installation = life.github.install(life.app, [life.repository])
    intent = await life.hear("installation", "created", installation=life.installation, repositories=[life.repository])
    assert [want.kind for want in intent.jobs] == ["reconcile"], "open pull requests are swept"
    if not purged_first:
        await age(life)
        await life.run(purge.id)
    await life.hear("pull_request", "reopened", pull_request=pull)
    await life.rest()
    assert life.conclusions(pull) == {SECURITY: "success"}
    assert old.id != life.installation.id


@pytest.mark.slow
async def test_a_repository_taken_out_is_left_alone_and_put_back_is_swept(life: Life) -> None:
    pull = life.open(CLEAN)
    await life.hear(
        "installation_repositories", "removed", installation=life.installation, repositories=[life.repository]
    )
    assert await life.review_again(pull) is JobState.DONE
    assert life.github.check_runs(pull) == []
    again = await life.hear(
        "installation_repositories", "added", installation=life.installation, repositories=[life.repository]
    )
    assert [want.kind for want in again.jobs] == ["reconcile"]
    await life.review_again(pull)
    assert life.conclusions(pull) == {SECURITY: "success"}


@pytest.mark.slow
async def test_a_renamed_repository_is_followed_before_its_event_comes(life: Life) -> None:
    pull = life.open(CLEAN)
    life.github.rename(life.repository, "octo/boutique")
    await life.review_again(pull)
    assert life.conclusions(pull) == {SECURITY: "success"}


@pytest.mark.slow
async def test_a_repository_whose_old_name_another_one_took_is_found_by_its_number(life: Life) -> None:
    pull = life.open(CLEAN)
    life.github.rename(life.repository, "octo/boutique")
    life.github.add_repository("octo/shop", files={"a": "b"}, private=True)
    await life.review_again(pull)
    assert life.conclusions(pull) == {SECURITY: "success"}
    async with life.database.read() as tx:
        assert (await tx.execute(select(tables.repositories.c.full_name))).scalar_one() == "octo/boutique"


@pytest.mark.slow
async def test_another_repository_s_pull_request_is_never_taken_for_ours(life: Life) -> None:
    """A public one that took the old name is shown to everybody, its pull requests with the same numbers too."""
    pull = life.open(CLEAN)
    life.github.rename(life.repository, "octo/boutique")
    other = life.github.add_repository("octo/shop", files={"a": "b"})
    life.github.commit(other, "topic", {"a": "c"}, parent=life.github.sha(other, "main"))
    theirs = pull_request.full(life.github.world, life.github.open_pull_request(other))
    life.github.fault("GET", "^/repos/octo/shop/pulls/1$", status=200, body=orjson.dumps(theirs), times=None)
    await life.review_again(pull)
    assert life.conclusions(pull) == {SECURITY: "success"}
    assert not [
        r for r in life.github.requests if r.method != "GET" and "/octo/shop/" in r.path and r.operation != "git"
    ]


@pytest.mark.slow
async def test_a_transferred_repository_is_worked_on_with_its_new_owner_s_installation(life: Life) -> None:
    pull = life.open(CLEAN)
    life.github.rename(life.repository, "someone/shop")
    life.installation = life.github.install(life.app, [life.repository])
    await life.hear("repository", "transferred", repository=life.repository, installation=life.installation)
    await life.review_again(pull)
    assert life.conclusions(pull) == {SECURITY: "success"}


async def test_a_deleted_repository_ends_without_a_retry_storm(life: Life) -> None:
    pull = life.open(CLEAN)
    life.github.delete_repository(life.repository)
    assert await life.review_again(pull) is JobState.FAILED
    asked = len(life.github.requests)
    assert asked < 10
    await life.hear("repository", "deleted", repository=life.repository, installation=life.installation)
    assert await life.review_again(pull) is JobState.DONE
    assert len(life.github.requests) == asked


@pytest.mark.slow
async def test_empty_suites_are_switched_off_once(life: Life) -> None:
    pull = life.open(CLEAN)
    await life.review(pull)
    life.github.commit(life.repository, "topic", {"README.md": "# Shop\n\nMore.\n"})
    await life.review(pull)
    preferences = [r for r in life.github.requests if r.operation == "checks/set-suites-preferences"]
    assert [r.status for r in preferences] == [200]
    life.github.commit(life.repository, "other", {"a.txt": "a\n"}, parent=life.github.sha(life.repository, "main"))
    assert not [
        s for s in life.github.empty_suites(life.repository) if s.head_sha == life.github.sha(life.repository, "other")
    ]


@pytest.mark.slow
async def test_a_refusal_to_switch_them_off_is_not_asked_for_again(life: Life) -> None:
    """Control: with the preference refused, a push does leave an empty suite."""
    life.github.fault("PATCH", "/check-suites/preferences", status=403, times=None)
    pull = life.open(CLEAN)
    await life.review(pull)
    life.github.commit(life.repository, "topic", {"README.md": "# Shop\n\nMore.\n"})
    await life.review(pull)
    assert life.conclusions(pull) == {SECURITY: "success"}
    assert sum("/check-suites/preferences" in r.path for r in life.github.requests) == 1
    life.github.commit(life.repository, "other", {"a.txt": "a\n"}, parent=life.github.sha(life.repository, "main"))
    assert life.github.empty_suites(life.repository)


async def age(life: Life) -> None:
    """Let the installation have been deleted long enough ago."""
    async with life.database.begin() as tx:
        then = tables.installations.c.updated_ms - AFTER_MS
        await tx.execute(update(tables.installations).values(updated_ms=then))
        await tx.execute(update(tables.jobs).values(not_before=None))


async def counted(bot: Bot) -> dict[str, int]:
    """Count the rows of what names an installation, its repositories, or what they hold."""
    apart = {"keys", "counters", "watermarks", "jobs"}
    async with bot.database.read() as tx:
        found = {
            table.name: len((await tx.execute(select(table))).all())
            for table in tables.metadata.sorted_tables
            if table.name not in apart
        }
    return {name: many for name, many in found.items() if many}
