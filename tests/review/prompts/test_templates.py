"""The question, word for word: a change of its words shows in the golden file and needs a new VERSION."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import takewhile

import jsonschema
import pytest

from review.models import Prompt, PullRequest, Severity
from review.models.category import CATEGORIES
from review.pack import pack
from review.policy import Policy
from review.prompts.fence import DIGITS
from review.prompts.schema import answer_schema, categories_of
from tests.review.findings.test_extraction import FINDING
from tests.review.made import CART, CLEAN_SCAN, PULL_REQUEST, knowledge, new_file, surveyed
from tests.review.prompts.golden import RENDERED, prepared, written

ANSWERED = {**FINDING, "fix": "Refuse a discount of 100.", "test": "assert Cart(discount=100).total() == 0"}
BOUNDARY = re.compile(rf"[0-9a-f]{{{DIGITS}}}")
GO = new_file("run.go", "package run", "", "func Run() error { return nil }")


def asked(*patches: str, policy: Policy | None = None, request: PullRequest = PULL_REQUEST, key: bytes = b"") -> Prompt:
    policy = policy or Policy()
    known = knowledge()
    survey = surveyed(*patches, pull_request=request, policy=policy)
    (prompt,) = pack(survey, CLEAN_SCAN, replace(known, fence_key=key or known.fence_key), policy).prompts
    return prompt


def test_a_real_change_is_asked_about_in_these_words() -> None:
    """If this change is wanted: python -m tests.review.prompts.golden, and raise review.prompts.templates.VERSION."""
    (prompt,) = prepared()[1].prompts
    assert written(prompt) == RENDERED.read_bytes().decode()


def test_the_schema_takes_the_answer_that_the_reader_takes_strictly() -> None:
    schema = answer_schema(CATEGORIES)
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate({"findings": [ANSWERED, {**ANSWERED, "test": None}]}, schema)
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


@pytest.mark.parametrize("field", ["fix", "test"])
def test_the_schema_asks_for_a_fix_and_a_test(field: str) -> None:
    lacking = {name: value for name, value in ANSWERED.items() if name != field}
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"findings": [lacking]}, answer_schema(CATEGORIES))


def test_the_prefix_is_the_same_whatever_is_asked_about() -> None:
    """Providers cache what questions begin with alike: the fixed part, then what the policy adds to it."""
    one = asked(CART)
    other = asked(GO, request=replace(PULL_REQUEST, repository_id=8, title="Other", body=""), key=b"o" * 32)
    assert one.system == other.system
    alike = takewhile(lambda pair: pair[0] == pair[1], zip(one.user, other.user, strict=False))
    common = "".join(letter for letter, _ in alike)
    assert common.endswith("Where such code goes wrong:\n- ")
    assert len(one.system + common) > 4_000, "https://platform.openai.com/docs/guides/prompt-caching: from 1,024 tokens"


def test_no_boundary_stands_before_the_first_fence() -> None:
    for prompt in (asked(CART), asked(CART, policy=Policy(instructions="Money is decimal.", style=True))):
        before, opened, after = prompt.user.partition("<<<")
        assert opened
        assert not BOUNDARY.search(prompt.system + before)
        assert BOUNDARY.search(after), "control"


def test_a_push_to_another_file_changes_no_word_of_the_question() -> None:
    large = new_file("large.py", *(f"value_{number} = compute({number})" for number in range(560)))
    policy = Policy()
    alone, beside = (
        {prompt.paths: prompt.user for prompt in pack(surveyed(*patches), CLEAN_SCAN, knowledge(), policy).prompts}
        for patches in ((large,), (large, GO))
    )
    assert alone["large.py",] == beside["large.py",]


def test_style_is_asked_about_only_where_the_policy_wants_it() -> None:
    plain, style = asked(CART), asked(CART, policy=Policy(style=True))
    assert "style" not in categories_of(plain.schema)
    assert "- style:" not in plain.user
    assert categories_of(style.schema) == (*CATEGORIES, "style")
    assert "- style:" in style.user
    assert plain.system == style.system
