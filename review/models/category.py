"""The kinds of advice a model may give; a policy may choose among them."""

from __future__ import annotations

CATEGORIES = (
    "correctness",
    "security",
    "concurrency",
    "resources",
    "api-misuse",
    "performance",
    "tests",
    "documentation",
)
