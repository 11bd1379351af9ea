"""Schemas in the strict dialect."""

from __future__ import annotations

import jsonschema
import pytest

from providers.schema import strict, told
from tests.providers.asking import SCHEMA
from tests.stand_in.provider_wires import SCHEMA_KEYS, _closed


@pytest.mark.parametrize("allowed", [None, SCHEMA_KEYS])
def test_the_result_is_what_both_vendors_take(allowed: frozenset[str] | None) -> None:
    _closed(strict(SCHEMA), allowed=allowed)


def test_an_optional_property_may_be_null_instead_of_missing() -> None:
    answer = {"findings": [{"line": 3, "fix": None, "note": None}]}
    jsonschema.validate(answer, strict(SCHEMA))
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"findings": [{"line": 3, "fix": None}]}, strict(SCHEMA))


def test_a_rule_that_strict_mode_does_not_know_is_told_in_words() -> None:
    assert strict({"type": "integer", "minimum": 1, "description": "A line."}) == {
        "type": "integer",
        "description": "A line. (minimum: 1)",
    }


def test_a_list_of_types_becomes_alternatives() -> None:
    assert strict({"type": ["string", "null"], "enum": ["a", None], "description": "d"}) == {
        "description": "d",
        "anyOf": [{"type": "string", "enum": ["a"]}, {"type": "null"}],
    }


def test_definitions_and_alternatives_are_closed_too() -> None:
    schema = {
        "$defs": {"thing": {"type": "object", "properties": {"x": {"type": "string"}}, "title": "Thing"}},
        "oneOf": [{"$ref": "#/$defs/thing"}, {"type": "null"}],
    }
    result = strict(schema)
    _closed(result, allowed=None)
    assert result["anyOf"] == [{"$ref": "#/$defs/thing"}, {"type": "null"}]


def test_the_schema_that_was_given_is_left_as_it_was() -> None:
    before = repr(SCHEMA)
    strict(SCHEMA)
    assert repr(SCHEMA) == before


def test_a_model_without_a_field_for_it_is_told_the_schema() -> None:
    assert '"findings"' in told("You review code.", SCHEMA)
