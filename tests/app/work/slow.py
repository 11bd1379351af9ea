"""A model that takes its time, so that a test can act while it is being asked."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from providers.base import Completion, Question
from tests.app.work.bot import CHEAP, scripted

NOTHING = '{"findings": []}'


class SlowProvider:
    """Answers that nothing was found once `release` is set; `asked` is set by the first question."""

    def __init__(self, act: Callable[[], object] = lambda: None) -> None:
        self.name, self.model = "scripted", CHEAP
        self.asked, self.release = asyncio.Event(), asyncio.Event()
        self.questions, self.cancelled = 0, 0
        self._act = act

    async def complete(self, question: Question, *, timeout: float) -> Completion:
        """Wait, then answer."""
        self.questions += 1
        self.asked.set()
        self._act()
        try:
            await self.release.wait()
        except asyncio.CancelledError:
            self.cancelled += 1
            raise
        return await scripted([NOTHING]).complete(question, timeout=timeout)
