"""A provider made of providers: the next is asked when one fails in a named way.

In three rounds, as far as they are needed: everybody is asked the whole question; then those again whom only a short
wait keeps from answering; then, with the question's smaller form, those whose failure less text can cure.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Sequence
from dataclasses import replace
from time import monotonic

from providers.base import Completion, Provider, Question, close, warm
from providers.errors import AllProvidersFailed
from providers.hedged import Runner, Usual, race
from providers.link import SHORTEST_CALL_S, Link, Record

# Who names a wait that is short is worth it once nobody else has answered.
LONGEST_PAUSE_S = 20.0
SHORTEST_PAUSE_S = 0.05
# The smaller form, if there is one, has half a link's share of the time: less text takes less.
SMALLER_SHARE = 0.5


class Chain:
    """Providers in the order in which they are asked; at most two calls each.

    With `usual`, the next one is asked too when one is silent for longer than it usually is, once a question: the first
    usable answer wins, and the call that is given up costs its whole reservation.
    """

    def __init__(self, links: Sequence[Provider], *, name: str = "chain", usual: Usual | None = None) -> None:
        self.name = name
        self.links = tuple(links)
        self._usual = usual

    def __repr__(self) -> str:
        return f"Chain({', '.join(link.name for link in self.links)})"

    async def complete(self, question: Question, *, timeout: float) -> Completion:
        """Return the first usable answer; its `attempts` hold every call, failed ones too.

        Falls back on `ProviderError` only, so that a bug of ours is never taken for an outage. Raises
        AllProvidersFailed with every cause and every attempt. What time is left is shared out evenly over the links
        that are left.
        """
        record = Record()
        links = [Link(provider, record) for provider in self.links]
        asking = _Asking(question, monotonic() + timeout, links, self._usual)
        for ask in (asking.everybody, asking.after_a_wait, asking.with_less):
            completion = await ask()
            if completion is not None:
                return replace(completion, attempts=tuple(record.attempts))
        last = record.causes[-1][1] if record.causes else None
        raise AllProvidersFailed(tuple(record.causes), attempts=tuple(record.attempts)) from last

    async def warm(self) -> None:
        """Make every link ready."""
        for link in self.links:
            await warm(link)

    async def close(self) -> None:
        """Close every link."""
        for link in self.links:
            await close(link)


class _Asking:
    """One question on its way through the links."""

    def __init__(self, question: Question, end: float, links: Sequence[Link], usual: Usual | None) -> None:
        self._question = question
        self._end = end
        self._links = links
        self._usual = usual

    async def everybody(self) -> Completion | None:
        """Ask one after the other, keeping some time for the smaller form."""
        spare = 0.0 if self._question.smaller is None else SMALLER_SHARE
        waiting = deque(self._links)
        while waiting:
            completion = await self._ask(waiting.popleft(), waiting, spare)
            if completion is not None:
                return completion
        return None

    async def after_a_wait(self) -> Completion | None:
        """Ask again whom a short wait makes ready, until the time is over or could be put to better use."""
        while waiting := {link: link.due for link in self._links if link.due is not None and not link.spent}:
            pause = max(min(waiting.values()) - monotonic(), SHORTEST_PAUSE_S)
            if pause > LONGEST_PAUSE_S or monotonic() + pause >= self._end - SHORTEST_CALL_S:
                return None
            await asyncio.sleep(pause)
            now = monotonic() + SHORTEST_PAUSE_S
            completion = await self._in_turn([link for link, due in waiting.items() if due <= now], self._question)
            if completion is not None or self._curable():
                return completion
        return None

    async def with_less(self) -> Completion | None:
        """Ask for the riskiest part only."""
        if self._question.smaller is None:
            return None
        # Its own smaller form is never asked: whoever asked could not tell which of the two was read.
        smaller = replace(self._question.smaller, smaller=None)
        completion = await self._in_turn(self._curable(), smaller)
        return completion and replace(completion, smaller=True)

    def _curable(self) -> list[Link]:
        if self._question.smaller is None:
            return []
        return [link for link in self._links if link.curable and not link.spent]

    async def _in_turn(self, links: Sequence[Link], question: Question) -> Completion | None:
        for position, link in enumerate(links):
            completion = await link.ask(question, self._share(len(links) - position))
            if completion is not None:
                return completion
        return None

    async def _ask(self, link: Link, waiting: deque[Link], spare: float) -> Completion | None:
        """Ask a link, and the next of `waiting` too if this one is silent for too long."""
        asking = link.ask(self._question, self._share(1 + len(waiting) + spare))
        if self._usual is None or not waiting:
            return await asking
        patience = self._usual(link.target, self._question.kind)

        def another() -> Runner[Completion]:
            self._usual = None
            unheard = replace(self._question, heard=None)  # two texts at once would be heard as one
            return waiting.popleft().ask(unheard, self._share(1 + len(waiting) + spare))

        completion, late = await race(asking, patience, another)
        if late and completion is not None and self._question.heard is not None:
            self._question.heard(None)
            self._question.heard(completion.text)
        return completion

    def _share(self, parts: float) -> float:
        now = monotonic()
        return now + (self._end - now) / parts
