"""One scan rule of an operator, as a value; whatever is wrong in it is said with what it must be."""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Mapping, Sequence

from review.checks.owasp import NAMES, OTHER
from review.checks.rules import AS_TEXT, ENGINE_SEVERITY, FAMILIES, SCANNED_LANGUAGES
from review.models import Severity
from review.models.rule import Rule
from review.policy_classes import class_name, nearest_class

# https://semgrep.dev/docs/writing-rules/rule-syntax
PATTERNS = ("pattern", "patterns", "pattern-either", "pattern-regex", "pattern-sources")
KEYS = (
    *("id", "languages", "message", "metadata", "severity", "mode", "options", "paths", "min-version"),
    *PATTERNS,
    *("pattern-sinks", "pattern-sanitizers", "pattern-propagators"),
)
METADATA = ("title", "category", "severity", "confidence", "cwe", "owasp")
MODES = ("search", "taint")
NOT_FOR_THE_ENGINE = frozenset({"metadata", "message", "severity"})
MAX_MESSAGE = 2_000
MAX_TITLE = 200
MAX_DEPTH = 50
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,99}")
_CWE = re.compile(r"CWE-[1-9][0-9]{0,4}")
_ENDING = re.compile(r"\*\.[A-Za-z0-9]{1,20}")

NOT_RULE = "must be a mapping with `id`, `languages`, `message`, `metadata` and a pattern"
NOT_ID = "`id` must be 1 to 100 letters, digits, `-` and `_`, and begin with a letter or a digit"
UNKNOWN = "`{key}` is no key {where}{hint}"
HINT = " (did you mean `{name}`?)"
NO_PATTERN = (
    "has no pattern: one of `pattern`, `patterns`, `pattern-either`, `pattern-regex`, or `mode: taint` with sources"
)
NOT_LANGUAGES = "`languages` must be a list of: {choices}"
NOT_LANGUAGE = "`languages` holds `{name}`, which is not scanned here{hint}; scanned are {choices}"
NOT_MIXED = "`languages`: C, C++ and Swift are read as text, by `pattern-regex`, so they need a rule of their own"
NOT_CHOICE = "`{key}` must be one of {choices}{hint}"
NOT_TEXT = "`{key}` must be a text of 1 to {most} characters"
NOT_METADATA = "`metadata` must be a mapping with `title`, `category`, `severity` and `confidence`"
NOT_CATEGORY = (
    "`metadata.category` must be a category of Diffdiver's rules, or one of your own that begins with `own-`{hint}"
)
NOT_CONFIDENCE = "`metadata.confidence` must be a number from 0 to 1"
NOT_CWE = "`metadata.cwe` must be a list such as [CWE-78]"
NOT_PATHS = (
    "`paths` may only tell endings apart (`include` or `exclude` with such as `*.tsx`): the engine sees no more of "
    "a name"
)
NO_PART = "`use: {name}` names nothing in `parts.yaml` beside the file{hint}"
NOT_PLAIN = "holds what the engine cannot be given: keys that are no text, dates, or {most} levels and more"


class WrongRule(ValueError):
    """A rule cannot be used; the text says why."""


def read_rule(raw: object, parts: Mapping[str, object]) -> tuple[Rule, Mapping[str, object]]:
    """Return what a rule says of its matches and how the engine reads it; raise WrongRule for the first fault."""
    if not isinstance(raw, dict):
        raise WrongRule(NOT_RULE)
    if not isinstance(raw.get("id"), str) or not _ID.fullmatch(raw["id"]):
        raise WrongRule(NOT_ID)
    _known(raw, KEYS, "of a rule")
    _choice("mode", raw.get("mode", MODES[0]), MODES)
    if not any(key in raw for key in PATTERNS):
        raise WrongRule(NO_PATTERN)
    _check_paths(raw.get("paths", {}))
    rule = _described(raw)
    form = {key: _resolved(value, parts, 0) for key, value in raw.items() if key not in NOT_FOR_THE_ENGINE}
    # The engine copies code into the text of messages, so it gets none; ours are given the same way.
    form |= _as_text(rule.languages)
    return rule, {**form, "message": rule.id, "severity": ENGINE_SEVERITY[rule.severity]}


def part_of(value: object, key: str) -> object | None:
    """Return what a mapping holds under a key, None for nothing and for what is no mapping."""
    return value.get(key) if isinstance(value, dict) else None


