"""Every key a policy file may hold: how its value is read, and when a new value loosens a gate or a cap.

Adding a key is one line in KEYS and one field in `Policy`.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from types import MappingProxyType

from pathspec import GitIgnoreSpec
from pathspec.patterns.gitignore import GitIgnorePatternError

from review.diff.wildcard import Pattern
from review.models import Severity
from review.models.category import CATEGORIES
from review.policy_classes import NEVER
from review.policy_paths import MATCH, read_pattern
from review.policy_strictness import (
    Ensemble,
    OnIncomplete,
    Threads,
    allows,
    apart,
    asks_more,
    drops,
    less_strict,
    more,
    surer,
    verifies_more,
    widens,
)
from review.policy_yaml import MAX_PATHS, PATHS

__all__ = ["KEYS", "MICRO", "NOBODY", "PATH_KEYS", "Ensemble", "Key", "OnIncomplete", "Threads", "WrongValue"]

MAX_COMMENTS = 50  # a pull request's page breaks far above this; reliability notes, GitHub's own rules
MAX_INSTRUCTIONS = 4_000
MAX_PATTERNS = 200
MAX_CACHE_HOURS = 168  # a week; what a model said is not kept for longer
MAX_VOTERS = 5  # each pays for the whole question
MAX_USD = 10_000
MICRO = 1_000_000

NOT_BOOLEAN = "must be true or false"
NOT_WHOLE = "must be a whole number from 0 to {most}"
NOT_VOTERS = "must be a whole number from 1 to {most}"
NOT_USD = "must be an amount in US dollars from 0 to {most}"
NOT_TEXT = "must be a text of at most {most} characters"
NOT_LIST = "must be a list of at most {most} texts"
NOT_CHOICE = "must be one of {choices}{hint}"
NONE_CHOSEN = "must name one category at least (`review.model: false` turns the model off)"
NOT_PATTERN = "holds `{pattern}`, which is not a gitignore pattern"
NOT_FILE = "holds `{pattern}`, which names no file of the repository"
NOT_NAME = "holds `{pattern}`, which is no pattern of a package's name of 1 to {most} characters"
NOT_SHARE = "must be a number from 0 to 1"
NOT_PATHS = f"must be a list of at most {MAX_PATHS} entries, each with `match`"
NOT_MATCH = "holds `{pattern}`, which means no files (all in a folder: `folder/**`)"
NO_MATCH = "must name one pattern of files at least"
NOT_PROVIDERS = "must be `all`, `local`, a provider's name, or a list of such names ({most} at most)"
HINT = " (did you mean `{name}`?)"

ALL = "all"
NOBODY = "nobody"  # no provider has this name
MAX_PROVIDERS = 50
MAX_NAME = 100


class WrongValue(ValueError):
    """A value cannot be used; the text says what it must be."""


@dataclass(frozen=True, slots=True)
class Key:
    """One setting: the `Policy` field, its reader (raises WrongValue), and `looser(old, new)` where that matters."""

    field: str
    read: Callable[[object], object]
    looser: Callable[[object, object], bool] | None = None


def nearest(name: str, names: Iterable[str] = ()) -> str:
    """Return a hint naming the closest valid name, or nothing when none is close."""
    found = difflib.get_close_matches(name[:100], list(names) or list(KEYS), n=1)
    return HINT.format(name=found[0]) if found else ""


def _boolean(value: object) -> object:
    if not isinstance(value, bool):
        raise WrongValue(NOT_BOOLEAN)
    return value


def _comments(value: object) -> object:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= MAX_COMMENTS:
        raise WrongValue(NOT_WHOLE.format(most=MAX_COMMENTS))
    return value


def _voters(value: object) -> object:
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= MAX_VOTERS:
        raise WrongValue(NOT_VOTERS.format(most=MAX_VOTERS))
    return value


def _hours(value: object) -> object:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= MAX_CACHE_HOURS:
        raise WrongValue(NOT_WHOLE.format(most=MAX_CACHE_HOURS))
    return value


def _usd(value: object) -> object:
    try:
        amount = Decimal(str(value))
    except InvalidOperation:
        amount = Decimal(-1)
    if isinstance(value, bool) or not amount.is_finite() or not 0 <= amount <= MAX_USD:
        raise WrongValue(NOT_USD.format(most=MAX_USD))
    return int(amount * MICRO)


def _text(most: int) -> Callable[[object], object]:
    def read(value: object) -> object:
        if not isinstance(value, str) or len(value) > most:
            raise WrongValue(NOT_TEXT.format(most=most))
        return value.strip()

    return read


def _choice(names: Iterable[str], make: Callable[[str], object] = str) -> Callable[[object], object]:
    choices = tuple(names)

    def read(value: object) -> object:
        if not isinstance(value, str) or value not in choices:
            raise WrongValue(NOT_CHOICE.format(choices=", ".join(choices), hint=nearest(str(value), choices)))
        return make(value)

    return read


def _threads(value: object) -> object:
    return _choice(Threads, Threads)(str(value).lower() if isinstance(value, bool) else value)


def _texts(value: object) -> tuple[str, ...]:
    items = value if isinstance(value, tuple) else (value,)
    if len(items) > MAX_PATTERNS or not all(isinstance(item, str) for item in items):
        raise WrongValue(NOT_LIST.format(most=MAX_PATTERNS))
    return tuple(str(item) for item in items)


def _patterns(value: object) -> object:
    patterns = _texts(value)
    for pattern in patterns:
        try:
            GitIgnoreSpec.from_lines([pattern])
        except (GitIgnorePatternError, ValueError):
            raise WrongValue(NOT_PATTERN.format(pattern=pattern[:100])) from None
    return patterns


def _guidelines(value: object) -> object:
    """Read paths and patterns of files of the repository; which of them are there is seen when they are read."""
    named = _texts(value)
    for pattern in named:
        if Pattern.read(pattern) is None or ".." in pattern.split("/"):
            raise WrongValue(NOT_FILE.format(pattern=pattern[:100]))
    return named


def _matching(value: object) -> object:
    """Read patterns of files as `.gitattributes` has them, which take linear time whatever they and the paths are."""
    patterns = _texts(value)
    if not patterns:
        raise WrongValue(NO_MATCH)
    for pattern in patterns:
        if read_pattern(pattern) is None:
            raise WrongValue(NOT_MATCH.format(pattern=pattern[:100]))
    return patterns


def _paths(value: object) -> object:
    """Read the list; what its entries hold comes by itself, key by key."""
    if not isinstance(value, tuple) or len(value) > MAX_PATHS or any(item is not None for item in value):
        raise WrongValue(NOT_PATHS)
    return value


def _share(value: object) -> object:
    try:
        share = Decimal(str(value))
    except InvalidOperation:
        share = Decimal(-1)
    if isinstance(value, bool) or not share.is_finite() or not 0 <= share <= 1:
        raise WrongValue(NOT_SHARE)
    return float(share)


def _level(value: object) -> object:
    """Read from which severity on a class fails the gate; NEVER stays as it is, for None is no value."""
    return value if value == NEVER else _choice([*Severity, NEVER], Severity)(value)


def _names(value: object) -> object:
    """Read patterns of package names; `*` stands for anything."""
    patterns = _texts(value)
    for pattern in patterns:
        if not 0 < len(pattern) <= MAX_NAME:
            raise WrongValue(NOT_NAME.format(pattern=pattern[:MAX_NAME], most=MAX_NAME))
    return patterns


def _categories(value: object) -> object:
    read = _choice(CATEGORIES)
    chosen = tuple(dict.fromkeys(str(read(item)) for item in _texts(value)))
    if not chosen:
        raise WrongValue(NONE_CHOSEN)
    return chosen


def _providers(value: object) -> object:
    """Read whom the model review may ask. A name that no provider has allows nobody, which is the safe side."""
    items = value if isinstance(value, tuple) else (value,)
    names = tuple(dict.fromkeys(item.strip().lower() for item in items if isinstance(item, str)))
    if not 0 < len(items) <= MAX_PROVIDERS or not all(isinstance(item, str) for item in items):
        raise WrongValue(NOT_PROVIDERS.format(most=MAX_PROVIDERS))
    if not all(0 < len(name) <= MAX_NAME for name in names):
        raise WrongValue(NOT_PROVIDERS.format(most=MAX_PROVIDERS))
    return () if names == (ALL,) else names


_severity = _choice(Severity, Severity)

CLASS = "classes."
CLASSES = f"{CLASS}*"  # a key for each class

KEYS: Mapping[str, Key] = MappingProxyType(
    {
        "fail_on": Key("fail_on", _severity, less_strict),
        "fail_on_confidence": Key("fail_on_confidence", _share, surer),
        CLASSES: Key("classes", _level, apart),
        PATHS: Key("paths", _paths, apart),
        "on_incomplete": Key("on_incomplete", _choice(OnIncomplete, OnIncomplete), allows),
        "review.model": Key("model_review", _boolean),
        "review.providers": Key("providers", _providers, widens),
        "review.ensemble": Key("ensemble", _choice(Ensemble, Ensemble), asks_more),
        "review.voters": Key("voters", _voters, more),
        "review.votes": Key("votes", _voters),
        "review.second_opinion": Key("second_opinion", _boolean, allows),
        "review.threads_must_be_resolved": Key("threads_must_be_resolved", _threads, verifies_more),
        "review.drafts": Key("review_drafts", _boolean),
        "review.bots": Key("review_bots", _boolean),
        "review.ignore": Key("ignore", _patterns),
        "review.guidelines": Key("guidelines", _guidelines),
        "review.categories": Key("categories", _categories),
        "review.minimum_severity": Key("minimum_severity", _severity),
        "review.instructions": Key("instructions", _text(MAX_INSTRUCTIONS)),
        "review.language": Key("language", _text(40)),
        "review.suggestions": Key("suggestions", _boolean),
        "review.style": Key("style", _boolean),
        "review.cache": Key("cache_hours", _hours),
        "code_scanning": Key("code_scanning", _boolean),
        "comments.max": Key("max_line_comments", _comments),
        "comments.max_deterministic": Key("max_deterministic_comments", _comments),
        "budget.per_call_usd": Key("budget_per_call", _usd, more),
        "budget.per_review_usd": Key("budget_per_review", _usd, more),
        "budget.per_pull_request_usd": Key("budget_per_pull_request", _usd, more),
        "budget.per_repository_day_usd": Key("budget_per_repository_day", _usd, more),
        "budget.per_day_usd": Key("budget_per_day", _usd, more),
        "budget.per_month_usd": Key("budget_per_month", _usd, more),
        "budget.allow_unknown_prices": Key("allow_unknown_prices", _boolean, allows),
        "dependencies.private": Key("private_packages", _names, drops),
    }
)

OF_PATHS = (
    *("fail_on", "fail_on_confidence", CLASSES, "on_incomplete"),
    *("review.model", "review.ignore", "review.minimum_severity", "review.instructions"),
)
PATH_KEYS: Mapping[str, Key] = MappingProxyType(
    {MATCH: Key(MATCH, _matching, apart), **{name: KEYS[name] for name in OF_PATHS}}
)
