"""A repository is indexed: its history, its code and its graph, beside the reviews and never before them."""

from __future__ import annotations

import asyncio
import errno
import os
from collections.abc import Sequence
from dataclasses import replace

import pytest
from sqlalchemy import update

from app.git.reading import ReadLimits
from app.git.scratch import FetchLimits
from app.index import blobs, derived
from app.index.derived import GRAPH, Derived
from app.index.knowledge import NOT_INDEXED, NotKnown, known
from app.intake.intent import KnownInstallation
from app.store import installations, jobs, tables
from app.store.jobs import POISON_CRASHES, JobState
from app.work import index_job
from app.work.runner import Runner
from review.anomaly.kept import load as load_models
from review.code.stored import Files, MalformedFacts
from review.graph import stored
from review.history import encoding
from review.models.mined import Mined
from tests.app.work.indexing import DERIVED, Indexing, repository
from tests.stand_in.commits import Content


def counted(files: Files, _mined: Mined | None, _earlier: bytes | None) -> bytes:
    return b"%d files" % len(files)


def grown(_files: Files, _mined: Mined | None, earlier: bytes | None) -> bytes:
    return b"made %d times" % (1 + int(earlier.split()[1]) if earlier else 1)


def damaged(files: Files, _mined: Mined | None, _earlier: bytes | None) -> bytes:
    raise MalformedFacts


def modules(letter: str, many: int) -> dict[str, Content]:
    return {f"shop/m{number}.py": f"def {letter}{number}(): pass\n" for number in range(many)}


async def test_a_repository_that_was_never_indexed_is_told_so(indexing: Indexing) -> None:
    assert await known(indexing.cache, indexing.bot.repository.id, "a" * 40) == NotKnown(NOT_INDEXED)


async def test_the_code_and_the_history_of_the_default_branch_are_known(indexing: Indexing) -> None:
    assert await indexing.run() is JobState.DONE
    found = await indexing.known()
    assert found.graph == b"shop/web.py: total\n1 commits"
    assert (found.about.commit, found.about.files, found.about.unread, found.behind) == (indexing.tip(), 1, 0, 0)
    assert found.mined is not None
    assert encoding.decode(found.mined).tip == indexing.tip()


async def test_no_file_of_the_repository_stays_behind(indexing: Indexing) -> None:
    await indexing.run()
    folder = indexing.cache.folder(indexing.bot.repository.id)
    assert sorted(path.name for path in folder.iterdir()) == ["clone.git", "graph", "mined", "used"]
    kinds = await indexing.cache.clone(indexing.bot.repository.id).run(
        "cat-file", "--batch-all-objects", "--batch-check=%(objecttype)"
    )
    assert b"blob" not in kinds
    assert not list((indexing.bot.folder / "scratch").iterdir())


async def test_a_push_fetches_what_it_changed(indexing: Indexing) -> None:
    bot = indexing.bot
    bot.github.commit(bot.repository, "main", modules("f", 30))
    await indexing.run()
    assert len(indexing.fetched) == 31
    indexing.fetched.clear()
    bot.github.commit(bot.repository, "main", modules("g", 20))
    await indexing.run()
    assert len(indexing.fetched) == 20
    graph = (await indexing.known()).graph
    assert b"shop/m3.py: g3\n" in graph
    assert b"shop/m25.py: f25\n" in graph


async def test_without_news_nothing_is_fetched(indexing: Indexing) -> None:
    await indexing.run()
    indexing.fetched.clear()
    await indexing.run()
    assert indexing.fetched == []


async def test_what_would_be_made_otherwise_is_made_again_of_the_kept_facts(indexing: Indexing) -> None:
    await indexing.run()
    indexing.fetched.clear()
    indexing.derived = (Derived(GRAPH, "tests.app.work", counted),)
    await indexing.run()
    assert (await indexing.known()).graph == b"1 files"
    assert indexing.fetched == []


async def test_a_file_that_is_too_large_to_fetch_costs_that_file_alone(
    indexing: Indexing, monkeypatch: pytest.MonkeyPatch
) -> None:
    bot = indexing.bot
    bot.github.commit(bot.repository, "main", {"shop/huge.py": os.urandom(300_000).hex(), **modules("f", 3)})
    monkeypatch.setattr(index_job, "FETCHING", FetchLimits(pack_bytes=100_000))
    await indexing.run()
    found = await indexing.known()
    assert (found.about.files, found.about.unread) == (4, 1)
    indexing.fetched.clear()
    bot.github.commit(bot.repository, "main", {"shop/new.py": "a = 1\n"})
    await indexing.run()
    assert len(indexing.fetched) == 1


async def test_files_that_unpack_to_too_much_cost_their_part_alone(
    indexing: Indexing, monkeypatch: pytest.MonkeyPatch
) -> None:
    bot = indexing.bot
    bot.github.commit(bot.repository, "main", {"shop/bomb.py": "0" * 200_000, **modules("f", 3)})
    monkeypatch.setattr(blobs, "PART_FILES", 1)
    monkeypatch.setattr(index_job, "READING", ReadLimits(change_bytes=50_000))
    assert await indexing.run() is JobState.DONE
    about = (await indexing.known()).about
    assert (about.files, about.unread) == (4, 1)


async def test_what_renews_itself_sees_what_it_made_before(indexing: Indexing) -> None:
    indexing.derived = (Derived(GRAPH, "tests.app.index", grown, renews=True),)
    await indexing.run()
    indexing.bot.github.commit(indexing.bot.repository, "main", {"shop/a.py": "a = 1\n"})
    await indexing.run()
    assert (await indexing.known()).graph == b"made 2 times"


