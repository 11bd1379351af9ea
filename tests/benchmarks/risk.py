"""How well the risk tells commits that were later reverted from like-sized ones of the same time; and fits its weights.

Usage: python -m tests.benchmarks.risk [--fit] GIT_DIR [...]

A change is a commit along the first parents of the default branch, a merge with all it brought. Reverted are those that
a later change names by commit, by number of the pull request or by its quoted title; reverts themselves, changes by
bots and those of more than 300 files are neither case nor control. Each case has up to ten controls of at most half
more or a third less lines, from 90 days around it, those nearest in size. Every term is made of what was mined before
the change began. The figure is the share of controls that have less risk than their case (the area under the curve
within the sets, ties are half), its interval is by 1,000 draws of the sets. `--fit` prints weights, typical values and
the quantiles of the controls for review/risk/weights.py.
"""

from __future__ import annotations

import random
import re
import sys
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log
from pathlib import Path

from review.history.log import LoggedCommit
from review.history.marks import is_bot
from review.knowledge.people import People
from review.models.mined import Author
from review.risk.change import Changed, Touched
from review.risk.past import past_of
from review.risk.scoring import weighed
from review.risk.terms import terms_of
from review.risk.weights import BY_HAND
from tests.benchmarks.figures import Figure, load, show
from tests.benchmarks.replaying import Landed, Replay, landed, logged, name_of, sizes

COMMAND = "python -m tests.benchmarks.risk"
TARGET = 0.68
DAY_S = 86_400
MOST_CASES, MOST_CONTROLS, LEAST_CONTROLS, LOOKED_AT, MOST_FILES = 200, 10, 3, 160, 300
LIKE = log(1.5)

_REVERTS = re.compile(r"(?:\[[^\]]*\]\s*)?(?:revert|re-?apply|re-?land|rollback|roll back|back ?out)", re.IGNORECASE)
_ID = re.compile(r"[Tt]his reverts commit ([0-9a-f]{7,40})")
_NUMBER = re.compile(r"^Reverts (?:[\w.-]+/[\w.-]+)?#(\d+)", re.MULTILINE)
_QUOTED = re.compile(r'revert:? ["“](.*)["”]\.?(?: \(#\d+\))?$', re.IGNORECASE)
_OWN_NUMBER = re.compile(r"\(#(\d+)\)$|[Mm]erge pull request #(\d+)", re.MULTILINE)
_ENDS = re.compile(r"(?: \(#\d+\))+$")

Terms = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Matched:
    """A case with its like-sized controls, and some of any size."""

    case: int
    controls: tuple[int, ...]
    any_size: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Measured:
    """One repository: its sets, and the terms of each change in them."""

    name: str
    sets: tuple[Matched, ...]
    terms: Mapping[int, Terms]


class Reverted:
    """Which changes were taken back; of `unclear` ones only a part was."""

    def __init__(self, changes: Sequence[Landed], commits: Sequence[LoggedCommit]) -> None:
        self.whole: set[int] = set()
        self.unclear: set[int] = set()
        self._ids: dict[str, int] = {}
        self._numbers: dict[str, int] = {}
        self._titles: dict[str, int] = {}
        for number, change in enumerate(changes):
            self._ids |= dict.fromkeys([change.id, *(commits[one].id for one in change.commits)], number)
            if found := _OWN_NUMBER.search(f"{change.title}\n{change.body.partition(chr(10))[0]}"):
                self._numbers.setdefault(found[1] or found[2], number)
        self._sorted = sorted(self._ids)
        for number, change in enumerate(changes):
            texts = {(change.title, change.body)} | {
                (commits[one].subject, commits[one].body) for one in change.commits
            }
            for subject, body in texts:
                self._take_back(number, changes, subject, body)
            self._titles[_ENDS.sub("", change.title)] = number

    def _take_back(self, number: int, changes: Sequence[Landed], subject: str, body: str) -> None:
        ids = _ID.findall(body)
        targets = [self._by_id(one) for one in ids] + [self._numbers.get(one) for one in _NUMBER.findall(body)]
        quoted = _QUOTED.match(subject)
        if quoted and all(one is None for one in targets):
            own = _OWN_NUMBER.search(quoted[1])
            targets += [self._numbers.get(own[1]) if own else None, self._titles.get(_ENDS.sub("", quoted[1]))]
        for target in targets:
            if target is not None and target < number:
                alone = len(changes[target].commits) == 1 or not ids
                whole = alone or any(changes[target].id.startswith(one) for one in ids)
                (self.whole if whole else self.unclear).add(target)

    def _by_id(self, start: str) -> int | None:
        at = bisect_left(self._sorted, start)
        found = self._sorted[at] if at < len(self._sorted) else ""
        return self._ids[found] if found.startswith(start) else None


def measure(git_dir: Path) -> Measured:
    """Match the changes of a repository, and make their terms in one pass through its history."""
    commits = list(logged(git_dir))
    changes = landed(git_dir, commits)
    sets, lines = matched(git_dir, changes, commits)
    by_start = defaultdict(list)
    for number in sorted({one for each in sets for one in (each.case, *each.controls, *each.any_size)}):
        by_start[changes[number].start].append(number)
    everybody = Replay()  # who is who may be known from later: it says nothing of what is reverted
    for commit in commits:
        everybody.add(commit)
    people = People(everybody.known)
    replay, terms = Replay(), dict[int, Terms]()
    for at, commit in enumerate(commits):
        for number in by_start.get(at, ()):
            changed = _changed(changes[number], lines[changes[number].id])
            terms[number] = terms_of(changed, past_of(replay.known, changed, commit.time, people))
        replay.add(commit)
    return Measured(name_of(git_dir), sets, terms)


