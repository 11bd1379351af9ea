"""What will happen, chosen by the seed alone: the events of the pull requests, and the faults between them."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeVar


class Act(StrEnum):
    """What a person does to a pull request."""

    OPEN = "opened"
    PUSH = "synchronize"
    TITLE = "edited"
    BASE = "edited base"
    DRAFT = "converted_to_draft"
    READY = "ready_for_review"
    CLOSE = "closed"
    REOPEN = "reopened"
    AGAIN = "delivered again"


class Way(StrEnum):
    """How the webhook of an event fares."""

    SENT = "sent"
    COPIES = "several copies at once"
    LATE = "overtaken by later ones"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happens to a pull request; `findings` are those of the head that it makes.

    `twin_of` names the pull request whose branch this one is opened from too.
    """

    act: Act
    pull: int
    way: Way = Way.SENT
    findings: tuple[int, ...] = ()
    revision: int = 0
    flavour: str = "settings"
    twin_of: int | None = None


@dataclass(frozen=True, slots=True)
class Strike:
    """One fault: its kind, and a number from which its own choices (whom, when, for how long) are made."""

    kind: str
    seed: int


Step = Event | Strike
Choice = TypeVar("Choice")

EVENTS_PER_PULL = 7
_WAYS = ((Way.SENT, 80), (Way.COPIES, 7), (Way.LATE, 7), (Way.LOST, 6))
_ACTS = ((Act.PUSH, 56), (Act.TITLE, 8), (Act.BASE, 4), (Act.DRAFT, 7), (Act.CLOSE, 8), (Act.AGAIN, 17))
_CLOSED = ((Act.REOPEN, 80), (Act.AGAIN, 20))
_TWINS = 0.06

# How often each kind is chosen. What takes a process down is dear: a new one costs seconds of both cores.
WEIGHTS = {
    "worker killed": 5,
    "worker killed before a write": 4,
    "worker killed after a write": 6,
    "worker stopped": 3,
    "worker stopped at a request": 5,
    "worker terminated": 2,
    "web killed": 2,
    "redis killed": 2,
    "redis wiped": 5,
    "postgresql restarted": 2,
    "link slow": 6,
    "link reset": 9,
    "answer truncated": 7,
    "link half open": 4,
    "github 5xx before": 9,
    "github 5xx after": 11,
    "github reset after": 11,
    "github 401": 5,
    "github 403": 5,
    "github 429": 5,
    "clock jump": 3,
    "disk full": 2,
}


@dataclass(slots=True)
class _Pull:
    flavour: str
    draft: bool = False
    closed: bool = False
    findings: tuple[int, ...] = ()
    made: int = 0
    revision: int = 1
    twin_of: int | None = None


@dataclass
class Plan:
    """Steps without end, the same for the same seed; `share` is how many faults come with each event."""

    seed: int
    events: int
    share: float
    kinds: tuple[str, ...] = tuple(WEIGHTS)
    _pulls: list[_Pull] = field(default_factory=list)

    def steps(self) -> Iterator[Step]:
        """Yield events and faults in turn; the caller stops when both are enough."""
        about, harm = random.Random(f"{self.seed} events"), random.Random(f"{self.seed} faults")
        owed = 0.0
        while True:
            yield self._event(about)
            owed += self.share
            while owed >= 1:
                owed -= 1
                kind = harm.choices(self.kinds, [WEIGHTS[kind] for kind in self.kinds])[0]
                yield Strike(kind, harm.getrandbits(32))

    def _event(self, rng: random.Random) -> Event:
        wanted = max(4, self.events // EVENTS_PER_PULL)
        if len(self._pulls) < 4 or (len(self._pulls) < wanted and rng.random() < 1.3 / EVENTS_PER_PULL):
            return self._open(rng)
        index = rng.randrange(len(self._pulls))
        pull = self._pulls[index]
        act = _pick(rng, _CLOSED if pull.closed else _ACTS)
        if act is Act.DRAFT and pull.draft:
            act = Act.READY
        shared = pull.twin_of is not None or any(other.twin_of == index for other in self._pulls)
        if (pull.twin_of is not None and act is Act.PUSH) or (shared and act is Act.BASE):
            act = Act.TITLE  # the branch is the other's to push to, and one head has one pull request on a base
        if act is Act.PUSH:
            self._push(rng, pull)
        pull.draft = {Act.DRAFT: True, Act.READY: False}.get(act, pull.draft)
        pull.closed = {Act.CLOSE: True, Act.REOPEN: False}.get(act, pull.closed)
        return self._of(rng, act, index)

    def _open(self, rng: random.Random) -> Event:
        alone = [number for number, pull in enumerate(self._pulls) if not pull.closed and pull.twin_of is None]
        if alone and rng.random() < _TWINS:
            first = rng.choice(alone)
            made = self._pulls[first]
            self._pulls.append(_Pull(made.flavour, findings=made.findings, revision=made.revision, twin_of=first))
        else:
            pull = _Pull("code" if rng.random() < 0.4 else "settings", draft=rng.random() < 0.1)
            self._pulls.append(pull)
            if rng.random() < 0.65:
                self._plant(pull, rng.randint(1, 3))
        return self._of(rng, Act.OPEN, len(self._pulls) - 1)

    def _push(self, rng: random.Random, pull: _Pull) -> None:
        pull.revision += 1
        chance = rng.random()
        if chance < 0.3 and len(pull.findings) < 3:
            self._plant(pull, 1)
        elif chance < 0.5 and pull.findings:
            gone = rng.choice(pull.findings)
            pull.findings = tuple(number for number in pull.findings if number != gone)

    @staticmethod
    def _plant(pull: _Pull, many: int) -> None:
        pull.findings += tuple(range(pull.made, pull.made + many))
        pull.made += many

    def _of(self, rng: random.Random, act: Act, index: int) -> Event:
        pull = self._pulls[index]
        return Event(act, index, _pick(rng, _WAYS), pull.findings, pull.revision, pull.flavour, pull.twin_of)


def _pick(rng: random.Random, choices: tuple[tuple[Choice, int], ...]) -> Choice:
    return rng.choices([choice for choice, _ in choices], [weight for _, weight in choices])[0]
