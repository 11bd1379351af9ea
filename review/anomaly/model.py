"""What is ordinary in a repository: a forest and the spread of each measure, by language and family."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from zlib import crc32

from review.anomaly.feature import Family, columns_of, features_of
from review.anomaly.features import Measured
from review.anomaly.forest import Forest
from review.anomaly.past import Changed

LEAST_FUNCTIONS = 200  # of a language, before anything is called unusual in it
LEAST_CHANGES = 200
MOST_FUNCTIONS = 20_000  # of a language that a model is made of
MOST_EXAMPLES = 300
GROWTH = 0.2  # more or fewer functions by this share: the repository is another one
AGE = 90 * 86_400  # seconds of commits
LEVELS = (0.0, 0.005, 0.02, 0.05, *(step / 10 for step in range(1, 10)), 0.95, 0.98, 0.99, 0.995, 0.998, 1.0)
LOW, MIDDLE, HIGH = LEVELS.index(0.05), LEVELS.index(0.5), LEVELS.index(0.95)
FIRST, LAST = LEVELS.index(0.005), LEVELS.index(0.995)
FUNCTION_FAMILIES = (Family.COMPLEXITY, Family.STYLE, Family.SHAPE)
FAR = 2
TOLD_BY_FAR = (Family.COMPLEXITY, Family.SHAPE)
UNSEEN = 0.05  # the excess of what nothing had before: above that of most others
# How many of all score lower than what is called unusual. One measure of it has to be extreme as well, so fewer are
# told. Least is asked of what matters to security: it is rare in new code, and most worth a look.
SCORED = {Family.COMPLEXITY: 0.995, Family.STYLE: 0.985, Family.SHAPE: 0.95, Family.CHANGE: 0.995}


@dataclass(frozen=True, slots=True)
class Spread:
    """How a measure is spread in the repository: its value at each of `LEVELS`, in its own unit."""

    at: tuple[float, ...]

    def below(self, value: float) -> float:
        """Return the share of all that is certain to have less; one of `LEVELS`."""
        return max((level for level, held in zip(LEVELS, self.at, strict=True) if held < value), default=0.0)

    def above(self, value: float) -> float:
        """Return the share of all that is certain to have more."""
        return 1 - min((level for level, held in zip(LEVELS, self.at, strict=True) if held > value), default=1.0)

    def extreme(self, value: float) -> bool:
        """Say whether hardly any has as much, or as little."""
        return value > self.at[LAST] or value < self.at[FIRST]

    def unseen(self, value: float) -> bool:
        """Say whether it is more than twice the most that ever was: anything, where all had none."""
        return value > FAR * self.at[-1]


@dataclass(frozen=True, slots=True)
class Learnt:
    """One family of a language: what scores above `threshold` is rare. `spreads` are by column of the family."""

    family: Family
    forest: Forest
    threshold: float
    spreads: tuple[Spread, ...]

    def score(self, values: Sequence[float]) -> float:
        """Score the family's values; for an unknown one (nan) stands what is in the middle."""
        known = (spread.at[MIDDLE] if math.isnan(value) else value for value, spread in self._pairs(values))
        return self.forest.score(scaled(self.family, tuple(known)))

    def excess(self, values: Sequence[float]) -> float:
        """Return by how much the score is above what is rare; 0 where no single measure is extreme.

        A forest knows no values beyond those that it grew of: twice as much scores like the most. So that is rare by
        itself, but not in style, where it may be one long line, nor in changes, where it may be one old file.
        """
        if not any(spread.extreme(value) for value, spread in self._pairs(values)):
            return 0.0
        news = self.family in TOLD_BY_FAR and any(spread.unseen(value) for value, spread in self._pairs(values))
        return max(self.score(values) - self.threshold, UNSEEN if news else 0.0)

    def _pairs(self, values: Sequence[float]) -> Iterable[tuple[float, Spread]]:
        return zip(values, self.spreads, strict=True)


@dataclass(frozen=True, slots=True)
class Example:
    """An ordinary function with its path and first line, or an ordinary change with the id of its first commit."""

    name: str
    path: str
    line: int
    values: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Population:
    """What is known of the functions of a language, or of the changes; `size` is how many there were."""

    size: int
    families: tuple[Learnt, ...]
    examples: tuple[Example, ...]


