"""Server-sent events, from bytes that were cut anywhere.

https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation
"""

from __future__ import annotations

import re
from dataclasses import dataclass

LINE_END = re.compile(rb"\r\n?|\n")
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
# What the first line of a stream begins with: a field (data, event, id, retry) or a comment. JSON and HTML never do.
FIRST_BYTES = b"deir:"


@dataclass(frozen=True, slots=True)
class Event:
    """One event: its name, "" when it has none, and its lines of data joined."""

    name: str
    data: bytes


class Events:
    """Reads a stream piece by piece."""

    def __init__(self) -> None:
        self._rest = bytearray()
        self._after_cr = False
        self._first = True
        self._name = ""
        self._data: list[bytes] = []

    def feed(self, piece: bytes) -> list[Event]:
        """Take the next bytes and return the events that they complete."""
        if not piece:
            return []
        if self._after_cr:
            piece = piece.removeprefix(b"\n")
        self._after_cr = piece.endswith(b"\r")
        searched = len(self._rest)
        self._rest += piece
        found, start = [], 0
        for end in LINE_END.finditer(self._rest, searched):
            if (event := self._line(bytes(self._rest[start : end.start()]))) is not None:
                found.append(event)
            start = end.end()
        del self._rest[:start]
        return found

    def end(self) -> list[Event]:
        """Return the event that the end of the stream completes: some servers leave the last empty line out."""
        last = [self._line(bytes(self._rest)), self._line(b"")]
        self._rest.clear()
        return [event for event in last if event is not None]

    def _line(self, line: bytes) -> Event | None:
        if self._first:
            self._first, line = False, line.removeprefix(BYTE_ORDER_MARK)
        if not line:
            return self._complete()
        field, _, value = line.partition(b":")
        value = value.removeprefix(b" ")
        if field == b"data":
            self._data.append(value)
        elif field == b"event":
            self._name = value.decode("utf-8", "replace")
        return None

    def _complete(self) -> Event | None:
        event = Event(self._name, b"\n".join(self._data)) if self._data else None
        self._name, self._data = "", []
        return event
