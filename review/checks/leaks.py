"""What looks like a credential in a text: by format, by assignment, unwrapped and joined. The values stay in here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

from review.checks.assignments import assigned_secrets
from review.checks.check import PartlyRead
from review.checks.format import Format
from review.checks.formats import CONNECTION, CREDENTIALS, FORMATS
from review.checks.placeholders import is_placeholder, is_weak_login
from review.checks.prefilter import Prefilter
from review.checks.structure import decoded
from review.checks.wrapped import Joined, data_of_secret, is_worth_hiding

GENERIC = "hard-coded secret"
WRAPPED = "value of a Kubernetes Secret"
TOO_MANY = "too many lines of it look like credentials to read them all"
LEAKS_LIMIT = 1000  # of one text: one made of nothing else is an attack on our time

_SURE = 0.95
_BY_NAME = 0.8
_GENERIC = 0.6
_DOUBT = 0.4


@dataclass(frozen=True, slots=True)
class Leak:
    """A value that looks like a credential, where that stands, and how sure that is.

    `doubted` has a wrong checksum or an odd structure, `sandbox` opens what was made for trying things out.
    """

    kind: str
    value: str
    start: int
    end: int
    confidence: float
    doubted: bool = False
    sandbox: bool = False

    @property
    def generic(self) -> bool:
        """Say whether only its name tells that it is one."""
        return self.kind in (GENERIC, WRAPPED)


def leaks(text: str, path: str, *, generic: bool, in_secret: bool = False) -> Iterator[Leak]:
    """Yield the credentials of a text, the surest first, each value once a place; raise PartlyRead beyond the limit.

    `generic` asks for assignments too, `in_secret` says that the text is part of a Kubernetes Secret.
    """
    spans: list[tuple[int, int]] = []
    for number, leak in enumerate(_all(text, path, generic=generic, in_secret=in_secret)):
        if number >= LEAKS_LIMIT:
            raise PartlyRead(TOO_MANY)
        if not any(begin < leak.end and leak.start < stop for begin, stop in spans):
            spans.append((leak.start, leak.end))
            yield leak


def _all(text: str, path: str, *, generic: bool, in_secret: bool) -> Iterator[Leak]:
    joined = Joined(text)
    yield from by_format(text)
    if joined.text is not None:
        yield from _in_joined(joined, by_format(joined.text))
    if in_secret:
        yield from _in_secret(text)
    if not generic:
        return
    yield from _by_name(text, path)
    if joined.text is not None:
        yield from _in_joined(joined, _by_name(joined.text, path))


def by_format(text: str) -> Iterator[Leak]:
    """Yield what has the format of a credential and is no placeholder of one."""
    for each, match in _prefilter().places(text):
        groups = match.groupdict()
        value = groups.get("value") or match[0]
        if _is_harmless(each, value, match, groups.get("host") or ""):
            continue
        doubted = each.sure is not None and not each.sure(value)
        # A key is told at its first line, everything else where its value stands.
        start = match.start("value") if groups.get("value") and "BEGIN " not in match[0] else match.start()
        yield Leak(each.kind, value, start, match.end(), _DOUBT if doubted else _SURE, doubted, each.sandbox)


@cache
def _prefilter() -> Prefilter:
    return Prefilter(FORMATS)


def _is_harmless(each: Format, value: str, match: re.Match[str], host: str) -> bool:
    if each.possible is not None and not each.possible(value):
        return True
    if each.kind == CREDENTIALS and not host:
        login = decoded(value)
        return login is None or ":" not in login or is_weak_login(login.partition(":")[2], "")
    if value.startswith(_OPENSSH):
        return len(value) < _OPENSSH_LINE
    if each.kind in _LOGIN_KINDS:
        return is_weak_login(value, host) or f"//{value}:{value}@" in match[0]
    return is_placeholder(match.groupdict().get("body") or value)


# A key without a passphrase begins with its magic word and many zeros: no run of equal letters tells it from a sample,
# only that its first line is whole. https://github.com/openssh/openssh-portable/blob/master/PROTOCOL.key
_OPENSSH = "b3BlbnNzaC1rZXktdjE"
_OPENSSH_LINE = 60
_LOGIN_KINDS = frozenset({CONNECTION, CREDENTIALS, "password on a command line"})


def _by_name(text: str, path: str) -> Iterator[Leak]:
    for each in assigned_secrets(text, path):
        confidence = _GENERIC if each.kind is None else _BY_NAME
        yield Leak(each.kind or GENERIC, each.value, each.start, each.start + len(each.value), confidence)


def _in_secret(text: str) -> Iterator[Leak]:
    for name, value, start in data_of_secret(text):
        inside = next(by_format(value), None)
        if inside is not None:
            yield replace(inside, value=value, start=start, end=start + len(value))
        elif is_worth_hiding(name, value):
            yield Leak(WRAPPED, value, start, start + len(value), _BY_NAME)


def _in_joined(joined: Joined, found: Iterator[Leak]) -> Iterator[Leak]:
    """Yield what only shows when pieces are put together."""
    for leak in found:
        if joined.spans(leak.start, leak.end):
            yield replace(leak, start=joined.before(leak.start), end=joined.before(leak.end - 1) + 1)