def _described(raw: Mapping[str, object]) -> Rule:
    told = raw.get("metadata")
    if not isinstance(told, dict):
        raise WrongRule(NOT_METADATA)
    _known(told, METADATA, "of `metadata`")
    return Rule(
        id=str(raw["id"]),
        languages=_languages(raw.get("languages")),
        title=_text("metadata.title", told.get("title"), MAX_TITLE),
        message=_text("message", raw.get("message"), MAX_MESSAGE),
        category=_category(told.get("category")),
        severity=Severity(_choice("metadata.severity", told.get("severity"), tuple(Severity))),
        confidence=_confidence(told.get("confidence")),
        cwe=_cwe(told.get("cwe", [])),
        owasp=_choice("metadata.owasp", told.get("owasp", OTHER), (*NAMES, OTHER)),
    )


def _known(raw: Mapping[object, object], keys: Collection[str], where: str) -> None:
    for key in raw:
        if key not in keys:
            raise WrongRule(UNKNOWN.format(key=str(key)[:100], where=where, hint=_hint(str(key), keys)))


def _hint(written: str, names: Collection[str]) -> str:
    found = difflib.get_close_matches(written[:100], sorted(names), n=1)
    return HINT.format(name=found[0]) if found else ""


def _as_text(languages: Sequence[str]) -> Mapping[str, object]:
    """Return what makes the engine read the files of C, C++ and Swift as text, as it does for our own rules."""
    families = {FAMILIES[language] for language in languages}
    if families.isdisjoint(AS_TEXT):
        return {}
    if len(families) > 1:
        raise WrongRule(NOT_MIXED)
    return {"languages": ["regex"], "paths": {"include": [f"*{ending}" for ending in AS_TEXT[families.pop()]]}}


def _choice(key: str, value: object, choices: Sequence[str]) -> str:
    if not isinstance(value, str) or value not in choices:
        hint = _hint(str(value), choices)
        raise WrongRule(NOT_CHOICE.format(key=key, choices=", ".join(choices), hint=hint))
    return value


def _text(key: str, value: object, most: int) -> str:
    if not isinstance(value, str) or not 0 < len(value.strip()) <= most:
        raise WrongRule(NOT_TEXT.format(key=key, most=most))
    return value.strip()


def _languages(value: object) -> tuple[str, ...]:
    choices = ", ".join(sorted(SCANNED_LANGUAGES))
    if not isinstance(value, list) or not value:
        raise WrongRule(NOT_LANGUAGES.format(choices=choices))
    for name in value:
        if name not in SCANNED_LANGUAGES:
            hint = _hint(str(name), SCANNED_LANGUAGES)
            raise WrongRule(NOT_LANGUAGE.format(name=str(name)[:100], hint=hint, choices=choices))
    return tuple(dict.fromkeys(str(name) for name in value))


def _category(value: object) -> str:
    name = class_name(value) if isinstance(value, str) else None
    if name is None or name != value or name in NAMES or name.startswith("CWE-"):
        near = nearest_class(str(value))
        raise WrongRule(NOT_CATEGORY.format(hint=HINT.format(name=near) if near else ""))
    return name


def _confidence(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise WrongRule(NOT_CONFIDENCE)
    return float(value)


def _cwe(value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(one, str) and _CWE.fullmatch(one) for one in value):
        raise WrongRule(NOT_CWE)
    return tuple(value)


def _check_paths(value: object) -> None:
    lists = list(value.values()) if isinstance(value, dict) and set(value) <= {"include", "exclude"} else [None]
    for names in lists:
        if not isinstance(names, list) or not all(isinstance(one, str) and _ENDING.fullmatch(one) for one in names):
            raise WrongRule(NOT_PATHS)


def _resolved(value: object, parts: Mapping[str, object], depth: int) -> object:
    """Put the named lists in place of each `use`, and let only through what can be written as JSON."""
    if depth > MAX_DEPTH:
        raise WrongRule(NOT_PLAIN.format(most=MAX_DEPTH))
    if isinstance(value, dict):
        if not all(isinstance(key, str) for key in value):
            raise WrongRule(NOT_PLAIN.format(most=MAX_DEPTH))
        return {key: _resolved(each, parts, depth + 1) for key, each in value.items()}
    if isinstance(value, list):
        return [item for each in value for item in _items(each, parts, depth + 1)]
    if value is None or isinstance(value, str | int | float):
        return value
    raise WrongRule(NOT_PLAIN.format(most=MAX_DEPTH))


def _items(each: object, parts: Mapping[str, object], depth: int) -> list[object]:
    name = part_of(each, "use")
    if not isinstance(name, str):
        return [_resolved(each, parts, depth)]
    part = parts.get(name)
    if not isinstance(part, list):
        raise WrongRule(NO_PART.format(name=name[:100], hint=_hint(name, parts)))
    return [_resolved(item, {}, depth) for item in part]
