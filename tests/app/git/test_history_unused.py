"""Clones that nobody uses any more, that are too many, or whose repository is to be forgotten."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from app.git.clone import size_of
from app.git.folder_lock import lock_folder
from app.git.history import HistoryCache
from app.git.remote import Remote
from app.work.compute import InProcess
from tests.app.git.branches import grow
from tests.app.git.caches import ID, STEPS, mine, with_limits
from tests.app.git.repositories import Repository


@pytest.fixture
def cache(tmp_path: Path) -> HistoryCache:
    return HistoryCache(tmp_path / "git", InProcess())


def _age(cache: HistoryCache, repository_id: int, days: float) -> None:
    folder = cache.root / str(repository_id)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "content").write_bytes(bytes(1000))
    (folder / "used").touch()
    then = time.time() - days * 86_400
    os.utime(folder / "used", (then, then))


async def test_what_nobody_used_for_two_weeks_goes(cache: HistoryCache) -> None:
    for repository_id, days in {1: 20, 2: 13, 3: 0}.items():
        _age(cache, repository_id, days)
    assert await cache.expire() == 1
    assert sorted(path.name for path in cache.root.iterdir() if path.is_dir()) == ["2", "3"]


async def test_above_the_size_of_all_the_longest_unused_go_first(cache: HistoryCache) -> None:
    for repository_id, days in {1: 3, 2: 2, 3: 1}.items():
        _age(cache, repository_id, days)
    assert await with_limits(cache, all_bytes=1500).expire() == 2
    assert [path.name for path in cache.root.iterdir() if path.is_dir()] == ["3"]


async def test_what_is_in_use_does_not_go(cache: HistoryCache) -> None:
    _age(cache, 1, 20)
    async with lock_folder(cache.root / "1", 1):
        assert await cache.expire() == 0
    assert await cache.expire() == 1


async def test_loading_is_using(served: Repository, remote: Remote, cache: HistoryCache) -> None:
    grow(served, STEPS)
    await mine(cache, remote)
    _age(cache, ID, 20)
    await cache.kept(ID)
    assert await cache.expire() == 0


async def test_a_forgotten_repository_leaves_nothing(served: Repository, remote: Remote, cache: HistoryCache) -> None:
    grow(served, STEPS)
    await mine(cache, remote)
    await cache.forget([ID, 78])
    assert [path.stat().st_size for path in cache.root.iterdir()] == [0]
    assert await cache.kept(ID) is None


async def test_a_folder_that_goes_while_it_is_measured_is_no_error(
    cache: HistoryCache, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Git makes and removes folders at any time; other workers remove whole clones."""
    _age(cache, 1, 20)
    (cache.root / "1" / "goes").mkdir()
    scan = os.scandir

    def gone(path: str | Path = ".") -> object:
        if Path(path).name == "goes":
            raise FileNotFoundError(path)
        return scan(path)

    with monkeypatch.context() as going:
        going.setattr(os, "scandir", gone)
        assert size_of(cache.root / "1") == 1000


async def test_a_clone_whose_lock_cannot_be_had_keeps_no_other_alive(cache: HistoryCache) -> None:
    """An error here would end the worker's chores."""
    _age(cache, 1, 30)
    _age(cache, 2, 20)
    (cache.root / "1.lock").mkdir()
    assert await cache.expire() == 1
    assert not (cache.root / "2").exists()


async def test_a_history_that_cannot_be_read_is_none(cache: HistoryCache) -> None:
    (cache.folder(ID) / "mined").mkdir(parents=True)
    assert await cache.kept(ID) is None
