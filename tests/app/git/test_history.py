"""The clones: fetched without a file of the repository, one at a time, made anew when damaged, gone when unused."""

from __future__ import annotations

import asyncio
import os
import shutil
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from app.errors import Retryable, Terminal
from app.git import history
from app.git.branch import BranchLimits
from app.git.clone import TIP, CacheLimits
from app.git.errors import StaleToken
from app.git.folder_lock import lock_folder
from app.git.history import HistoryCache
from app.git.remote import Remote
from app.work.compute import InProcess
from tests.app.git.branches import Made, grow
from tests.app.git.caches import ID, STEPS, always, clone, load, mine, with_limits
from tests.app.git.conftest import TOKEN, Server
from tests.app.git.repositories import Repository


@pytest.fixture
def cache(tmp_path: Path) -> HistoryCache:
    return HistoryCache(tmp_path / "git", InProcess())


async def test_what_was_mined_is_kept_and_loaded(served: Repository, remote: Remote, cache: HistoryCache) -> None:
    ids = grow(served, STEPS)
    assert await load(cache) is None
    told = await mine(cache, remote)
    assert [told.id(number) for number in range(3)] == ids
    assert await load(cache) == told


async def test_the_clone_holds_no_file_no_token_and_is_not_shallow(
    served: Repository, server: Server, remote: Remote, cache: HistoryCache
) -> None:
    grow(served, STEPS)
    server.token = TOKEN
    await mine(cache, remote)
    kinds = clone(cache).git("cat-file", "--batch-all-objects", "--batch-check=%(objecttype)")
    assert "blob" not in kinds
    assert not (clone(cache).path / "shallow").exists()
    kept = b"".join(path.read_bytes() for path in cache.root.rglob("*") if path.is_file())
    assert TOKEN.encode() not in kept
    assert remote.url.encode() not in kept


async def test_the_mailmap_is_the_one_file_that_is_fetched(
    served: Repository, remote: Remote, cache: HistoryCache
) -> None:
    mailmap = b"Ann Real <ann@real.invalid> <ann@example.invalid>\n"
    grow(served, [*STEPS, Made({".mailmap": mailmap})])
    assert (await mine(cache, remote)).people[0].name == "Ann Real"
    kinds = clone(cache).git("cat-file", "--batch-all-objects", "--batch-check=%(objecttype)")
    assert kinds.count("blob") == 1


