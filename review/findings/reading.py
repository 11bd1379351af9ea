"""Read one finding as a model wrote it: strictly by the schema, or by what it must have meant."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping

from review.findings.claim import WITHDRAWN, Claim
from review.models import Severity
from review.models.category import CATEGORIES, STYLE

# What `review.findings.writing` adds to the schema; a model that writes them itself only speaks against itself.
UNREADABLE = "unreadable"
WITHDRAWN_FIELD = "withdrawn"

MOST_UNREADABLE = 10_000
MAX_LINE = 10_000_000
MAX_TEXT = 8_000
MAX_TITLE = 300
MAX_FIX = 1_000
UNSAID_CONFIDENCE = 0.5

# What models call a field when they do not follow the schema; the schema's own name comes first.
_NAMES = {
    "path": ("path", "file", "file_path", "filepath", "filename", "relevant_file"),
    "start_line": ("start_line", "line", "line_start", "startline", "line_number", "lines", "line_range"),
    "end_line": ("end_line", "line_end", "endline"),
    "quoted_code": ("quoted_code", "code", "quote", "snippet", "code_snippet", "existing_code", "evidence"),
    "category": ("category", "type", "kind", "label"),
    "severity": ("severity", "level", "priority", "impact"),
    "title": ("title", "header", "summary", "name", "one_sentence_summary"),
    "message": ("message", "description", "body", "comment", "detail", "details", "explanation", "suggestion_content"),
    "why": ("why", "rationale", "reason", "impact_description"),
    "suggestion": ("suggestion", "improved_code", "replacement", "replacement_code", "suggested_code"),
    "fix": ("fix", "recommendation", "remediation", "resolution", "how_to_fix"),
    "test": ("test", "suggested_test", "test_suggestion", "test_code", "test_case", "regression_test"),
    "confidence": ("confidence", "certainty", "score", "probability"),
}
_SEVERITIES = {
    "blocker": Severity.CRITICAL,
    "error": Severity.HIGH,
    "major": Severity.HIGH,
    "warning": Severity.MEDIUM,
    "moderate": Severity.MEDIUM,
    "minor": Severity.LOW,
    "note": Severity.INFO,
    "nit": Severity.INFO,
    **{str(severity): severity for severity in Severity},
}
_WORDS = {"high": 0.9, "certain": 0.95, "medium": 0.6, "low": 0.3}
_CATEGORY_WORDS = {"bug": "correctness", "vulnerability": "security", "race": "concurrency", "docs": "documentation"}
# Whole words: "format" also stands in "information".
_STYLE_WORDS = frozenset(f"{STYLE} styling naming formatting format readability nit nitpick lint cosmetic".split())
_NUMBER = re.compile(r"\d{1,8}(?:\.\d{1,8})?")
_STRICT: Mapping[str, tuple[type, ...]] = {
    "path": (str,),
    "start_line": (int,),
    "end_line": (int,),
    "quoted_code": (str,),
    "category": (str,),
    "severity": (str,),
    "title": (str,),
    "message": (str,),
    "why": (str,),
    "suggestion": (str, type(None)),
    "confidence": (int, float),
}
# Not asked for by version 1 of the question: an answer to the letter may still lack them.
_LATER: Mapping[str, tuple[type, ...]] = {"fix": (str, type(None)), "test": (str, type(None))}
_KNOWN = {**_STRICT, **_LATER}
# Fields that `review.findings.writing` leaves out when they say nothing.
OPTIONAL = frozenset({WITHDRAWN_FIELD, *_LATER})


def strict_claims(document: object) -> tuple[Claim, ...] | None:
    """Return the claims of a document that follows review.prompts.schema to the letter, else None."""
    if not isinstance(document, dict) or document.keys() - {UNREADABLE} != {"findings"}:
        return None
    items = document["findings"]
    if not isinstance(items, list) or not all(_follows_schema(item) for item in items):
        return None
    return tuple(claim for item in items if (claim := meant_claim(item)) is not None)


def unreadable_part(document: object) -> int:
    """Return how many findings the ensemble that wrote this document could not read in what its members wrote."""
    said = document.get(UNREADABLE, 0) if isinstance(document, dict) else 0
    return min(max(said, 0), MOST_UNREADABLE) if isinstance(said, int) else 0


def meant_claim(item: object) -> Claim | None:
    """Return the claim an object stands for, or None when it names no file or says nothing."""
    if not isinstance(item, Mapping):
        return None
    fields = _fields(item)
    path, title, message = (_text(fields, name, MAX_TEXT) for name in ("path", "title", "message"))
    if not path.strip() or not (title.strip() or message.strip()):
        return None
    start, end = _lines(fields)
    suggestion, test = (_text(fields, name, MAX_TEXT) for name in ("suggestion", "test"))
    category = _category(_text(fields, "category", 100))
    withdrawn = fields.get(WITHDRAWN_FIELD)
    return Claim(
        path=path.strip()[:4_096],
        start_line=start,
        end_line=end,
        quoted_code=_text(fields, "quoted_code", MAX_TEXT),
        category=category,
        severity=_severity(_text(fields, "severity", 100), category),
        title=" ".join((title or message).split())[:MAX_TITLE],
        message=(message or title).strip(),
        why=_text(fields, "why", MAX_TEXT).strip(),
        suggestion=suggestion if suggestion.strip() else None,
        confidence=_confidence(_first(fields, "confidence")),
        withdrawn=withdrawn if isinstance(withdrawn, str) and withdrawn in WITHDRAWN else "",
        fix=_text(fields, "fix", MAX_FIX).strip(),
        test=test if test.strip() else "",
    )


def _fields(item: Mapping[object, object]) -> dict[str, object]:
    """Lay a nested `location` beside the other fields, names in lower case."""
    fields = {str(name).strip().lower(): value for name, value in item.items()}
    nested = fields.get("location")
    return {**_fields({**nested, "location": None}), **fields} if isinstance(nested, Mapping) else fields


def _follows_schema(item: object) -> bool:
    return (
        isinstance(item, dict)
        and item.keys() - OPTIONAL == _STRICT.keys()
        and all(_is(item[name], kinds) for name, kinds in _KNOWN.items() if name in item)
        and item["category"] in (*CATEGORIES, STYLE)
        and item["severity"] in list(Severity)
        and bool(item["path"].strip())
        and bool(item["title"].strip() or item["message"].strip())
    )


def _is(value: object, kinds: tuple[type, ...]) -> bool:
    return isinstance(value, kinds) and not isinstance(value, bool)


def _first(fields: Mapping[str, object], name: str) -> object:
    return next((fields[alias] for alias in _NAMES[name] if fields.get(alias) is not None), None)


def _text(fields: Mapping[str, object], name: str, most: int) -> str:
    value = _first(fields, name)
    if isinstance(value, list):
        value = "\n".join(str(part) for part in value if isinstance(part, str))
    return value[:most] if isinstance(value, str) else ""


def _lines(fields: Mapping[str, object]) -> tuple[int, int]:
    """Read the range, also from `"12-14"` or `[12, 14]`; 0 stands for a line that was not said."""
    said = _numbers(_first(fields, "start_line"))
    start = said[0] if said else 0
    end = (_numbers(_first(fields, "end_line")) or said[1:2] or [start])[0]
    return start, max(start, end)


def _numbers(value: object) -> list[int]:
    parts = value if isinstance(value, list) else [value]
    text = " ".join(str(part) for part in parts[:4] if isinstance(part, (int, str, float)))[:100]
    return [int(float(number)) for number in _NUMBER.findall(text) if 0 < float(number) <= MAX_LINE]


def _category(said: str) -> str:
    words = said.strip().lower().replace("_", "-").replace(" ", "-")
    if words in CATEGORIES:
        return words
    if not _STYLE_WORDS.isdisjoint(words.split("-")):
        return STYLE
    return next((ours for word, ours in _CATEGORY_WORDS.items() if word in words), "correctness")


def _severity(said: str, category: str) -> Severity:
    """Return what a model's word for it means; style never breaks anything, whatever a model makes of it."""
    severity = _SEVERITIES.get(said.strip().lower(), Severity.MEDIUM)
    return Severity.LOW if category == STYLE and severity.at_least(Severity.LOW) else severity


def _confidence(value: object) -> float:
    """Read 0.8, "80%", "8/10", 8 or "high" as 0.8 or so; what cannot be read counts as undecided."""
    if isinstance(value, str):
        word = _WORDS.get(value.strip().lower())
        number = _NUMBER.search(value[:100])
        if word is not None or number is None:
            return UNSAID_CONFIDENCE if word is None else word
        value = float(number[0]) / (100 if "%" in value else 1)
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
        return UNSAID_CONFIDENCE
    scale = next((top for top in (1, 10, 100) if value <= top), None)
    return UNSAID_CONFIDENCE if scale is None or value < 0 else float(value) / scale
