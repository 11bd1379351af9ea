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
# Asked for only where the policy says so (`review.style`); it is named so that nobody takes it for a defect.
STYLE = "style"
