"""Who could review a change: owners by CODEOWNERS, then those who worked on its files of late; never its authors."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from review.knowledge.codeowners import CodeOwners, is_team
from review.knowledge.people import Identity, People, is_program, keys_of
from review.knowledge.work import MOST_FILES, YEAR_S, Work, work_around
from review.models.mined import Mined

MOST = 3
# What one commit of each kind of work counts. Chosen on flask and pytest (tests/benchmarks/reviewers.py): where files
# are seldom changed, who is active at all says most.
FILES, PARTNERS, FOLDERS, ANYWHERE = 1.0, 0.3, 0.03, 0.3
OWNED = 2.0  # to own all of the files outweighs whatever anybody did, which is 1 at most
INACTIVE = 0.05  # what is left of the score of somebody without a commit in a year
LEAST_SCORE = 0.01


class Why(StrEnum):
    """The largest part of what somebody is suggested for."""

    OWNS = "owns"
    WROTE = "wrote"
    PARTNERS = "partners"
    FOLDER = "folder"
    ACTIVE = "active"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Somebody who could review, with the one reason that weighs most; `name` and `path` are hostile text.

    `login` is "" where it is not known; a team's is `org/team`, and it is not said who is in it. `path` is the file or
    folder meant, `commits` theirs to it in the year before, `share` their part of all those by people, from 0 to 1,
    `others` how many more of the changed files it holds for, `last` their last commit to it in seconds since 1970.
    """

    name: str
    login: str
    team: bool
    why: Why
    path: str
    others: int
    commits: int
    share: float
    last: int
    score: float


@dataclass(frozen=True, slots=True)
class _Asked:
    """One question: who knows these paths."""

    mined: Mined
    people: People
    paths: tuple[str, ...]
    work: Mapping[int, Work]
    owners: Mapping[str, tuple[str, ...]]  # the paths of each owner
    persons: Mapping[int, str]  # the owners that are known persons
    now: int


def suggest(
    mined: Mined,
    changed: Collection[str],
    authors: Collection[Identity],
    now: int,
    codeowners: CodeOwners | None = None,
    logins: Mapping[str, str] | None = None,
    people: People | None = None,
) -> tuple[Suggestion, ...]:
    """Return at most three who could review a change, the best first; `now` is in seconds since 1970.

    `changed` has the old paths of renamed files too. `logins` are those known by address beyond what the addresses say
    themselves. `people` saves making them again.
    """
    people = people or People(mined)
    paths = tuple(sorted(set(changed)))[:MOST_FILES]
    known = {login.lower(): mail for mail, login in (logins or {}).items()}
    owners = _owners(codeowners or CodeOwners(), paths)
    persons = {
        person: owner
        for owner in owners
        for person in people.known_as([Identity(mail=known.get(owner[1:].lower(), ""), login=owner[1:])
                                       if owner.startswith("@") else Identity(mail=owner)])
        if not people.is_bot(person)
    }  # fmt: skip
    asked = _Asked(mined, people, paths, work_around(mined, people, paths, now), owners, persons, now)
    without = people.known_as(authors)
    scored = [(score, person) for person, score in _scores(asked).items() if person not in without]
    best = sorted(scored, key=lambda one: (-one[0], people.author(one[1]).name, one[1]))[:MOST]
    found = [_suggestion(asked, person, score, logins or {}) for score, person in best if score >= LEAST_SCORE]
    strangers = _strangers(asked, authors)
    return tuple(sorted([*found, *strangers], key=lambda one: -one.score)[:MOST])


def _owners(codeowners: CodeOwners, paths: Iterable[str]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = defaultdict(list)
    for path in paths:
        for owner in dict.fromkeys(codeowners.owners_of(path)):
            found[owner].append(path)
    return {owner: tuple(owned) for owner, owned in found.items()}


def _scores(asked: _Asked) -> dict[int, float]:
    raw = {person: _score(work, asked.now) for person, work in asked.work.items()}
    most = max(raw.values(), default=0.0) or 1.0
    scores = {person: score / most for person, score in raw.items()}
    for person, owner in asked.persons.items():
        scores[person] = scores.get(person, 0.0) + OWNED * len(asked.owners[owner]) / len(asked.paths)
    return scores


def _score(work: Work, now: int) -> float:
    score = FILES * work.files + PARTNERS * work.partners + FOLDERS * work.folders + ANYWHERE * work.anywhere
    return score if work.last > now - YEAR_S else score * INACTIVE


def _suggestion(asked: _Asked, person: int, score: float, logins: Mapping[str, str]) -> Suggestion:
    author = asked.people.author(person)
    login = logins.get(author.mail, "") or asked.people.login(person)
    work = asked.work.get(person, Work())
    if person in asked.persons:
        owner = asked.persons[person]
        login = login or (owner[1:] if owner.startswith("@") else "")
        return _owned(author.name, login, asked.owners[owner], score)
    why, path, commits, last, others = _reason(asked, work)
    total = _total(asked, why, path)
    share = commits / total if total else 0.0
    return Suggestion(author.name, login, False, why, path, others, commits, share, last, score)


def _owned(name: str, login: str, paths: tuple[str, ...], score: float, *, team: bool = False) -> Suggestion:
    return Suggestion(name, login, team, Why.OWNS, paths[0], len(paths) - 1, 0, 0.0, 0, score)


def _reason(asked: _Asked, work: Work) -> tuple[Why, str, int, int, int]:
    """Return the first kind of work that there is any of: the path, commits in the year, last time, other files."""
    others = len(work.on) - 1
    if any(work.year.values()):
        file = max(work.year, key=lambda one: (work.year[one], work.on[one], -one))
        return Why.WROTE, asked.mined.names[file], work.year[file], work.on[file], others
    if any(work.partner_year.values()):
        file = max(work.partner_year, key=lambda one: (work.partner_year[one], -one))
        return Why.PARTNERS, asked.mined.names[file], work.partner_year[file], work.last, 0
    if any(work.folder_year.values()):
        folder = max(work.folder_year, key=lambda one: (work.folder_year[one], one))
        return Why.FOLDER, folder, work.folder_year[folder], work.last, 0
    if work.on:
        file = max(work.on, key=lambda one: (work.on[one], -one))
        return Why.WROTE, asked.mined.names[file], 0, work.on[file], others
    return Why.ACTIVE, "", 0, work.last, 0


def _total(asked: _Asked, why: Why, path: str) -> int:
    """Return how many commits of the year all persons made to what a reason names."""
    file = asked.mined.file(path)
    if why is Why.FOLDER:
        return sum(work.folder_year.get(path, 0) for work in asked.work.values())
    if file is None:
        return 0
    return sum((work.year if why is Why.WROTE else work.partner_year).get(file, 0) for work in asked.work.values())


def _strangers(asked: _Asked, authors: Collection[Identity]) -> list[Suggestion]:
    """Suggest owners whom the history does not know: teams by their name, and logins that never wrote here."""
    own = {key for author in authors for key in keys_of(author)}
    found = []
    for owner, paths in asked.owners.items():
        if owner in asked.persons.values() or not owner.startswith("@"):
            continue  # an address says nothing that may be shown
        login, team = owner[1:], is_team(owner)
        if not team and (is_program(Identity(login=login)) or own & set(keys_of(Identity(login=login)))):
            continue
        found.append(_owned("", login, paths, OWNED * len(paths) / len(asked.paths), team=team))
    return found