@dataclass(frozen=True, slots=True)
class Models:
    """What was trained: by language, "" for the changes; a population that is too small is absent.

    `functions` counts all there were, also in absent languages; `newest` is the time of the last commit then.
    """

    populations: Mapping[str, Population]
    functions: int
    newest: int


CHANGES = ""


def needs_retraining(models: Models, functions: int, newest: int) -> bool:
    """Say whether the repository is another one by now: a fifth more or fewer functions, or 90 days of commits."""
    grown = abs(functions - models.functions) > GROWTH * max(models.functions, 1)
    return grown or newest - models.newest > AGE


def learn(functions: Iterable[Measured], changes: Sequence[Changed], newest: int) -> Models:
    """Train: seconds on a processor for tens of thousands of functions. The same in any order gives the same."""
    by_language: dict[str, list[Measured]] = {}
    for one in functions:
        by_language.setdefault(one.language, []).append(one)
    populations = {
        language: _of_functions(found)
        for language, found in sorted(by_language.items())
        if len(found) >= LEAST_FUNCTIONS
    }
    if len(changes) >= LEAST_CHANGES:
        examples = [Example(one.id, "", 0, one.values) for one in changes]
        populations[CHANGES] = _population(examples, (Family.CHANGE,))
    return Models(populations, sum(map(len, by_language.values())), newest)


def scaled(family: Family, values: Sequence[float]) -> tuple[float, ...]:
    """Return values in which twice as many is as far wherever it is; shares stay as they are."""
    features = features_of(family)
    return tuple(
        value if features[column].share else math.log1p(max(value, 0.0))
        for column, value in zip(columns_of(family), values, strict=True)
    )


def part(family: Family, values: Sequence[float]) -> Sequence[float]:
    """Return the family's own values out of all."""
    columns = columns_of(family)
    return values[columns.start : columns.stop]


def _of_functions(found: Sequence[Measured]) -> Population:
    chosen = sorted(found, key=_drawn)[:MOST_FUNCTIONS]
    return _population([Example(one.name, one.path, one.start, one.values) for one in chosen], FUNCTION_FAMILIES)


def _drawn(one: Measured) -> tuple[int, str, str, int]:
    """Order by chance that is the same each time."""
    return crc32(f"{one.path}\0{one.name}".encode("utf-8", "surrogatepass")), one.path, one.name, one.start


def _population(examples: Sequence[Example], families: Sequence[Family]) -> Population:
    trained = [_learnt(family, examples) for family in families]
    ordinary = [
        example
        for example, *scores in zip(examples, *(scores for _, scores in trained), strict=True)
        if all(score <= learnt.threshold for score, (learnt, _) in zip(scores, trained, strict=True))
        and not any(_extreme(learnt, example.values) for learnt, _ in trained)
    ]
    step = max(len(ordinary) // MOST_EXAMPLES, 1)
    return Population(len(examples), tuple(learnt for learnt, _ in trained), tuple(ordinary[::step][:MOST_EXAMPLES]))


def _learnt(family: Family, examples: Sequence[Example]) -> tuple[Learnt, tuple[float, ...]]:
    from review.anomaly.growing import grow

    rows = [part(family, example.values) for example in examples]
    forest, scores = grow([scaled(family, row) for row in rows])
    spreads = tuple(Spread(_quantiles(list(map(itemgetter(column), rows)))) for column in range(len(rows[0])))
    return Learnt(family, forest, _at(sorted(scores), SCORED[family]), spreads), scores


def _extreme(learnt: Learnt, values: Sequence[float]) -> bool:
    pairs = zip(part(learnt.family, values), learnt.spreads, strict=True)
    return any(spread.extreme(value) for value, spread in pairs)


def _quantiles(values: list[float]) -> tuple[float, ...]:
    held = sorted(values)
    return tuple(_at(held, level) for level in LEVELS)


def _at(held: Sequence[float], level: float) -> float:
    return float(held[round(level * (len(held) - 1))])
