"""How often one of the three suggested reviewers works on the same files soon: past changes, knowing only what was.

Usage: python -m tests.benchmarks.reviewers GIT_DIR [...]

The last changes of the default branch that have 90 days after them are replayed, bots' and sweeping ones left out. A
change hits when somebody suggested wrote one of the commits to one of its files in the 90 days after it began. None of
its authors is ever suggested; where nobody else worked on its files in that time no suggestion could hit, so that the
share of those that could be hit is told beside the share of all. Who is who (two names of one person) is taken from the
whole history, which says nothing of what anybody will do. As a yardstick the three most active people of the last 90
days are suggested for everything.
"""

from __future__ import annotations

import sys
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from review.history.log import LoggedCommit
from review.history.marks import SWEEPING_FILES, is_bot
from review.knowledge.people import Identity, People
from review.knowledge.reviewers import suggest
from review.models.mined import Mined
from tests.benchmarks.figures import Figure, load, show
from tests.benchmarks.replaying import Landed, Replay, landed, logged, name_of

COMMAND = "python -m tests.benchmarks.reviewers"
CHANGES = 400
AHEAD_S = 90 * 86_400
TARGET = 0.8


@dataclass(frozen=True, slots=True)
class Outcome:
    """One change: whether anybody could be hit, and was known by then; was hit; would be by naming the most active."""

    possible: bool
    known: bool
    hit: bool
    plain: bool
    suggested: int


def replayed(git_dir: Path) -> list[Outcome]:
    """Replay the last changes of a repository."""
    commits = list(logged(git_dir))
    changes = chosen(landed(git_dir, commits), commits)
    by_start = defaultdict(list)
    for change in changes:
        by_start[change.start].append(change)
    everybody = Replay()
    for commit in commits:
        everybody.add(commit)
    later = Later(everybody.known, commits)
    replay, found = Replay(), list[Outcome]()
    for number, commit in enumerate(commits):
        for change in by_start.get(number, ()):
            found.append(outcome(replay.known, change, commits, later))
        replay.add(commit)
    return found


def chosen(changes: Sequence[Landed], commits: Sequence[LoggedCommit]) -> list[Landed]:
    """Return the last changes by people that have enough time after them."""
    end = max(commit.time for commit in commits) - AHEAD_S
    found = [
        change
        for change in changes
        if commits[change.start].time <= end
        and not any(is_bot(name, mail) for name, mail in change.people)
        and 0 < sum(commits[one].size for one in change.commits) <= SWEEPING_FILES
    ]
    return found[-CHANGES:]


class Later:
    """What came after: who wrote which commits to which path, as names and addresses tell persons in the end."""

    def __init__(self, mined: Mined, commits: Sequence[LoggedCommit]) -> None:
        self.people = People(mined)
        self._by_path: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for number, commit in enumerate(commits):
            if commit.size <= SWEEPING_FILES and not is_bot(commit.name, commit.mail):
                for change in commit.changes:
                    self._by_path[change.path].append((number, commit.time))

        self._authors = mined.authors

    def person(self, identity: Identity) -> frozenset[int]:
        """Return who somebody is."""
        return self.people.known_as([identity])

    def seen(self, authors: int) -> set[int]:
        """Return the persons among the first authors: the numbers are the same at any time."""
        return {self.people.of(author) for author in range(authors)}

    def workers(self, paths: Sequence[str], change: Landed, now: int) -> set[int]:
        """Return the persons who wrote commits to these paths in the time ahead, the change's own left out."""
        own = set(change.commits)
        found = set()
        for path in paths:
            entries = self._by_path.get(path, [])
            for number, time in entries[bisect_right(entries, (change.start, 0)) :]:
                if now < time <= now + AHEAD_S and number not in own:
                    found.add(self.people.of(self._authors[number]))
        return found


def outcome(known: Mined, change: Landed, commits: Sequence[LoggedCommit], later: Later) -> Outcome:
    """Suggest for one change with what is known, and look at what came."""
    now = commits[change.start].time
    paths = sorted({each.path for one in change.commits for each in commits[one].changes})
    authors = [Identity(name, mail) for name, mail in change.people]
    own = frozenset[int]().union(*(later.person(author) for author in authors))
    workers = later.workers(paths, change, now) - own
    people = later.people
    suggested = suggest(known, paths, authors, now, people=people)
    named = frozenset[int]().union(*(later.person(Identity(one.name, login=one.login)) for one in suggested))
    active = most_active(known, people, people.known_as(authors), now)
    plain = frozenset[int]().union(*(later.person(Identity(known.people[one].name)) for one in active))
    seen = later.seen(len(known.people))
    return Outcome(bool(workers), bool(workers & seen), bool(workers & named), bool(workers & plain), len(suggested))


def most_active(known: Mined, people: People, without: frozenset[int], now: int) -> list[int]:
    """Return the three who wrote most commits in the 90 days before."""
    counts = Counter[int]()
    for commit in range(len(known.times) - 1, max(-1, len(known.times) - 5_000), -1):
        author = known.authors[commit]
        if now - AHEAD_S < known.times[commit] <= now and not people.is_bot(author):
            counts[people.of(author)] += 1
    return [person for person, _ in counts.most_common(10) if person not in without][:3]


def measured(name: str, found: Sequence[Outcome]) -> Figure:
    """Say what came of one repository."""
    possible = [one for one in found if one.possible]
    hits = sum(one.hit for one in possible)
    plain = sum(one.plain for one in possible)
    known = sum(one.known for one in possible)
    could = max(1, len(possible))
    said = (
        f"{hits / max(1, len(found)):.1%} of {len(found)} changes; {hits / could:.1%} of the {len(possible)} that "
        f"could be hit (naming the most active: {plain / could:.1%}); {hits / max(1, known):.1%} of the {known} "
        "where one who came was in the history by then"
    )
    return Figure(name, f"{TARGET:.0%}", said, COMMAND, hits >= TARGET * len(possible))


def main() -> None:
    """Measure the repositories named."""
    print(load(), file=sys.stderr)
    results: dict[str, list[Outcome]] = {}
    figures = []
    for one in map(Path, sys.argv[1:]):
        results[name_of(one)] = replayed(one)
        figures.append(measured(name_of(one), results[name_of(one)]))
        print(figures[-1].name, figures[-1].measured, file=sys.stderr, flush=True)
    show([*figures, measured("all", [one for found in results.values() for one in found])])


if __name__ == "__main__":
    main()
