"""Who the authors of a history are: one person may have written under several names and addresses."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from review.findings.sanitise import sanitise_line
from review.history.marks import is_bot
from review.history.owners import login_of
from review.models.mined import Author, Mined

MOST_SHOWN = 60  # characters of a name
HIDDEN = "(address hidden)"
UNNAMED = "(unnamed)"

_SPACES = re.compile(r"\s+")
_WIDE_AT = str.maketrans("\uff20\ufe6b", "@@")  # people read these as the sign itself
_ADDRESS = re.compile(r"[^\s@<>]{1,64}@[^\s@<>]{1,255}")
# What many share, and says nothing of who it is.
_ANYBODY = frozenset({"", "root", "unknown", "user", "admin", "your name", "you", "name", "developer", "noreply"})


@dataclass(frozen=True, slots=True)
class Identity:
    """What is known of somebody: each of it may be ""."""

    name: str = ""
    mail: str = ""
    login: str = ""


class People:
    """The persons of a history, each by the number of their first author; names, addresses and logins join authors."""

    def __init__(self, mined: Mined) -> None:
        self._authors = mined.people
        self._by_key: dict[str, int] = {}
        self._joined = list(range(len(mined.people)))
        for number, author in enumerate(mined.people):
            for key in keys_of(Identity(author.name, author.mail, login_of(author.mail))):
                self._join(self._by_key.setdefault(key, number), number)
        self._logins = {self.of(number): login for number, login in _logins(mined.people)}
        self._bots = frozenset(number for number, one in enumerate(mined.people) if is_bot(one.name, one.mail))

    def of(self, author: int) -> int:
        """Return the person that an author is."""
        while self._joined[author] != author:
            self._joined[author] = author = self._joined[self._joined[author]]
        return author

    def is_bot(self, author: int) -> bool:
        """Say whether an author is a program."""
        return author in self._bots

    def author(self, person: int) -> Author:
        """Return the name and address that a person wrote under first."""
        return self._authors[person]

    def login(self, person: int) -> str:
        """Return the GitHub login that one of their addresses names; "" when none does."""
        return self._logins.get(person, "")

    def known_as(self, identities: Iterable[Identity]) -> frozenset[int]:
        """Return the persons that somebody may be."""
        keys = (key for identity in identities for key in keys_of(identity))
        return frozenset(self.of(self._by_key[key]) for key in keys if key in self._by_key)

    def _join(self, one: int, other: int) -> None:
        first, second = sorted((self.of(one), self.of(other)))
        self._joined[second] = first


def keys_of(identity: Identity) -> tuple[str, ...]:
    """Return what tells a person: address, login (also as a name, as squashed merges have it), and name."""
    name, mail = _folded(identity.name), identity.mail.strip().lower()
    login = identity.login.strip().lower()
    keys = []
    if mail and "@" in mail:
        keys.append(f"mail:{mail}")
    keys += [f"name:{one}" for one in dict.fromkeys((name, login)) if one not in _ANYBODY]
    return tuple(keys)


def named(name: str) -> str:
    """Return a name on one line, without an address and without `@`; still to be made safe for where it is shown."""
    told = _ADDRESS.sub(HIDDEN, name[: 10 * MOST_SHOWN].translate(_WIDE_AT)).replace("@", "")
    return _SPACES.sub(" ", told).strip()[:MOST_SHOWN] or UNNAMED


def shown(name: str) -> str:
    """Return a name as safe Markdown on one line: nobody is mentioned by it, and no address stands in it."""
    return sanitise_line(named(name), MOST_SHOWN) or UNNAMED


def is_program(identity: Identity) -> bool:
    """Say whether somebody is a bot by name, address or login."""
    return is_bot(identity.name, identity.mail) or is_bot(identity.login, "")


def _folded(name: str) -> str:
    return _SPACES.sub(" ", name).strip().casefold()


def _logins(authors: Collection[Author]) -> Iterable[tuple[int, str]]:
    for number, author in reversed(list(enumerate(authors))):
        if login := login_of(author.mail):
            yield number, login
