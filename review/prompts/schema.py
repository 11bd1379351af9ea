"""The form an answer must have, as a JSON Schema that every provider's structured output accepts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from review.models import Severity
from review.models.category import CATEGORIES


def _text(description: str) -> dict[str, object]:
    return {"type": "string", "description": description}


def _number(kind: str, description: str) -> dict[str, object]:
    return {"type": kind, "description": description}


# Every property is required and none may be added, as OpenAI's strict mode demands; no bounds, which it refuses:
# https://platform.openai.com/docs/guides/structured-outputs#supported-schemas
_PROPERTIES: dict[str, object] = {
    "path": _text("The file, exactly as it is named in the question."),
    "start_line": _number("integer", "The first line, by the new file's numbers."),
    "end_line": _number("integer", "The last line; equal to start_line for one line."),
    "quoted_code": _text("The code at these lines, copied character by character, without numbers and + or - marks."),
    "category": {"type": "string"},
    "severity": {"type": "string", "enum": [str(severity) for severity in Severity]},
    "title": _text("One line that names the defect, at most 80 characters."),
    "message": _text("What breaks and when, in two or three sentences, with a failing input or sequence."),
    "why": _text("Why it matters to whoever runs this code, in one sentence."),
    "suggestion": {"type": ["string", "null"], "description": "Code to put in place of exactly these lines, or null."},
    "fix": _text("What to change so that it no longer fails, in one or two sentences."),
    "test": {
        "type": ["string", "null"],
        "description": "Code of one short test that fails now and passes once fixed, for critical and high; else null.",
    },
    "confidence": _number("number", "From 0 to 1: how sure you are that this is a real defect."),
}


def answer_schema(categories: Sequence[str]) -> Mapping[str, object]:
    """Return the schema of an answer that may use these categories."""
    properties = {**_PROPERTIES, "category": {"type": "string", "enum": list(categories)}}
    finding = {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }
    findings = {
        "type": "array",
        "description": "The findings, the most important first; empty when there is none.",
        "items": finding,
    }
    return {
        "type": "object",
        "properties": {"findings": findings},
        "required": ["findings"],
        "additionalProperties": False,
    }


def categories_of(schema: Mapping[str, object]) -> tuple[str, ...]:
    """Return the categories that a schema of `answer_schema` allows."""
    match schema:
        case {"properties": {"findings": {"items": {"properties": {"category": {"enum": list(names)}}}}}}:
            return tuple(map(str, names))
    return CATEGORIES
