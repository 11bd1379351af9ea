"""A JSON Schema in the dialect that providers accept in strict mode."""

from __future__ import annotations

import json
from collections.abc import Mapping

# Every object closed and every property required:
# https://platform.openai.com/docs/guides/structured-outputs#supported-schemas
# https://platform.claude.com/docs/en/build-with-claude/structured-outputs#json-schema-limitations
KEPT = frozenset({"type", "enum", "const", "description", "$ref"})
MAPS = ("properties", "$defs", "definitions")
UNIONS = ("anyOf", "oneOf")
# Not a rule about values, or not needed by a model: left out without a word.
SILENT = frozenset({"title", "default", "examples", "$schema", "$id", "required", "additionalProperties", "items"})

# A tool that must be called cannot be left uncalled; its arguments are the answer.
TOOL_NAME = "answer"
TOOL_DESCRIPTION = "Give the answer."
JSON_ONLY = "Answer with one JSON object and nothing else. It must match this JSON Schema:\n{schema}"


def told(system: str, schema: Mapping[str, object]) -> str:
    """Put the schema into the system text, for a model that has no field for it."""
    return f"{system}\n\n{JSON_ONLY.format(schema=json.dumps(dict(schema)))}"


def strict(schema: Mapping[str, object]) -> dict[str, object]:
    """Return the schema closed, with every property required (optional ones may be null) and no other rule on values.

    A rule that strict mode does not know (`minimum`, `maxLength`, ...) is told in the description instead: the answer
    is checked by whoever asked, so the schema only has to give it its shape.
    """
    result = {key: value for key, value in schema.items() if key in KEPT}
    for key in MAPS:
        if isinstance(named := schema.get(key), Mapping):
            result[key] = {name: _strict(value) for name, value in named.items()}
    for key in UNIONS:
        if isinstance(variants := schema.get(key), list | tuple):
            result["anyOf"] = [_strict(variant) for variant in variants]
    if isinstance(items := schema.get("items"), Mapping):
        result["items"] = _strict(items)
    if schema.get("type") == "object":
        _close(result, schema)
    _tell(result, schema)
    return _untangled(result)


def _strict(value: object) -> dict[str, object]:
    return strict(value) if isinstance(value, Mapping) else {}


def _close(result: dict[str, object], schema: Mapping[str, object]) -> None:
    properties = result.setdefault("properties", {})
    required = schema.get("required", ())
    if isinstance(properties, dict) and isinstance(required, list | tuple):
        for name in properties:
            if name not in required:
                properties[name] = _nullable(properties[name])
        result["required"] = list(properties)
    result["additionalProperties"] = False


def _nullable(schema: dict[str, object]) -> dict[str, object]:
    variants = schema.get("anyOf")
    if isinstance(variants, list):
        return schema if {"type": "null"} in variants else {**schema, "anyOf": [*variants, {"type": "null"}]}
    return {"anyOf": [schema, {"type": "null"}]}


def _tell(result: dict[str, object], schema: Mapping[str, object]) -> None:
    known = KEPT | SILENT | {*MAPS, *UNIONS}
    rules = ", ".join(f"{key}: {value}" for key, value in schema.items() if key not in known)
    if rules:
        result["description"] = f"{result.get('description', '')} ({rules})".strip()


def _untangled(schema: dict[str, object]) -> dict[str, object]:
    """Write a list of types as alternatives, which every provider understands."""
    types = schema.get("type")
    if not isinstance(types, list | tuple):
        return schema
    rest = {key: value for key, value in schema.items() if key not in ("type", "description", "enum")}
    variants = [{"type": kind} if kind == "null" else {**rest, "type": kind, **_values(schema)} for kind in types]
    described = {"description": schema["description"]} if "description" in schema else {}
    return {**described, "anyOf": variants}


def _values(schema: Mapping[str, object]) -> dict[str, object]:
    values = schema.get("enum")
    if not isinstance(values, list | tuple):
        return {}
    return {"enum": [value for value in values if value is not None]}
