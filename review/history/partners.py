"""Files that change together, and those of them that a change leaves out. Counted when asked: nothing is kept of it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import chain, islice
from math import sqrt

from review.history.marks import WIDE_FILES
from review.models.mined import Mark, Mined, MissingPartner, Partner

MOST_COMMITS = 100  # the newest of a file that are counted; habits of long ago are none
LEAST_SUPPORT = 3
MOST_PARTNERS = 20
MOST_MISSING = 5
MOST_TOGETHER = 3
# What a change may be told to lack. Replaying the last 300 commits of flask, httpx and express told 1.7, 0.3 and 2.3 %
# of them; 6 of those 14 files changed within the next five commits (tests/benchmarks/mining.py).
TOLD_SUPPORT = 8
TOLD_CONFIDENCE = 0.8
TOLD_BOUND = 0.6  # the confidence that is certain to 95 %: Wilson's lower bound
RECENT = 8  # the last commits of a file by themselves must show the same habit
RECENT_TOGETHER = 6

_LEFT_OUT = int(Mark.BOT | Mark.WIDE | Mark.SWEEPING)
_Z = 1.96
# A test that changes by itself lacks nothing, however often code and test changed together.
_TEST = re.compile(
    r"(?:^|/)(?:tests?|specs?|__tests__|testing|testdata)/|(?:^|/)(?:test_|conftest)|[._-](?:tests?|spec)\.[a-z]{1,5}$"
    r"|[a-z]Tests?\.[a-z]{1,6}$"
)


def partners_of(mined: Mined, path: str) -> tuple[Partner, ...]:
    """Return the files that changed together with this one three times or more, the most often first."""
    return tuple(partner for _, partner in _partners(mined, path, _counted(mined, path)))


def missing_partners(mined: Mined, changed: Iterable[str]) -> tuple[MissingPartner, ...]:
    """Return files that nearly always changed with one of these, and are not among them; the surest first.

    Give the old paths of renamed files too. A change as wide as those that are not counted is told nothing.
    """
    paths = sorted(set(changed))
    if len(paths) > WIDE_FILES:
        return ()
    here = {mined.file(path) for path in paths}
    found: dict[str, tuple[float, MissingPartner]] = {}
    for path in paths:
        commits = _counted(mined, path)
        for file, partner in _partners(mined, path, commits):
            bound = lower_bound(partner.support, partner.commits)
            if file in here or not _is_told(path, partner, bound) or bound <= found.get(partner.path, (0.0,))[0]:
                continue
            if _is_recent(mined, file, commits):
                together = (commit for commit in commits if file in mined.touched_by(commit))
                ids = tuple(mined.id(commit) for commit in islice(together, MOST_TOGETHER))
                found[partner.path] = bound, MissingPartner(path, partner, ids)
    surest = sorted(found.values(), key=lambda one: (-one[0], one[1].partner.path))
    return tuple(missing for _, missing in surest[:MOST_MISSING])


def lower_bound(support: int, commits: int) -> float:
    """Return the share that so many of so many make certain to 95 %: https://doi.org/10.1080/01621459.1927.10502953."""
    share = support / commits
    middle = share + _Z**2 / (2 * commits)
    spread = _Z * sqrt(share * (1 - share) / commits + _Z**2 / (4 * commits**2))
    return (middle - spread) / (1 + _Z**2 / commits)


def _is_told(path: str, partner: Partner, bound: float) -> bool:
    if _TEST.search(path) and not _TEST.search(partner.path):
        return False
    return partner.support >= TOLD_SUPPORT and partner.confidence >= TOLD_CONFIDENCE and bound >= TOLD_BOUND


def _is_recent(mined: Mined, partner: int, commits: Sequence[int]) -> bool:
    recent = commits[:RECENT]
    return sum(partner in mined.touched_by(commit) for commit in recent) >= min(RECENT_TOGETHER, len(recent))


def _partners(mined: Mined, path: str, commits: Sequence[int]) -> list[tuple[int, Partner]]:
    """Return the files that share three or more of these commits, which are a path's."""
    touched = [mined.touched_by(commit) for commit in commits]
    counts = Counter(chain.from_iterable(touched))
    counts.pop(mined.files.get(path, -1), None)
    often = ((file, support) for file, support in counts.most_common() if support >= LEAST_SUPPORT)
    chosen = islice(((file, support) for file, support in often if mined.present[file]), MOST_PARTNERS)
    found = []
    for file, support in chosen:
        last = next(commit for commit, files in zip(commits, touched, strict=True) if file in files)
        found.append((file, Partner(mined.names[file], support, len(commits), mined.times[last])))
    return found


def _counted(mined: Mined, path: str) -> list[int]:
    """Return the newest commits of a path that say what belongs together, newest first."""
    file = mined.file(path)
    if file is None:
        return []
    counted = (commit for commit in reversed(mined.commits[file]) if not mined.marks[commit] & _LEFT_OUT)
    return list(islice(counted, MOST_COMMITS))
