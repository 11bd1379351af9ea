"""Named points: what befalls the bot when the stand-in sees a certain request of a certain process."""

from __future__ import annotations

import contextvars
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tests.stand_in.faults import Fault, Faults

# Where a fault may be waiting: every kind of write, and the reads between which a worker decides to write.
WRITES: Mapping[str, tuple[str, str]] = {
    "begin a check": ("POST", r"/check-runs$"),
    "conclude a check": ("PATCH", r"/check-runs/\d+$"),
    "create a review": ("POST", r"/pulls/\d+/reviews$"),
    "submit a review": ("POST", r"/reviews/\d+/events$"),
    "delete a review": ("DELETE", r"/reviews/\d+$"),
    "add a comment": ("POST", r"/issues/\d+/comments$"),
    "edit a comment": ("PATCH", r"/issues/comments/\d+$"),
    "make a token": ("POST", r"/access_tokens$"),
}
READS: Mapping[str, tuple[str, str]] = {
    "read the pull request": ("GET", r"/pulls/\d+$"),
    "list the checks": ("GET", r"/commits/\w+/check-runs$"),
    "list the reviews": ("GET", r"/pulls/\d+/reviews$"),
    "list the comments": ("GET", r"/pulls/\d+/comments$"),
    "find the merge base": ("GET", r"/compare/"),
    "read the policy": ("GET", r"/contents/"),
    "fetch": ("POST", r"\.git/git-upload-pack$"),
}
POINTS = {**WRITES, **READS}

_caller: contextvars.ContextVar[int] = contextvars.ContextVar("the port that a request came in by", default=0)


@dataclass(slots=True)
class Trap:
    """Something to be done once, at the next request that fits; `spring` gets the caller's port.

    It returns the fault that the stand-in then plays, or None to leave the request as it is.
    """

    kind: str
    point: str
    spring: Callable[[int], Fault | None]

    def fits(self, method: str, path: str) -> bool:
        """Say whether a request is the point waited for."""
        wanted, expression = POINTS[self.point]
        return method == wanted and re.search(expression, path) is not None


@dataclass
class Traps(Faults):
    """The stand-in's faults, with traps; `callers` are the ports of processes that may be caught, by name."""

    callers: dict[int, str] = field(default_factory=dict)
    traps: list[Trap] = field(default_factory=list)
    sprung: Callable[[str, str], None] = lambda _kind, _point: None

    def __post_init__(self) -> None:
        super().__init__()

    def take(self, method: str, path: str) -> Fault | None:
        """Spring the oldest trap that fits; each request meets one at most."""
        port = _caller.get()
        for trap in self.traps if port in self.callers else ():
            if trap.fits(method, path):
                self.traps.remove(trap)
                fault = trap.spring(port)
                self.sprung(trap.kind, trap.point)
                return fault
        return super().take(method, path)

    def clear(self) -> None:
        """Forget all of them."""
        super().clear()
        self.traps.clear()


def telling_callers(app: ASGIApp) -> ASGIApp:
    """Let what runs inside know by which port a request came: each process of the bot has a link of its own.

    A request of which a bad link brought only the beginning is no request.
    """

    async def told(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        host = dict(scope["headers"]).get(b"host", b"").decode()
        port = host.rpartition(":")[2]
        _caller.set(int(port) if port.isdecimal() else 0)
        messages = [await receive()]
        while messages[-1].get("more_body"):
            messages.append(await receive())
        if messages[-1]["type"] == "http.disconnect":
            return

        async def replayed() -> Message:
            return messages.pop(0) if messages else await receive()

        await app(scope, replayed, send)

    return told
