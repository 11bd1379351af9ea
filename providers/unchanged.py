"""What is worked out once for a schema, although it is asked for a dozen times on a question's way.

Schemas are mappings, which cannot be hashed, and writing one out takes as long as finding out whether two are equal:
so they are known by identity. Nobody changes a schema once it is in a question.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping
from typing import TypeVar

T = TypeVar("T")
Schema = Mapping[str, object]

# A process asks with few schemas at a time: one or two for each review under way.
MOST_KEPT = 32


def once_a_schema(make: Callable[[Schema], T]) -> Callable[[Schema], T]:
    """Let `make` work only for a schema that it was not given lately; callers must leave alone what it makes."""
    known: OrderedDict[int, tuple[Schema, T]] = OrderedDict()  # with the schema, or its identity might be another's

    def made(schema: Schema) -> T:
        found = known.get(id(schema))
        if found is None:
            found = known[id(schema)] = schema, make(schema)
            if len(known) > MOST_KEPT:
                known.popitem(last=False)
        return found[1]

    return made
