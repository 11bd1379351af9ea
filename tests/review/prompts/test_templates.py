"""The question, word for word: a change of its words shows in the golden file and needs a new VERSION."""

from __future__ import annotations

import jsonschema

from review.models import Severity
from review.models.category import CATEGORIES
from review.prompts.schema import answer_schema, categories_of
from tests.review.findings.test_extraction import FINDING
from tests.review.prompts.golden import RENDERED, prepared, written


def test_a_real_change_is_asked_about_in_these_words() -> None:
    """If this change is wanted: python -m tests.review.prompts.golden, and raise review.prompts.templates.VERSION."""
    (prompt,) = prepared()[1].prompts
    assert written(prompt) == RENDERED.read_bytes().decode()


def test_the_schema_takes_the_answer_that_the_reader_takes_strictly() -> None:
    schema = answer_schema(CATEGORIES)
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate({"findings": [FINDING]}, schema)
    jsonschema.validate({"findings": []}, schema)
    assert str(Severity.HIGH) in str(schema)


def test_the_schema_keeps_to_what_strict_structured_outputs_accept() -> None:
    """https://platform.openai.com/docs/guides/structured-outputs#supported-schemas"""

    def objects(part: object) -> list[dict[str, object]]:
        if isinstance(part, list):
            return [found for one in part for found in objects(one)]
        if not isinstance(part, dict):
            return []
        inner = [found for one in part.values() for found in objects(one)]
        return [part, *inner] if part.get("type") == "object" else inner

    schema = answer_schema(CATEGORIES)
    for part in objects(schema):
        properties = part["properties"]
        assert isinstance(properties, dict)
        assert part["required"] == list(properties)
        assert part["additionalProperties"] is False
    assert "minimum" not in str(schema)


def test_a_schema_remembers_the_categories_it_allows() -> None:
    assert categories_of(answer_schema(("security",))) == ("security",)
