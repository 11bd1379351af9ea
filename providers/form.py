"""How a question is put to a model: what a server turned away once is left out from then on."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from providers.model import Model, Structured, TokenLimit

# How servers name what they do not take, in their words or in `param`. A wrong guess costs one step down, no answer.
STRUCTURE = re.compile(
    r"response_format|json.?schema|json.?object|json mode|structured.?output|output_(config|format)|schema|grammar"
    r"|guided|tool_choice|\btools?\b|functions?\b|requested parameters"
)
UNKNOWN = re.compile(r"unsupported|not supported|unknown|unrecognized|unexpected|extra|not permitted|not allowed")
STREAM_USAGE = re.compile(r"stream_options|include_usage")
# "Your organization must be verified to stream this model":
# https://help.openai.com/en/articles/10910291-api-organization-verification
STREAM = re.compile(r"^stream\b|to stream\b|\bstream(ing)?\b.{0,40}(not supported|unsupported|not allowed|disabled)")
# What of a complaint is read; the rest is repetition, or the question itself.
READ_CHARACTERS = 2_000


@dataclass(frozen=True, slots=True)
class Form:
    """The parts of a request that not every server takes, as they are sent now.

    `strict` asks a server to hold the tool's arguments to the schema; it is left out after a schema was turned away.
    """

    structured: Structured
    strict: bool
    stream: bool
    stream_usage: bool
    temperature: bool
    cache_key: bool
    token_limit: TokenLimit

    def without(self, complaint: str, levels: Sequence[Structured]) -> Form | None:
        """Return the form without what a server complains of, or None when it is nothing that can be left out.

        `levels` are those of the wire, best first.
        """
        words = complaint[:READ_CHARACTERS].lower()
        if self.stream and self.stream_usage and STREAM_USAGE.search(words):
            return replace(self, stream_usage=False)
        if self.stream and STREAM.search(words):
            return replace(self, stream=False)
        if self.cache_key and "prompt_cache_key" in words:
            return replace(self, cache_key=False)
        if self.temperature and "temperature" in words:
            return replace(self, temperature=False)
        if self.token_limit in words and UNKNOWN.search(words):
            return replace(self, token_limit=_other(self.token_limit))
        return self.lowered(complaint, levels)

    def lowered(self, complaint: str, levels: Sequence[Structured]) -> Form | None:
        """Return the form with the next of the wire's levels when it is the schema that a server complains of."""
        lower = _lower(self.structured, levels)
        if lower is None or not STRUCTURE.search(complaint[:READ_CHARACTERS].lower()):
            return None
        return replace(self, structured=lower, strict=False)


def form_of(model: Model) -> Form:
    """Return the form that suits the model by what the catalog says."""
    return Form(
        structured=model.structured,
        strict=True,
        stream=model.stream,
        stream_usage=True,
        temperature=model.temperature,
        cache_key=model.prompt_cache_key,
        token_limit=model.token_limit,
    )


def _lower(level: Structured, levels: Sequence[Structured]) -> Structured | None:
    order = list(Structured)
    return next((other for other in levels if order.index(other) > order.index(level)), None)


def _other(limit: TokenLimit) -> TokenLimit:
    return TokenLimit.MAX_TOKENS if limit is TokenLimit.MAX_COMPLETION_TOKENS else TokenLimit.MAX_COMPLETION_TOKENS