async def test_a_mailmap_that_is_too_large_is_left_alone(
    served: Repository, remote: Remote, cache: HistoryCache, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.git.clone._MAILMAP_BYTES", 2_000)
    grow(served, [*STEPS, Made({".mailmap": os.urandom(100_000)})])
    assert (await mine(cache, remote)).people[0].name == "Ann"


async def test_a_push_fetches_and_adds_only_what_is_new(
    served: Repository, remote: Remote, cache: HistoryCache
) -> None:
    ids = grow(served, STEPS)
    await mine(cache, remote)
    packs = clone(cache).path / "objects/pack"
    before = set(packs.glob("*.idx"))
    new = grow(served, [Made({"c.py": b"4"})], ids[-1])
    told = await mine(cache, remote)
    assert told.tip == new[-1]
    assert len(told.times) == 4
    (added,) = set(packs.glob("*.idx")) - before
    assert clone(cache).git("show-index", stdin=added.read_bytes()).count("\n") + 1 == 2  # a commit and its tree


async def test_a_rewritten_branch_is_followed(served: Repository, remote: Remote, cache: HistoryCache) -> None:
    ids = grow(served, STEPS)
    await mine(cache, remote)
    grow(served, [Made({"z.py": b"1"})], ids[0])
    assert sorted((await mine(cache, remote)).names) == ["a.py", "z.py"]


async def test_the_default_branch_has_any_name(served: Repository, remote: Remote, cache: HistoryCache) -> None:
    grow(served, STEPS, ref="refs/heads/trunk")
    served.git("symbolic-ref", "HEAD", "refs/heads/trunk")
    assert len((await mine(cache, remote)).times) == 3


async def test_an_empty_repository_has_no_history(served: Repository, remote: Remote, cache: HistoryCache) -> None:
    assert await cache.mine(ID, always(remote)) is None


async def test_a_new_token_is_asked_for_when_the_old_one_is_refused(
    served: Repository, server: Server, cache: HistoryCache
) -> None:
    grow(served, STEPS)
    server.token = TOKEN
    name = f"t/{served.path.stem}"

    async def remotes(fresh: bool) -> Remote:
        return server.remote(name, token=TOKEN if fresh else "ghs_old")

    assert await cache.mine(ID, remotes) is not None
    with pytest.raises(StaleToken):
        await cache.mine(ID, always(server.remote(name, token="ghs_old")))


async def test_a_server_that_is_down_is_worth_another_try_and_one_that_refuses_is_not(
    served: Repository, server: Server, remote: Remote, cache: HistoryCache
) -> None:
    grow(served, STEPS)
    told = await mine(cache, remote)
    server.refusals = [500] * 4
    with pytest.raises(Retryable):
        await cache.mine(ID, always(remote))
    server.refusals = []
    with pytest.raises(Terminal):
        await cache.mine(ID, always(server.remote("corrupt/packfile")))
    assert await load(cache) == told


def _truncate_pack(git_dir: Path) -> None:
    for pack in (git_dir / "objects/pack").glob("*.pack"):
        pack.chmod(0o600)
        pack.write_bytes(pack.read_bytes()[:40])


def _scramble_pack(git_dir: Path) -> None:
    for pack in (git_dir / "objects/pack").glob("*.pack"):
        pack.chmod(0o600)
        content = bytearray(pack.read_bytes())
        content[20:-20] = bytes(len(content) - 40)
        pack.write_bytes(content)


def _remove_packs(git_dir: Path) -> None:
    shutil.rmtree(git_dir / "objects/pack")
    (git_dir / "objects/pack").mkdir()


def _scramble_index(git_dir: Path) -> None:
    for index in (git_dir / "objects/pack").glob("*.idx"):
        index.chmod(0o600)
        index.write_bytes(b"no index")


def _scramble_ref(git_dir: Path) -> None:
    (git_dir / TIP).write_text("no commit\n")


def _point_nowhere(git_dir: Path) -> None:
    (git_dir / TIP).write_text("1" * 40 + "\n")


@pytest.mark.parametrize(
    "damage",
    [
        _truncate_pack,
        _scramble_pack,
        _remove_packs,
        _scramble_index,
        _scramble_ref,
        _point_nowhere,
        lambda git_dir: (git_dir / "HEAD").unlink(),
        lambda git_dir: (git_dir / "config").write_text("[core"),
        lambda git_dir: shutil.rmtree(git_dir / "objects"),
        lambda git_dir: (git_dir / TIP).with_name("tip.lock").touch(),
        lambda git_dir: (git_dir / "objects/pack/tmp_pack_x").write_bytes(b"x"),
        lambda git_dir: (git_dir / "objects/pack/.tmp-7-pack-x.pack").write_bytes(b"x"),
    ],
)
async def test_a_damaged_clone_is_made_anew(
    served: Repository, remote: Remote, cache: HistoryCache, damage: Callable[[Path], None]
) -> None:
    ids = grow(served, STEPS)
    await mine(cache, remote)
    damage(clone(cache).path)
    (cache.root / str(ID) / "mined").write_bytes(b"damaged too")
    grow(served, [Made({"c.py": b"4"})], ids[-1])
    assert len((await mine(cache, remote)).times) == 4
    assert not [*clone(cache).path.rglob("tmp_*"), *clone(cache).path.rglob(".tmp-*")]


async def test_a_clone_that_is_too_large_is_removed_and_not_fetched_again_for_a_week(
    served: Repository, server: Server, remote: Remote, cache: HistoryCache
) -> None:
    grow(served, [Made({f"{n}/{m}": b"1" for m in range(20)}) for n in range(200)])
    small = with_limits(cache, clone_bytes=5_000)
    assert await small.mine(ID, always(remote)) is None
    assert not clone(cache).path.exists()
    asked = server.requests
    assert await small.mine(ID, always(remote)) is None
    assert server.requests == asked
    week_ago = time.time() - 8 * 86_400
    os.utime(cache.root / str(ID) / "refused", (week_ago, week_ago))
    assert await cache.mine(ID, always(remote)) is not None


async def test_a_log_that_is_too_large_is_no_history(served: Repository, remote: Remote, cache: HistoryCache) -> None:
    grow(served, STEPS)
    small = replace(cache, limits=CacheLimits(branch=BranchLimits(log_bytes=100)))
    assert await small.mine(ID, always(remote)) is None


async def test_many_packs_become_one(served: Repository, remote: Remote, cache: HistoryCache) -> None:
    few = with_limits(cache, packs=2)
    tip = None
    for step in range(4):
        tip = grow(served, [Made({"a.py": b"%d" % step})], tip)[-1]
        await mine(few, remote)
    assert len(list((clone(cache).path / "objects/pack").glob("*.pack"))) <= 2
    grow(served, [Made({"a.py": b"last"})], tip)
    assert len((await mine(few, remote)).times) == 5


class Watched:
    """Computes slowly, and counts how many do at once."""

    def __init__(self) -> None:
        self.now = self.most = 0

    async def __call__(self, step, /, *args, **kwargs):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN002, ANN003, ANN204
        self.now += 1
        self.most = max(self.most, self.now)
        await asyncio.sleep(0.3)
        self.now -= 1
        return step(*args, **kwargs)


@asynccontextmanager
async def no_lock(_folder: Path, _wait_s: float) -> AsyncIterator[None]:
    yield


@pytest.mark.parametrize("locked", [True, False])
async def test_one_repository_is_mined_by_one_at_a_time(
    served: Repository, remote: Remote, cache: HistoryCache, monkeypatch: pytest.MonkeyPatch, locked: bool
) -> None:
    """With the lock taken away both are at it at once: the lock is what keeps them apart."""
    grow(served, STEPS)
    await mine(cache, remote)
    (cache.root / str(ID) / "mined").unlink()
    if not locked:
        monkeypatch.setattr(history, "lock_folder", no_lock)
        monkeypatch.setattr("app.git.clone._remove_leftovers", lambda _clone: None)
    watched = replace(cache, compute=Watched())
    both = await asyncio.gather(*(watched.mine(ID, always(remote)) for _ in range(2)), return_exceptions=True)
    assert watched.compute.most == (1 if locked else 2)  # type: ignore[attr-defined]
    assert not locked or both[0] == both[1]


async def test_another_process_that_never_ends_is_not_waited_for_for_ever(remote: Remote, cache: HistoryCache) -> None:
    impatient = replace(cache, limits=CacheLimits(wait_s=0.3))
    async with lock_folder(cache.root / str(ID), 1):
        with pytest.raises(Retryable, match="another process"):
            await impatient.mine(ID, always(remote))
