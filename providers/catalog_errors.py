"""What is wrong in a catalog's file, with its place and what was probably meant."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from difflib import get_close_matches

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from providers.catalog_file import KEYS

UNKNOWN_KEY = "unknown key"
MISSING = "is missing"
NEAR = "{text}; did you mean {near}?"
NEW = "{text} (a new provider needs it; did you mean [{near}]?)"


def wrong_places(error: ValidationError, known: Collection[str]) -> str:
    """Name every wrong place; `known` are the providers that there are without the file."""
    return "; ".join(f"{_place(details['loc'])}: {_said(details, known)}" for details in error.errors())


def _place(loc: Sequence[str | int]) -> str:
    return ".".join(str(part) for part in loc if part != "[key]")


def _said(details: ErrorDetails, known: Collection[str]) -> str:
    *above, key = [str(part) for part in details["loc"]]
    if details["type"] == "extra_forbidden":
        return _with_near(UNKNOWN_KEY, key, _keys(above))
    if details["type"] == "missing" and len(above) == 1 and above[0] not in known:
        near = get_close_matches(above[0], known, 1)
        return NEW.format(text=MISSING, near=near[0]) if near else MISSING
    return MISSING if details["type"] == "missing" else details["msg"].removeprefix("Value error, ")


def _keys(above: Sequence[str]) -> Collection[str]:
    """Return which keys there are in the table at this place."""
    kind = "models" if len(above) == 3 and above[1] == "models" else above[-1]
    return KEYS.get(kind, KEYS[""]) if len(above) > 1 else KEYS[""]


def _with_near(text: str, key: str, valid: Collection[str]) -> str:
    near = get_close_matches(key, valid, 1)
    return NEAR.format(text=text, near=near[0]) if near else f"{text}; there are {', '.join(valid)}"
