"""Secrets that stand in base 64 or in pieces: Kubernetes Secrets, log-ins of tools, strings that are joined."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from review.checks.placeholders import is_placeholder, looks_random
from review.checks.structure import decoded

_SECRET = re.compile(rb"(?m:^[ \t]*)[\"']?kind[\"']?[ \t]*:[ \t]*[\"']?Secret[\"']?[ \t\r]*(?:,|#|$)", re.MULTILINE)
_ENTRY = re.compile(
    r"^[ \t]{1,20}[\"']?(?P<name>[\w.-]{1,80})[\"']?[ \t]{0,5}:[ \t]{1,5}(?:!!binary )?"
    r"[\"']?(?P<value>[A-Za-z0-9+/]{8,20000}={0,2})[\"']?,?[ \t\r]*$",
    re.MULTILINE,
)
_NO_DATA = frozenset(
    {"name", "namespace", "kind", "apiVersion", "type", "app", "uid", "username", "user", "host", "database"}
)
# The end of one string and the beginning of the next: by a sign that joins, by nothing, or over the end of a line.
_JOINT = re.compile(
    r"(?<=[\w/+=.-])([\"'])[ \t]{0,20}(?:(?:\+|\.|&|\|\||\.\.|<>|~)?[ \t]{0,20}\\?"
    r"(?:\r?\n[ \t]{0,80})?(?:\+|\.|&)?)[ \t]{0,20}\1(?=[\w/+=.-])"
    r"|(?<=[\w/+=-])\\\r?\n[ \t]{0,80}(?=[\w/+=-])"
)


def holds_secret_object(content: bytes | None) -> bool:
    """Say whether a file describes a Secret of Kubernetes, as YAML or JSON does."""
    return content is not None and b"Secret" in content and bool(_SECRET.search(content))


def data_of_secret(text: str) -> Iterator[tuple[str, str, int]]:
    """Yield name, unwrapped text and place of each value in base 64 that is text and no placeholder."""
    for match in _ENTRY.finditer(text):
        if match["name"] in _NO_DATA:
            continue
        inside = decoded(match["value"])
        if inside is not None and len(inside.strip()) >= 6 and not is_placeholder(inside.strip()):
            yield match["name"], inside.strip(), match.start("value")


def is_worth_hiding(name: str, value: str) -> bool:
    """Say whether the value of a Secret's entry is one, for not all that stands there is."""
    named = re.search(r"pass|secret|token|key|cred|auth|pwd|dsn", name, re.IGNORECASE) is not None
    return looks_random(value, is_password=named)


class Joined:
    """A text with the pieces of strings put together, and where each place of it was; `text` is None for none."""

    def __init__(self, text: str) -> None:
        """Take the joints out."""
        self.text: str | None = None
        parts: list[str] = []
        self._at: list[int] = [0]
        self._from: list[int] = [0]
        begin = size = 0
        for joint in _JOINT.finditer(text):
            parts.append(text[begin : joint.start()])
            size += joint.start() - begin
            begin = joint.end()
            self._at.append(size)
            self._from.append(begin)
        if parts:
            self.text = "".join([*parts, text[begin:]])

    def before(self, place: int) -> int:
        """Return where a place of the joined text was."""
        piece = bisect_right(self._at, place) - 1
        return self._from[piece] + place - self._at[piece]

    def spans(self, start: int, end: int) -> bool:
        """Say whether a joint lies inside."""
        return bisect_right(self._at, start) != bisect_right(self._at, end - 1)