def _changed(change: Landed, lines: Mapping[str, tuple[int, int]]) -> Changed:
    files = tuple(Touched(path, added, removed) for path, (added, removed) in sorted(lines.items()))
    return Changed(files, tuple(Author(name, mail) for name, mail in change.people), change.title)


def matched(
    git_dir: Path, changes: Sequence[Landed], commits: Sequence[LoggedCommit]
) -> tuple[tuple[Matched, ...], dict[str, dict[str, tuple[int, int]]]]:
    """Return the sets, and the lines of each file of each change that was looked at."""
    reverted = Reverted(changes, commits)
    able = sorted((one for one in range(len(changes)) if _counts(changes[one], commits)), key=lambda n: changes[n].time)
    times = [changes[one].time for one in able]
    near: dict[int, list[int]] = {}
    for case in sorted(reverted.whole & set(able))[-MOST_CASES:]:
        start, end = (bisect_left(times, changes[case].time + days * DAY_S) for days in (-90, 90))
        step = max(1, (end - start) // LOOKED_AT)
        near[case] = [one for one in able[start:end:step] if one not in reverted.whole | reverted.unclear]
    wanted = sorted({*near, *(one for each in near.values() for one in each)})
    lines = sizes(git_dir, [changes[one].id for one in wanted])
    total = {one: sum(map(sum, lines.get(changes[one].id, {}).values())) for one in wanted}
    sets = []
    for case, others in near.items():
        away = {one: abs(log(total[one] / total[case])) for one in others if total[one] and total[case]}
        like = sorted((one for one in away if away[one] <= LIKE), key=lambda one: (away[one], one))[:MOST_CONTROLS]
        if len(like) >= LEAST_CONTROLS:
            sets.append(Matched(case, tuple(like), tuple(list(away)[::20])))
    return tuple(sets), lines


def _counts(change: Landed, commits: Sequence[LoggedCommit]) -> bool:
    if _REVERTS.match(change.title) or "This reverts commit" in change.body:
        return False
    written = not all(is_bot(name, mail) for name, mail in change.people)
    return written and 0 < sum(commits[one].size for one in change.commits) <= MOST_FILES


def areas(one: Measured) -> list[float]:
    """Return, for each set, the share of its like-sized controls that have less risk than its case."""
    risk = {number: weighed(terms) for number, terms in one.terms.items()}
    return [
        sum((risk[each.case] > risk[other]) + 0.5 * (risk[each.case] == risk[other]) for other in each.controls)
        / len(each.controls)
        for each in one.sets
    ]


def interval(values: Sequence[float]) -> tuple[float, float]:
    """Return the middle 95 % of the means of 1,000 draws."""
    chance = random.Random(1)
    means = sorted(sum(chance.choices(values, k=len(values))) / len(values) for _ in range(1_000))
    return means[25], means[974]


def fit(measured: Sequence[Measured]) -> None:
    """Print what review/risk/weights.py holds: each set weighs the same, half by like-sized controls, half by any."""
    import numpy as np
    from sklearn.linear_model import LogisticRegression  # type: ignore[import-untyped]  # it has no types

    names = list(next(iter(measured[0].terms.values())))
    rows = [
        (one.terms[number], number == each.case, 1.0 if number == each.case else 1 / len(group))
        for one in measured
        for each in one.sets
        for group in (each.controls, each.any_size)
        if group
        for number in (each.case, *group)
    ]
    values = np.array([[terms[name] for name in names] for terms, _, _ in rows])
    case, weights = np.array([row[1] for row in rows]), np.array([row[2] for row in rows])
    typical, scale = values[~case].mean(axis=0), values.std(axis=0) + 1e-9
    model = LogisticRegression(C=0.001 * len(rows) / 1_000, max_iter=2_000)
    free = [number for number, name in enumerate(names) if name not in BY_HAND]
    model.fit(((values - typical) / scale)[:, free], case, sample_weight=weights)
    weight = np.array([BY_HAND.get(name, 0.0) for name in names])
    weight[free] = model.coef_[0] / scale[free]
    for name, each, middle in zip(names, weight, typical, strict=True):
        print(f'    "{name}": Weight({each:.3f}, {middle:.2f}),')
    told = sorted(((values - typical) @ weight)[~case])
    print([round(float(told[int(part * (len(told) - 1) / 20)]), 3) for part in range(21)])


def main() -> None:
    """Measure the repositories named, or fit to them."""
    print(load(), file=sys.stderr)
    measured = []
    for one in sys.argv[1:]:
        if one != "--fit":
            measured.append(measure(Path(one)))
            print(measured[-1].name, len(measured[-1].sets), file=sys.stderr, flush=True)
    if "--fit" in sys.argv:
        fit(measured)
    everything = [(one.name, areas(one)) for one in measured]
    everything = [one for one in everything if one[1]]
    everything.append(("all", [area for _, found in everything for area in found]))
    figures = []
    for name, found in everything:
        if found:
            mean, (low, high) = sum(found) / len(found), interval(found)
            said = f"{mean:.3f} ({low:.2f} to {high:.2f}), {len(found)} reverted changes"
            figures.append(Figure(name, f"{TARGET}", said, COMMAND, mean >= TARGET))
    show(figures)


if __name__ == "__main__":
    main()
