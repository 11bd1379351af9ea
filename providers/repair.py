"""What is worth asking the same provider once more."""

from __future__ import annotations

import json
from dataclasses import replace

from providers.base import Question
from providers.errors import Failure, ProviderError, ProviderFailure

REPAIR = (
    "\n\nYour previous answer could not be used: {why}. Answer again from the start: one JSON object that matches the "
    "schema, and nothing else."
)
NOT_JSON = "it is not JSON ({message} at line {line}, column {column})"
NOT_OBJECT = "it is not a JSON object"
WRONG_SHAPE = "it does not match the schema"
UNUSABLE = "the text cannot be used"

# The same question again: a broken answer may be chance, and after a schema was turned away the provider asks without.
AS_IT_WAS = frozenset({Failure.MALFORMED, Failure.SCHEMA_REJECTED})


class Unusable(ProviderFailure):
    """A text that the asker does not accept."""

    def __init__(self, text: str) -> None:
        super().__init__(Failure.MALFORMED, UNUSABLE)
        self.text = text


def second(question: Question, error: ProviderError) -> Question | None:
    """Return what the provider that failed so should be asked at once, or None when that is no use."""
    if isinstance(error, Unusable):
        return _repaired(question, error.text)
    if not isinstance(error, ProviderFailure):
        return None
    if error.failure in AS_IT_WAS:
        return question
    return question.smaller if error.failure is Failure.CONTEXT_TOO_LONG else None


def _repaired(question: Question, text: str) -> Question:
    """Say what was wrong; the unusable text itself is not sent back, since nobody vouches for it."""
    return replace(question, user=question.user + REPAIR.format(why=_wrong(text)))


def _wrong(text: str) -> str:
    try:
        value = json.loads(text)
    except json.JSONDecodeError as error:
        return NOT_JSON.format(message=error.msg, line=error.lineno, column=error.colno)
    except (ValueError, RecursionError):
        return NOT_OBJECT
    return WRONG_SHAPE if isinstance(value, dict) else NOT_OBJECT
