"""Who listens to an answer while it comes: the asker's callback, a clock for its first text, and a watch over it."""

from __future__ import annotations

from time import monotonic

from providers.base import Question, Told
from providers.errors import Failure, ProviderFailure
from providers.plainly_broken import Watch


class Listener:
    """Takes the text of one call piece by piece; `told` are the rate limits that came before it."""

    def __init__(self, question: Question) -> None:
        self.started = monotonic()
        self.first_token_ms: int | None = None
        self.told: Told | None = None
        self._callback = question.heard
        self._watch = Watch(json=bool(question.schema))
        self._said = False

    @property
    def elapsed_ms(self) -> int:
        """Return the time since the call began."""
        return round((monotonic() - self.started) * 1000)

    def hear(self, piece: str) -> None:
        """Hand a piece on; raise ProviderFailure when the text has become plainly broken."""
        if not piece:
            return
        if self.first_token_ms is None:
            self.first_token_ms = self.elapsed_ms
        if (wrong := self._watch.hear(piece)) is not None:
            raise ProviderFailure(Failure.MALFORMED, wrong)
        self._hand_on(piece)

    def hear_whole(self, text: str) -> None:
        """Hand on a text that did not come as a stream."""
        self._hand_on(text)

    def forget(self) -> None:
        """Take back what was handed on, since the call has failed."""
        if self._said and self._callback is not None:
            self._said = False
            self._callback(None)

    def _hand_on(self, piece: str) -> None:
        if self._callback is not None:
            self._said = True
            self._callback(piece)
