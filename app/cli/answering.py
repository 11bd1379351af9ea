"""Who answers the questions of a local review: the configured models, written down or not, or a recording."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from app.errors import UsageError
from app.work.recordings import new_recording, replaying
from providers.base import Provider
from providers.recording import Recording

NOT_BOTH = "--replay asks nobody, so there is nothing to write down: give --record or --replay"
NO_MODEL = "--no-model asks nobody: leave it out, or {option}"
WHAT_PROMPTS = "--record-prompts says what to write with --record FILE, which names no file"
NOBODY = "no model is configured, so there is nothing to record: set a provider's key, such as OPENAI_API_KEY"


@dataclass(frozen=True, slots=True)
class Answering:
    """What the command line said of it. Raises UsageError when the options contradict each other."""

    no_model: bool
    record: Path | None
    record_prompts: bool
    replay: Path | None

    def __post_init__(self) -> None:
        if self.record is not None and self.replay is not None:
            raise UsageError(NOT_BOTH)
        if self.record_prompts and self.record is None:
            raise UsageError(WHAT_PROMPTS)
        for option, given in (("--record", self.record), ("--replay", self.replay)):
            if self.no_model and given is not None:
                raise UsageError(NO_MODEL.format(option=option))

    async def provider(self, configured: Callable[[], Awaitable[Provider | None]]) -> Provider | None:
        """Return whom to ask, None for nobody; `configured` builds the models, which a replay does without."""
        if self.no_model:
            return None
        if self.replay is not None:
            return replaying(self.replay)
        provider = await configured()
        if self.record is None:
            return provider
        if provider is None:
            raise UsageError(NOBODY)
        return Recording(provider, new_recording(self.record), prompts=self.record_prompts)
