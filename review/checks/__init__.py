"""The deterministic checks: a new one is a file here, a line in this list and a test file."""

from __future__ import annotations

from review.checks.check import Check
from review.checks.dependencies import DependenciesCheck
from review.checks.secrets import SecretsCheck
from review.checks.static import StaticCheck
from review.checks.suppressions import SuppressionsCheck
from review.checks.tree import TreeCheck
from review.checks.unicode import UnicodeCheck

CHECKS: tuple[Check, ...] = (
    StaticCheck(),
    SecretsCheck(),
    UnicodeCheck(),
    SuppressionsCheck(),
    TreeCheck(),
    DependenciesCheck(),
)