async def test_a_run_that_was_killed_is_taken_up(indexing: Indexing, monkeypatch: pytest.MonkeyPatch) -> None:
    bot = indexing.bot
    bot.github.commit(bot.repository, "main", modules("f", 19))
    monkeypatch.setattr(blobs, "PART_FILES", 5)
    fetch = index_job._Origin._fetched

    async def lost(origin: index_job._Origin, asked: Sequence[str], remote: object) -> object:
        if len(indexing.fetched) >= 10:
            raise asyncio.CancelledError
        return await fetch(origin, asked, remote)  # type: ignore[arg-type]

    with monkeypatch.context() as killing:
        killing.setattr(index_job._Origin, "_fetched", lost)
        with pytest.raises(asyncio.CancelledError):
            await indexing.run()
    assert isinstance(await known(indexing.cache, bot.repository.id, "a" * 40), NotKnown)
    assert await indexing.run() is JobState.DONE
    assert len(indexing.fetched) == len(set(indexing.fetched)) == 20
    assert (await indexing.known()).about.files == 20


async def test_how_far_it_is_behind_a_base_is_told(indexing: Indexing) -> None:
    first = indexing.tip()
    await indexing.run()
    bot = indexing.bot
    second = bot.github.commit(bot.repository, "main", {"shop/a.py": "a = 1\n"})
    assert (await indexing.known(second)).behind is None  # not fetched yet: nobody waits for that
    await indexing.cache.mine(bot.repository.id, index_job._Origin(indexing.job(), repository(bot)).remote)
    assert (await indexing.known(second)).behind == 1
    await indexing.run()
    assert (await indexing.known(first)).behind == 0
    assert (await indexing.known("not a commit")).behind is None


async def test_an_empty_repository_is_no_failure(indexing: Indexing) -> None:
    bot = indexing.bot
    bot.repository.path.joinpath("HEAD").write_text("ref: refs/heads/none\n")
    assert await indexing.run() is JobState.DONE
    assert isinstance(await known(indexing.cache, bot.repository.id, "a" * 40), NotKnown)


async def test_a_full_disk_is_waited_for(indexing: Indexing, monkeypatch: pytest.MonkeyPatch) -> None:
    """Counted as a crash it would put the job away after three tries."""

    def full(*_args: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as filling:
        filling.setattr("app.index.snapshot.write_pack", full)
        for _ in range(POISON_CRASHES + 1):
            assert await indexing.run() is JobState.WAITING
            async with indexing.bot.database.begin() as tx:
                await tx.execute(update(tables.jobs).values(not_before=None))
    assert await indexing.run() is JobState.DONE


async def test_damaged_facts_are_gathered_again(indexing: Indexing) -> None:
    indexing.derived = (Derived(GRAPH, "tests.app.index", damaged),)
    assert await indexing.run() is JobState.WAITING
    assert isinstance(await known(indexing.cache, indexing.bot.repository.id, "a" * 40), NotKnown)
    indexing.derived = DERIVED
    indexing.fetched.clear()
    async with indexing.bot.database.begin() as tx:
        await tx.execute(update(tables.jobs).values(not_before=None))
    assert await indexing.run() is JobState.DONE
    assert len(indexing.fetched) == 1


async def test_a_waiting_review_is_let_pass(indexing: Indexing, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index_job, "YIELD_S", 0.05)
    bot = indexing.bot
    review = await bot.want(bot.open({"README.md": "# New\n"}))
    waiting = asyncio.create_task(indexing.job()._let_pass(blobs.Progress(0, 1, 0)))
    await asyncio.sleep(0.2)
    assert not waiting.done()
    async with bot.database.begin() as tx:
        await jobs.delay(tx, review, 60_000)
    await asyncio.wait_for(waiting, 5)


async def test_a_review_that_nobody_can_do_is_not_waited_for_for_ever(
    indexing: Indexing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index_job, "YIELD_S", 0.01)
    await indexing.bot.want(indexing.bot.open({"README.md": "# New\n"}))
    await asyncio.wait_for(indexing.job()._let_pass(blobs.Progress(0, 1, 0)), 5)


async def test_a_repository_that_is_not_ours_any_more_is_let_be(indexing: Indexing) -> None:
    bot = indexing.bot
    await indexing.run()
    indexing.fetched.clear()
    async with bot.database.begin() as tx:
        await installations.save_installations(tx, [KnownInstallation(bot.installation.id, "octo", "User", "deleted")])
        raised = await jobs.raise_all(tx, [index_job.wanted(bot.repository.id, bot.installation.id)])
    (job,) = raised.values()
    await Runner(bot.database, {index_job.KIND: indexing.job()}, owner="t", concurrency=1).run(job.job_id)
    assert indexing.fetched == []


@pytest.mark.slow
async def test_a_worker_keeps_a_graph_that_a_review_can_read(indexing: Indexing) -> None:
    """In a process of its own, as in a worker."""
    indexing.derived = derived.DERIVED
    job = replace(indexing.job(), computing=index_job.own_pool)
    await indexing.run(job)
    graph = stored.decode((await indexing.known()).graph)
    assert [graph.strings[int(path)] for path in graph.files.path] == ["shop/web.py"]
    models = load_models((await indexing.known()).others["models"])
    assert models.functions == 0  # two lines have no shape
