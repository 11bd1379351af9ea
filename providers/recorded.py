"""One line of a recording: what was asked, by its digest, and what came of it; JSON, one object a line."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, InstanceOf, TypeAdapter, ValidationError

from providers.base import Attempt, Completion, Question, Usage
from providers.digest import digest
from providers.errors import (
    AllProvidersFailed,
    BudgetExceeded,
    Failure,
    PriceUnknown,
    ProviderError,
    ProviderFailure,
)

FORMAT = 1
NOT_JSON = "it is not JSON"
WRONG = "{place}: {why}"


class UnreadableLine(ValueError):
    """A line is not one of a recording; the text says what is wrong with it."""


class _Line(BaseModel):
    """What every line has; the prompt is there for people, and only if it was to be recorded."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: Literal[1]
    question: Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
    kind: str
    attempts: tuple[Attempt, ...]
    system: Any = None  # Any: never read back
    user: Any = None


class Answered(_Line):
    """A question that was answered; `cost` is what all attempts together cost, None when that is unknown."""

    provider: str
    model: str
    text: InstanceOf[str]  # as it came, with halves of surrogate pairs, which pydantic's own str refuses
    cut_off: bool
    smaller: bool
    usage: Usage | None
    cost: int | None

    def replay(self) -> Completion:
        """Return the completion as it was."""
        return Completion(
            self.text, self.provider, self.model, self.cut_off, self.usage, self.attempts, smaller=self.smaller
        )


class _Cause(BaseModel):
    """Why there was no answer: the kind of error, and the text that its kind needs."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = ""
    error: Literal["failure", "budget", "price", "all", "other"]
    text: str = ""
    failure: Failure | None = None
    causes: tuple[_Cause, ...] = ()


class Failed(_Line):
    """A question that nobody answered."""

    cause: _Cause

    def replay(self) -> ProviderError:
        """Return an error of the same kind with the same text and attempts."""
        error = _error(self.cause)
        error.attempts = self.attempts
        return error


Line = Answered | Failed
_LINE: TypeAdapter[Line] = TypeAdapter(Line)


def written(question: Question, result: Completion | ProviderError, *, prompt: bool) -> str:
    """Return the line of one question; `prompt` adds what was asked, which may quote a whole change."""
    line: dict[str, object] = {"format": FORMAT, "question": digest(question), "kind": question.kind}
    if isinstance(result, Completion):
        line |= {"provider": result.provider, "model": result.model, "text": result.text}
        line |= {"cut_off": result.cut_off, "smaller": result.smaller}
        line |= {"usage": None if result.usage is None else asdict(result.usage), "cost": _cost(result.attempts)}
    else:
        line |= {"cause": _cause("", result)}
    line |= {"attempts": [asdict(attempt) for attempt in result.attempts]}
    if prompt:
        line |= {"system": question.system, "user": question.user}
    return json.dumps(line)


def read(text: str) -> Line:
    """Read a line; raise UnreadableLine, naming the place in it."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        raise UnreadableLine(NOT_JSON) from None
    try:
        return _LINE.validate_python(value)
    except ValidationError as error:
        raise UnreadableLine(_first(error)) from None


def _first(error: ValidationError) -> str:
    """Say what is wrong in the form that the line comes closest to."""
    forms: dict[object, list[tuple[tuple[int | str, ...], str]]] = {}
    for wrong in error.errors(include_input=False, include_url=False):
        form, *place = wrong["loc"]
        forms.setdefault(form, []).append((tuple(place), wrong["msg"]))
    place_, why = min(forms.values(), key=len)[0]
    return WRONG.format(place=".".join(map(str, place_)) or "the line", why=why)


def _cost(attempts: tuple[Attempt, ...]) -> int | None:
    costs = [attempt.cost for attempt in attempts]
    return None if None in costs else sum(cost for cost in costs if cost is not None)


def _cause(name: str, error: ProviderError) -> dict[str, object]:
    told: dict[str, object]
    match error:
        case ProviderFailure():
            told = {"error": "failure", "failure": error.failure.value, "text": error.detail}
        case BudgetExceeded():
            told = {"error": "budget", "text": error.scope}
        case PriceUnknown():
            told = {"error": "price", "text": error.model}
        case AllProvidersFailed():
            told = {"error": "all", "causes": [_cause(*each) for each in error.causes]}
        case _:
            told = {"error": "other", "text": str(error)}
    return {"name": name, **told}


def _error(cause: _Cause) -> ProviderError:
    match cause.error:
        case "failure":
            return ProviderFailure(cause.failure or Failure.SERVER, cause.text)
        case "budget":
            return BudgetExceeded(cause.text)
        case "price":
            return PriceUnknown(cause.text)
        case "all":
            return AllProvidersFailed(tuple((each.name, _error(each)) for each in cause.causes))
        case "other":
            return ProviderError(cause.text)
