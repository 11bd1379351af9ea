"""A model as the catalog knows it: what it costs, how much it takes, and which request fields it understands."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from providers.base import Question, Usage
from providers.estimate import typical_output, typical_tokens, worst_tokens
from providers.state import Rate

TOKENS_PER_PRICE = 1_000_000
NO_KEY = "none"  # the SDKs insist on a key, local servers do not
UNLIMITED = Rate()


class Structured(StrEnum):
    """How a model can be held to JSON, best first; `GRAMMAR` is a schema that the server enforces while it samples."""

    JSON_SCHEMA = "json_schema"
    GRAMMAR = "grammar"
    TOOL = "tool"
    JSON_OBJECT = "json_object"
    NONE = "none"


class Tier(StrEnum):
    """How much a model can do, as its vendor sells it."""

    SMALL = "small"
    MEDIUM = "medium"
    LARGE = "large"


class Speed(StrEnum):
    """How fast a model writes, next to the others of its time."""

    FAST = "fast"
    MEDIUM = "medium"
    SLOW = "slow"


class TokenLimit(StrEnum):
    """The request field that limits the output of an OpenAI-compatible model."""

    MAX_TOKENS = "max_tokens"
    MAX_COMPLETION_TOKENS = "max_completion_tokens"


@dataclass(frozen=True, slots=True)
class LongInput:
    """A surcharge on the whole call when its input is above `above` tokens; factors in percent."""

    above: int
    input_percent: int
    output_percent: int


@dataclass(frozen=True, slots=True)
class Price:
    """What a million tokens of each kind cost, in micro-dollars; None for a cache kind means the fresh price."""

    fresh_input: int
    output: int
    cache_read: int | None = None
    cache_write: int | None = None
    long_input: LongInput | None = None

    def cost(self, usage: Usage | None) -> int | None:
        """Return what the usage cost in micro-dollars, rounded up, or None when the provider did not say enough."""
        if usage is None or usage.fresh_input is None or usage.output is None:
            return None
        read, write = usage.cache_read or 0, usage.cache_write or 0
        inputs = usage.fresh_input * self.fresh_input
        inputs += read * self._or_fresh(self.cache_read) + write * self._or_fresh(self.cache_write)
        return self._total(usage.fresh_input + read + write, inputs, usage.output * self.output)

    def worst(self, input_tokens: int, output_tokens: int) -> int:
        """Return the most that a call of this size can cost in micro-dollars: nothing read from a cache."""
        dearest = max(self.fresh_input, self._or_fresh(self.cache_write))
        return self._total(input_tokens, input_tokens * dearest, output_tokens * self.output)

    def _or_fresh(self, price: int | None) -> int:
        return self.fresh_input if price is None else price

    def _total(self, input_tokens: int, inputs: int, outputs: int) -> int:
        surcharge = self.long_input
        if surcharge is not None and input_tokens > surcharge.above:
            inputs, outputs = inputs * surcharge.input_percent, outputs * surcharge.output_percent
            return -(-(inputs + outputs) // (TOKENS_PER_PRICE * 100))
        return -(-(inputs + outputs) // TOKENS_PER_PRICE)


@dataclass(frozen=True, slots=True)
class Model:
    """A model and its capabilities; `window` and `max_output` are in tokens; None means unknown, also for the price.

    `strengths` are kinds of question and programming languages that it is known to be better at than its tier says.
    """

    name: str
    price: Price | None = None
    window: int | None = None
    max_output: int | None = None
    structured: Structured = Structured.JSON_SCHEMA
    token_limit: TokenLimit = TokenLimit.MAX_TOKENS
    temperature: bool = True
    stream: bool = True
    prompt_cache_key: bool = False
    tier: Tier = Tier.MEDIUM
    speed: Speed = Speed.MEDIUM
    strengths: tuple[str, ...] = ()
    rate: Rate = UNLIMITED

    def output_limit(self, question: Question) -> int:
        """Return how many tokens the answer may have, in what this model allows."""
        if self.max_output is None:
            return question.max_output_tokens
        return min(question.max_output_tokens, self.max_output)

    def worst_cost(self, question: Question, bytes_per_token: float | None = None) -> int | None:
        """Return the most that asking the question can cost, in micro-dollars; None when the price is unknown."""
        if self.price is None:
            return None
        return self.price.worst(worst_tokens(question, bytes_per_token), self.output_limit(question))

    def typical_cost(self, question: Question, bytes_per_token: float | None = None) -> int | None:
        """Return what asking the question costs as a rule, in micro-dollars; None when the price is unknown."""
        if self.price is None:
            return None
        answer = typical_output(self.output_limit(question))
        return self.price.cost(Usage(typical_tokens(question, bytes_per_token), None, None, answer))
