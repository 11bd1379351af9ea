"""Who knows of something: from its words to the files that speak of it, and from those to who changed them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from review.history.owners import owners_of
from review.knowledge.concepts import Concepts, FoundFile, FoundSymbol
from review.knowledge.people import Identity, People
from review.models.mined import Mined

MOST_PEOPLE = 5
MOST_REASONS = 3
MOST_ASKED = 15  # files whose owners are asked for
MOST_OWNERS = 8  # of a file
LEAST_SHARE = 0.01
UNSURE = 2  # so many commits to a file make half of an expert
DAY_S = 86_400
REST_S = 365 * DAY_S  # who did nothing on a file for a year counts half, for two years a quarter


@dataclass(frozen=True, slots=True)
class Knows:
    """A person's part of a file that speaks of it: from 0 to 1, of how many commits, the last in seconds since 1970."""

    path: str
    share: float
    commits: int
    last: int


@dataclass(frozen=True, slots=True)
class FoundPerson:
    """Somebody who knows; `share` is their part of all that was found, `files` why, the weightiest first.

    `name` is hostile text, and `login` is "" where none is known.
    """

    name: str
    login: str
    share: float
    last: int
    files: tuple[Knows, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """What was found of a question."""

    people: tuple[FoundPerson, ...]
    files: tuple[FoundFile, ...]
    symbols: tuple[FoundSymbol, ...]


def who(question: str, concepts: Concepts, mined: Mined | None, now: int) -> Found:
    """Return who knows of it, and the files and symbols that speak of it; nobody without a history.

    `now` is in seconds since 1970: the head's time gives the same answer every day.
    """
    files, symbols = concepts.find(question)
    people = _people(files[:MOST_ASKED], mined, now) if mined is not None else ()
    return Found(people, files, symbols)


def _people(files: tuple[FoundFile, ...], mined: Mined, now: int) -> tuple[FoundPerson, ...]:
    persons = People(mined)
    known: dict[int, list[tuple[float, Knows]]] = defaultdict(list)
    for file in files:
        for person, knows in _owners(mined, persons, file.path, now).items():
            rest = 0.5 ** (max(0, now - knows.last) / REST_S)
            sure = knows.commits / (knows.commits + UNSURE)
            known[person].append((file.score * knows.share * rest * sure, knows))
    scores = {person: sum(score for score, _ in told) for person, told in known.items()}
    whole = sum(scores.values()) or 1.0
    best = sorted(scores, key=lambda person: (-scores[person], persons.author(person).name, person))[:MOST_PEOPLE]
    return tuple(
        _person(persons, person, scores[person] / whole, known[person])
        for person in best
        if scores[person] >= LEAST_SHARE * whole
    )


def _owners(mined: Mined, persons: People, path: str, now: int) -> dict[int, Knows]:
    """Return each person's part of a file: what they did under several names is one."""
    found: dict[int, Knows] = {}
    for owner in owners_of(mined, [path], now, MOST_OWNERS):
        person = min(persons.known_as([Identity(owner.author.name, owner.author.mail)]), default=None)
        if person is not None:
            had = found.get(person, Knows(path, 0.0, 0, 0))
            share, commits = had.share + owner.share, had.commits + owner.commits
            found[person] = Knows(path, share, commits, max(had.last, owner.last))
    return found


def _person(persons: People, person: int, share: float, told: list[tuple[float, Knows]]) -> FoundPerson:
    ranked = [one for _, one in sorted(told, key=lambda one: (-one[0], one[1].path))]
    last = max(one.last for one in ranked)
    return FoundPerson(persons.author(person).name, persons.login(person), share, last, tuple(ranked[:MOST_REASONS]))
