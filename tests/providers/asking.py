"""Questions and stand-ins that the provider tests share."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from tests.stand_in.providers import ProviderStandIn

KEY = "sk-test-1234567890abcdefghijklmnop"
SCHEMA = {
    "type": "object",
    "properties": {
        "findings": {
            "type": "array",
            "maxItems": 9,
            "items": {
                "type": "object",
                "properties": {
                    "line": {"type": "integer", "minimum": 1},
                    "fix": {"type": ["string", "null"], "description": "Code."},
                    "note": {"type": "string"},
                },
                "required": ["line", "fix"],
            },
        }
    },
    "required": ["findings"],
}


@dataclass(slots=True)
class Standing:
    """A running stand-in, and what was built against it."""

    server: ProviderStandIn
    url: str
    built: list[Any] = field(default_factory=list)  # Any: whatever has a close()


def accepts_json(text: str) -> bool:
    """Accept a JSON object with findings."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return False
    return isinstance(value, dict) and "findings" in value
