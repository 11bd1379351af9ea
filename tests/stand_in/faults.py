"""Faults on demand: rules that delay, refuse, break or cut off the answers to chosen requests."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from tests.stand_in.answers import Answer, Refused, answer

_MESSAGES = {
    401: "Bad credentials",
    403: "Resource not accessible by integration",
    404: "Not Found",
    429: "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.",
    500: "Server Error",
    502: "Server Error",
    503: "Service unavailable",
}


@dataclass(slots=True)
class Fault:
    """One rule: which requests (method, path expression, after `skip`, `times` of them) and what befalls them.

    `after`: the effect is committed before the fault shows. `reset`: the connection breaks in mid-answer. `held`: the
    request waits, before its effect, until somebody sets this to False.
    A 429 or 403 with `retry_after` carries that header. `times` None: until the rules are cleared.
    """

    method: str | None
    path: re.Pattern[str]
    times: int | None = 1
    skip: int = 0
    delay: float = 0.0
    held: bool = False
    status: int | None = None
    body: bytes | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    after: bool = False
    reset: bool = False
    hits: int = 0

    @property
    def name(self) -> str:
        """Describe the fault for the log."""
        kind = "reset" if self.reset else str(self.status or f"delay {self.delay}")
        return f"{kind} {'after' if self.after else 'before'} effect"

    def answer(self) -> Answer | None:
        """Return the answer that replaces the true one, or None."""
        if self.status is None:
            return None
        if self.body is not None:
            return Answer(self.status, self.body, headers=self.headers)
        plain = Refused(self.status, _MESSAGES.get(self.status, "Error"), headers=self.headers).answer()
        return plain if self.status >= 400 else answer({}, self.status, self.headers)


class Faults:
    """The rules in force, asked once a request; the first that fits is used."""

    def __init__(self) -> None:
        self.rules: list[Fault] = []

    def add(self, fault: Fault) -> Fault:
        """Put a rule in force."""
        self.rules.append(fault)
        return fault

    def clear(self) -> None:
        """Forget all rules."""
        self.rules.clear()

    def take(self, method: str, path: str) -> Fault | None:
        """Return the rule for a request and count its use."""
        for rule in self.rules:
            if rule.method not in (None, method) or not rule.path.search(path):
                continue
            if rule.skip > 0:
                rule.skip -= 1
                continue
            if rule.times is None or rule.hits < rule.times:
                rule.hits += 1
                return rule
        return None
