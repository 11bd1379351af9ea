"""What befalls a request to the providers' stand-in."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field

HTML = b"<!doctype html><title>Sign in</title><h1>Sign in to the network</h1>"


@dataclass(slots=True)
class Fault:
    """What befalls the next `times` requests of a wire ("" = both); None in `times` means until removed.

    `code` is the machine code of an error answer; `charged` bills such a call all the same. `body` replaces the
    answer's bytes. `finish` replaces the reason the answer ended; `empty` leaves the text out. `hang_up` is "reset"
    (before any answer) or "truncate" (amid the body). `inside` befalls an answer after its first `after` pieces:
    "error" (of `code`), "end" (the connection is closed), "reset", "stop" (the body ends as if it were whole), "stall",
    "garbage" or "flood" (of `piece`, without end). An answer that does not come as a stream is broken the same way.
    `met` is set as soon as a request falls under it, `left` when the asker goes away amid the answer.
    """

    wire: str = ""
    times: int | None = 1
    status: int = 200
    code: str = "error"
    message: str = "scripted failure"
    charged: bool = False
    headers: Mapping[str, str] = field(default_factory=dict)
    delay: float = 0.0
    body: bytes | None = None
    content_type: str = "application/json"
    finish: str | None = None
    refusal: str | None = None
    empty: bool = False
    hang_up: str = ""
    inside: str = ""
    after: int = 2
    piece: str = "\n"
    met: asyncio.Event = field(default_factory=asyncio.Event)
    left: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def answers(self) -> bool:
        """Say whether the model is asked at all, so that somebody has to pay."""
        return self.charged or (self.status == 200 and self.body is None and self.hang_up != "reset")
