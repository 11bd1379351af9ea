"""Our own scan rules, one YAML file per language and class of weakness, and what each says about itself.

A rule file is semgrep's own format with two additions, both resolved here: `use: NAME` in a list stands for the items
of that name in the language's `parts.yaml`, and the engine's severity is derived from ours in `metadata`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cache
from importlib.resources import files

import yaml

from review.models import Severity
from review.models.rule import Rule

PARTS = "parts.yaml"
FAMILIES: Mapping[str, str] = {
    "python": "python",
    "javascript": "javascript",
    "typescript": "javascript",
    "go": "go",
    "ruby": "ruby",
    "php": "php",
    "csharp": "csharp",
    "java": "java",
    "kotlin": "kotlin",
    "scala": "scala",
    "rust": "rust",
    "c": "c",
    "cpp": "c",
    "swift": "swift",
    "terraform": "terraform",
    "dockerfile": "dockerfile",
    "yaml": "yaml",
    "bash": "bash",
    "generic": "generic",
}
# The engine's own parsers leave gaps in 15 to 37 % of ordinary files of these families, and a gap makes the check
# incomplete. So their rules are regular expressions over plain text, which `review.checks.mask` has made of the code.
# Such a rule would be tried on every file of a scan: these are the endings that the files of its family are given.
AS_TEXT: Mapping[str, tuple[str, ...]] = {"c": (".c", ".h", ".cpp", ".hpp"), "swift": (".swift",)}
SCANNED_LANGUAGES: frozenset[str] = frozenset(FAMILIES)

# semgrep's own severities, which only its reports use: https://semgrep.dev/docs/writing-rules/rule-syntax
ENGINE_SEVERITY: Mapping[Severity, str] = {
    Severity.CRITICAL: "ERROR",
    Severity.HIGH: "ERROR",
    Severity.MEDIUM: "WARNING",
    Severity.LOW: "INFO",
    Severity.INFO: "INFO",
}


def rules_for(languages: Collection[str]) -> tuple[Mapping[str, object], ...]:
    """Return the rules for these languages, in a fixed order, as the engine reads them; none for an unknown one."""
    families = sorted({FAMILIES[language] for language in languages if language in FAMILIES})
    return tuple(rule for family in families for rule in _family(family))


def rule(rule_id: str) -> Rule:
    """Return what a rule says about itself; raise KeyError for an id that is not ours."""
    return _by_id()[rule_id]


@cache
def _by_id() -> Mapping[str, Rule]:
    raw = [each for family in set(FAMILIES.values()) for each, _ in _raw(family)]
    return {str(each["id"]): _described(each) for each in raw}


@cache
def _family(family: str) -> tuple[Mapping[str, object], ...]:
    as_text = _as_text(family)
    return tuple({**_for_engine(each, parts), **as_text} for each, parts in _raw(family))


def _as_text(family: str) -> Mapping[str, object]:
    """Return what makes the engine read a rule's files as text; nothing for a family whose files it parses."""
    if family not in AS_TEXT:
        return {}
    return {"languages": ["regex"], "paths": {"include": [f"*{ending}" for ending in AS_TEXT[family]]}}


@cache
def _raw(family: str) -> tuple[tuple[Mapping[str, object], Mapping[str, object]], ...]:
    """Return the rules of a language family as written, each with the lists that it may use."""
    folder = files(__package__) / family
    parts = _load(folder.joinpath(PARTS).read_text("utf-8"))
    names = sorted(each.name for each in folder.iterdir() if each.name.endswith(".yaml") and each.name != PARTS)
    loaded = (_load(folder.joinpath(name).read_text("utf-8"))["rules"] for name in names)
    return tuple((each, parts) for rules in loaded for each in _items(rules))


def _load(text: str) -> Mapping[str, object]:
    loaded = yaml.load(text, Loader=yaml.CSafeLoader)  # CSafeLoader is the safe loader, in C
    return {str(key): value for key, value in loaded.items()}


def _items(value: object) -> list[dict[str, object]]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def _for_engine(raw: Mapping[str, object], parts: Mapping[str, object]) -> Mapping[str, object]:
    """Return a rule as the engine is to see it: it copies code into the text of messages, so it gets none of ours."""
    patterns = {key: _resolved(value, parts) for key, value in raw.items() if key not in {"metadata", "message"}}
    return {**patterns, "message": raw["id"], "severity": ENGINE_SEVERITY[_described(raw).severity]}


def _resolved(value: object, parts: Mapping[str, object]) -> object:
    """Put the named lists in place of each `use`."""
    if isinstance(value, dict):
        return {key: _resolved(each, parts) for key, each in value.items()}
    if not isinstance(value, list):
        return value
    resolved: list[object] = []
    for each in value:
        named = each.get("use") if isinstance(each, dict) else None
        resolved.extend(_items(parts[named]) if isinstance(named, str) else [_resolved(each, parts)])
    return resolved


def _described(raw: Mapping[str, object]) -> Rule:
    metadata = raw["metadata"]
    languages = raw["languages"]
    if not isinstance(metadata, dict) or not isinstance(languages, list):
        raise TypeError(f"rule {raw.get('id')}: metadata and languages are required")
    return Rule(
        id=str(raw["id"]),
        languages=tuple(languages),
        title=metadata["title"],
        message=str(raw["message"]),
        category=metadata["category"],
        severity=Severity(metadata["severity"]),
        confidence=float(metadata["confidence"]),
        cwe=tuple(metadata["cwe"]),
        owasp=metadata["owasp"],
    )
