"""How often files changed and were mended. The time of now is given: the head's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from review.models.mined import Churn, Hot, Mark, Mined, PastCommit

RECENT_S = 90 * 86_400
MOST_FIXES = 10
# A file is hot when at most this share of those that changed lately changed as often, and not by chance.
HOT_SHARE = 0.05
HOT_COMMITS = 5

# Plain numbers: an IntFlag is made anew by every `&`, and there are many commits.
_BOT, _FIX, _REVERT = int(Mark.BOT), int(Mark.FIX), int(Mark.REVERT)


def churn_of(mined: Mined, path: str, now: int) -> Churn | None:
    """Return how often a file changed until `now`, under earlier names too; None for a path that never was."""
    file = mined.file(path)
    if file is None:
        return None
    commits = mined.commits[file]
    people = [commit for commit in commits if not mined.marks[commit] & _BOT]
    recent = [commit for commit in people if _is_recent(mined, commit, now)]
    return Churn(
        path=path,
        commits=len(people),
        recent=len(recent),
        fixes=_marked(mined, people, _FIX),
        recent_fixes=_marked(mined, recent, _FIX),
        reverts=_marked(mined, people, _REVERT),
        authors=len({mined.authors[commit] for commit in people}),
        bots=len(commits) - len(people),
        sweeping=mined.swept[file],
        first=min((mined.times[commit] for commit in commits), default=mined.born[file]),
        last=max((mined.times[commit] for commit in commits), default=mined.born[file]),
    )


def fixes_of(mined: Mined, path: str, most: int = MOST_FIXES) -> tuple[PastCommit, ...]:
    """Return the newest fixes of a file, newest first."""
    return _past(mined, path, _FIX, most)


def reverts_of(mined: Mined, path: str, most: int = MOST_FIXES) -> tuple[PastCommit, ...]:
    """Return the newest commits that took something in a file back, newest first."""
    return _past(mined, path, _REVERT, most)


def hot(mined: Mined, paths: Iterable[str], now: int) -> tuple[Hot, ...]:
    """Return those of the paths that people changed unusually often of late, the most often first."""
    recent = Counter[int]()
    fixes = Counter[int]()
    for commit in _recent_of_people(mined, now):
        recent.update(mined.touched_by(commit))
        if mined.marks[commit] & _FIX:
            fixes.update(mined.touched_by(commit))
    counts = sorted(recent.values(), reverse=True)
    least = max(HOT_COMMITS, counts[int(len(counts) * HOT_SHARE)] if counts else 0)
    asked = {file: path for path in paths if (file := mined.file(path)) is not None}
    found = [
        Hot(path, recent[file], fixes[file], sum(count > recent[file] for count in counts) + 1, len(counts))
        for file, path in asked.items()
        if recent[file] >= least
    ]
    return tuple(sorted(found, key=lambda one: (one.rank, one.path)))


def _recent_of_people(mined: Mined, now: int) -> Iterator[int]:
    for commit, time in enumerate(mined.times):
        if now - RECENT_S <= time <= now and not mined.marks[commit] & _BOT:
            yield commit


def _is_recent(mined: Mined, commit: int, now: int) -> bool:
    return now - RECENT_S <= mined.times[commit] <= now


def _marked(mined: Mined, commits: Iterable[int], mark: int) -> int:
    return sum(bool(mined.marks[commit] & mark) for commit in commits)


def _past(mined: Mined, path: str, mark: int, most: int) -> tuple[PastCommit, ...]:
    file = mined.file(path)
    if file is None:
        return ()
    chosen = [commit for commit in mined.commits[file] if mined.marks[commit] & mark][-most:]
    taken_back = {reverted: revert for revert, reverted in mined.reverts.items()}
    return tuple(
        PastCommit(
            mined.id(commit),
            mined.times[commit],
            mined.subjects.get(commit, ""),
            mined.people[mined.authors[commit]],
            mined.id(mined.reverts[commit]) if commit in mined.reverts else "",
            mined.id(taken_back[commit]) if commit in taken_back else "",
        )
        for commit in reversed(chosen)
    )
