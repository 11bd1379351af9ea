"""What a review may know of a repository at once: what was made of its default branch last. Nothing is waited for."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from app.errors import Retryable
from app.git.errors import GitFailed
from app.git.history import HistoryCache
from app.git.plumbing import Git, Limits
from app.index import kept
from app.index.derived import DERIVED, GRAPH
from app.index.kept import About

NOT_INDEXED = "the repository is not indexed yet"

MOST_BEHIND = 1_000
_LOOK = Limits(seconds=2, output_bytes=1_000)
_ID = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class RepositoryFacts:
    """What is known, as bytes for `review.graph.stored.decode` and `review.history.encoding.decode`.

    `behind` is how many commits of the base's history are not in it: 0 when it is of the base or of something newer,
    at most 1,000, None where that cannot be told, such as for a base that is not on the default branch yet. `mined` is
    None when the history is not used. `others` holds whatever else is made of a snapshot, by name.
    """

    about: About
    behind: int | None
    graph: bytes
    mined: bytes | None
    others: Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class NotKnown:
    """Nothing is known, and why."""

    reason: str


async def known(cache: HistoryCache, repository_id: int, base_sha: str) -> RepositoryFacts | NotKnown:
    """Return what is known of a repository, and how far it is behind the base of a change."""
    folder = cache.folder(repository_id)
    made = await asyncio.to_thread(kept.read, folder, GRAPH)
    if made is None:
        return NotKnown(NOT_INDEXED)
    mined, others, behind = await asyncio.gather(
        cache.kept(repository_id),
        asyncio.to_thread(_others, folder),
        _behind(cache.clone(repository_id), made.about.commit, base_sha),
    )
    return RepositoryFacts(made.about, behind, made.data, mined, others)


def _others(folder: Path) -> Mapping[str, bytes]:
    found = {one.name: kept.read(folder, one.name) for one in DERIVED if one.name != GRAPH}
    return {name: made.data for name, made in found.items() if made is not None}


async def _behind(clone: Git, commit: str, base_sha: str) -> int | None:
    if commit == base_sha:
        return 0
    if not _ID.fullmatch(base_sha):
        return None
    asked = ("rev-list", "--count", f"--max-count={MOST_BEHIND}", base_sha, f"^{commit}")
    try:
        return int(await clone.run(*asked, limits=_LOOK))
    except (GitFailed, Retryable, OSError, ValueError):  # the clone is gone, or has no such commit, or is too slow
        return None
