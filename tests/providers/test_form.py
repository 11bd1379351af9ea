"""What is left out of a request after a server complained."""

from __future__ import annotations

from dataclasses import replace

import pytest

from providers.form import Form, form_of
from providers.model import Model, Structured, TokenLimit

LEVELS = (Structured.JSON_SCHEMA, Structured.TOOL, Structured.JSON_OBJECT, Structured.NONE)
FULL = form_of(Model("m", prompt_cache_key=True))


@pytest.mark.parametrize(
    ("complaint", "less"),
    [
        (
            "stream Your organization must be verified to stream this model. unsupported_value",
            replace(FULL, stream=False),
        ),
        ("Your organization must be verified to stream this model.", replace(FULL, stream=False)),
        ("['body', 'stream_options'] Extra inputs are not permitted", replace(FULL, stream_usage=False)),
        ("prompt_cache_key: Unrecognized request argument", replace(FULL, cache_key=False)),
        ("temperature Unsupported value: 'temperature' does not support 0", replace(FULL, temperature=False)),
        (
            "Unsupported parameter: 'max_tokens' is not supported here. Use 'max_completion_tokens' instead.",
            replace(FULL, token_limit=TokenLimit.MAX_COMPLETION_TOKENS),
        ),
        ("This model does not support response_format", replace(FULL, structured=Structured.TOOL, strict=False)),
        ("response_format Invalid schema", replace(FULL, structured=Structured.TOOL, strict=False)),
    ],
)
def test_what_is_complained_of_is_left_out_and_nothing_else(complaint: str, less: Form) -> None:
    assert FULL.without(complaint, LEVELS) == less


@pytest.mark.parametrize(
    "complaint",
    [
        "",
        "max_tokens is too large: 100000. This model supports at most 16384 completion tokens",
        "stream error: stream ID 5; INTERNAL_ERROR",
        "The server had an error while processing your request",
        "x" * 3_000 + " response_format",
    ],
)
def test_other_complaints_change_nothing(complaint: str) -> None:
    assert replace(FULL, temperature=False).without(complaint.removeprefix("stream "), LEVELS) is None


def test_the_levels_are_gone_down_one_by_one_and_never_to_a_grammar() -> None:
    form, seen = replace(FULL, structured=Structured.GRAMMAR), [Structured.GRAMMAR]
    while (less := form.lowered("response_format", LEVELS)) is not None:
        form = less
        seen.append(form.structured)
    assert seen == [Structured.GRAMMAR, Structured.TOOL, Structured.JSON_OBJECT, Structured.NONE]


def test_what_is_not_sent_cannot_be_left_out() -> None:
    least = Form(Structured.NONE, False, False, False, False, False, TokenLimit.MAX_COMPLETION_TOKENS)
    words = "to stream stream_options prompt_cache_key temperature response_format max_tokens unsupported"
    assert least.without(words, LEVELS) is None
