"""What may go wrong around a clone without anything being wrong with it: a kill, a full disk, an odd commit."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.errors import Retryable
from app.git import history
from app.git.clone import Clone
from app.git.errors import GitFailed
from app.git.history import HistoryCache
from app.git.remote import Remote
from app.work.compute import InProcess
from tests.app.git.branches import Made, grow
from tests.app.git.caches import ID, STEPS, always, clone, load, mine
from tests.app.git.repositories import Repository


@pytest.fixture
def cache(tmp_path: Path) -> HistoryCache:
    return HistoryCache(tmp_path / "git", InProcess())


async def test_what_a_killed_worker_left_beside_the_clone_goes(
    served: Repository, remote: Remote, cache: HistoryCache
) -> None:
    grow(served, STEPS)
    for name in ("log-x", "facts-x"):
        (cache.folder(ID) / name).mkdir(parents=True)
        (cache.folder(ID) / name / "large").write_bytes(b"x")
    await mine(cache, remote)
    assert sorted(path.name for path in cache.folder(ID).iterdir()) == ["clone.git", "mined", "used"]


@pytest.mark.parametrize(
    "line", [b"Ann <ann@example.invalid>", b"Ann", b"Ann <ann@example.invalid> %b +0000" % (b"9" * 5000)]
)
async def test_a_commit_whose_time_is_not_one_is_mined(
    served: Repository, remote: Remote, cache: HistoryCache, line: bytes
) -> None:
    """Old programs made such commits, and anybody may: a history with one is no damaged clone."""
    tip = grow(served, STEPS)[-1]
    raw = served.git("cat-file", "commit", tip).encode()
    start = raw.index(b"committer ")
    bad = raw[:start] + b"committer " + line + raw[raw.index(b"\n", start) :] + b"\n"
    made = served.git("hash-object", "-t", "commit", "-w", "--literally", "--stdin", stdin=bad).strip()
    served.git("update-ref", "refs/heads/main", made)
    assert len((await mine(cache, remote)).times) == 3


async def test_a_full_disk_costs_no_clone(
    served: Repository, remote: Remote, cache: HistoryCache, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = grow(served, STEPS)
    await mine(cache, remote)
    grow(served, [Made({"c.py": b"4"})], ids[-1])

    async def full(*_args: object) -> bytes:
        raise GitFailed("log", 128, "fatal: write error: No space left on device")

    with monkeypatch.context() as filling:
        filling.setattr(history, "read_branch", full)
        with pytest.raises(Retryable, match="no room"):
            await cache.mine(ID, always(remote))
    assert clone(cache).path.exists()
    assert len((await mine(cache, remote)).times) == 4


async def test_what_was_mined_is_kept_also_when_the_packs_are_not_joined_in_time(
    served: Repository, remote: Remote, cache: HistoryCache, monkeypatch: pytest.MonkeyPatch
) -> None:
    grow(served, STEPS)

    async def slow(_clone: Clone) -> None:
        raise Retryable("git repack took too long")

    monkeypatch.setattr(Clone, "tidy", slow)
    with pytest.raises(Retryable):
        await cache.mine(ID, always(remote))
    assert await load(cache) is not None
