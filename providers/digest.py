"""What makes two questions the same: everything that reaches a model, and nothing else."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable

from providers.base import Question
from providers.unchanged import Schema, once_a_schema

# Raise it when the adapters send the same question in other words: answers to the old ones are then not found.
VERSION = "1"


def digest(question: Question) -> str:
    """Return the digest of what reaches a model, in hexadecimal; who is asked and for whom is no part of it."""
    schema, limit = _sorted(question.schema), str(question.max_output_tokens)
    parts = (VERSION, question.kind, question.system, question.user, schema, limit)
    return joint(parts)


@once_a_schema
def _sorted(schema: Schema) -> str:
    return json.dumps(schema, sort_keys=True, default=dict)


def joint(parts: Iterable[str]) -> str:
    """Return one digest of several texts, in hexadecimal; each length is hashed too, so no other parts give it."""
    made = hashlib.sha256()
    for part in parts:
        data = part.encode("utf-8", "surrogatepass")
        made.update(b"%d:" % len(data))
        made.update(data)
    return made.hexdigest()
