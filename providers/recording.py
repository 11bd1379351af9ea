"""A provider whose answers are written down, and one that answers from what was."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable

from providers.base import Completion, Provider, Question, close, warm
from providers.digest import digest
from providers.errors import Misconfigured, ProviderError
from providers.recorded import Line, UnreadableLine, read, written

WRONG_LINE = "line {number}: {why}"
NOT_RECORDED = "the recording holds no answer to {kind} question {question}: it is of another change, policy or version"
SHOWN_DIGITS = 16


class NotRecorded(ProviderError):
    """A question was not asked when the recording was made."""

    def __init__(self, kind: str, question: str) -> None:
        super().__init__(NOT_RECORDED.format(kind=kind, question=question[:SHOWN_DIGITS]))
        self.question = question


class Recording:
    """Gives `write` a line, without its line feed, for every question that was answered or that failed.

    A line holds the answer and, instead of the question, its digest, unless `prompts` is set.
    """

    def __init__(self, provider: Provider, write: Callable[[str], None], *, prompts: bool = False) -> None:
        self.name = provider.name
        self._provider = provider
        self._write = write
        self._prompts = prompts

    def __repr__(self) -> str:
        return f"Recording({self._provider!r})"

    async def complete(self, question: Question, *, timeout: float) -> Completion:
        """Ask, and write down what came of it."""
        try:
            completion = await self._provider.complete(question, timeout=timeout)
        except ProviderError as error:
            self._write(written(question, error, prompt=self._prompts))
            raise
        self._write(written(question, completion, prompt=self._prompts))
        return completion

    async def close(self) -> None:
        """Close the provider."""
        await close(self._provider)

    async def warm(self) -> None:
        """Make the provider ready."""
        await warm(self._provider)


class Replaying:
    """Answers, and fails, as it is written; asks nobody. What was asked several times is answered in that order.

    Raises Misconfigured, naming the line, when one is not of a recording.
    """

    name = "replay"

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines: dict[str, deque[Line]] = {}
        for number, text in enumerate(lines, 1):
            if text.strip():
                line = _read(number, text)
                self._lines.setdefault(line.question, deque()).append(line)

    def __repr__(self) -> str:
        return f"Replaying({len(self._lines)} questions)"

    async def complete(self, question: Question, *, timeout: float) -> Completion:  # noqa: ARG002  # takes no time
        """Return the recorded completion or raise the recorded error; raise NotRecorded when there is neither."""
        key = digest(question)
        lines = self._lines.get(key)
        if lines is None:
            raise NotRecorded(question.kind, key)
        result = (lines.popleft() if len(lines) > 1 else lines[0]).replay()
        if isinstance(result, ProviderError):
            raise result
        if question.heard is not None:
            question.heard(result.text)
        return result


def _read(number: int, text: str) -> Line:
    try:
        return read(text)
    except UnreadableLine as error:
        raise Misconfigured(WRONG_LINE.format(number=number, why=error)) from error
