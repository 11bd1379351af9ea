"""Whatever a provider sends, an answer or a named failure comes of it, and nothing else."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from providers.anthropic_answers import AnthropicHearing, read_anthropic
from providers.anthropic_answers import rejection_of as anthropic_rejection
from providers.body import Hearing
from providers.errors import ProviderFailure
from providers.exchange import Reply
from providers.openai_answers import OpenAIHearing, read_openai
from providers.openai_answers import rejection_of as openai_rejection
from providers.sse import Event

WORDS = sorted(
    {"choices", "message", "delta", "content", "refusal", "tool_calls", "function", "arguments", "index", "usage"}
    | {"finish_reason", "error", "code", "type", "text", "prompt_tokens", "completion_tokens", "cached_tokens"}
    | {"prompt_tokens_details", "input_tokens", "output_tokens", "partial_json", "input", "stop_reason", "detail"}
    | {"loc", "msg", "param", "content_block_delta", "message_delta", "message_start", "message_stop", "tool_use"}
    | {"stop", "length", "content_filter", "[DONE]", "event"}
)
LEAF = st.one_of(
    st.none(), st.booleans(), st.integers(-5, 10**40), st.floats(), st.sampled_from(WORDS), st.text(max_size=5)
)
ANYTHING = st.recursive(
    LEAF,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(WORDS), inner, max_size=5),
    max_leaves=25,
)


@pytest.mark.parametrize("read", [read_openai, read_anthropic])
@given(answer=ANYTHING)
@settings(max_examples=60, deadline=None)
def test_whole_answers(read: Callable[[bytes], Reply], answer: object) -> None:
    try:
        reply = read(json.dumps(answer).encode())
    except ProviderFailure:
        return
    assert reply.text.strip()


@pytest.mark.slow
@pytest.mark.parametrize("make", [OpenAIHearing, AnthropicHearing])
@given(events=st.lists(st.tuples(st.sampled_from(WORDS), ANYTHING), max_size=4))
@settings(max_examples=60, deadline=None)
def test_streams(make: Callable[[], Hearing], events: list[tuple[str, object]]) -> None:
    hearing = make()
    try:
        for name, data in events:
            hearing.take(Event(name, json.dumps(data).encode()))
        reply = hearing.reply()
    except ProviderFailure:
        return
    assert reply.text.strip()


@pytest.mark.parametrize("read", [openai_rejection, anthropic_rejection])
@given(body=ANYTHING)
@settings(max_examples=60, deadline=None)
def test_errors(read: Callable[..., object], body: object) -> None:
    read(400, body, {})


@pytest.mark.parametrize("read", [read_openai, read_anthropic])
@given(content=st.binary(max_size=50))
@settings(max_examples=30, deadline=None)
def test_bytes(read: Callable[[bytes], Reply], content: bytes) -> None:
    with pytest.raises(ProviderFailure):
        read(content)


@pytest.mark.parametrize("tokens", [-1, 10**30, 1.5, "many", None])
def test_a_count_that_no_call_can_have_is_no_count(tokens: object) -> None:
    usage = {"prompt_tokens": tokens, "completion_tokens": 5}
    answer = {"choices": [{"message": {"content": "x"}}], "usage": usage}
    assert read_openai(json.dumps(answer).encode()).usage is None
    answer = {"content": [{"type": "text", "text": "x"}], "usage": {"input_tokens": tokens, "output_tokens": 5}}
    assert read_anthropic(json.dumps(answer).encode()).usage is None


@pytest.mark.parametrize("read", [read_openai, read_anthropic])
def test_half_a_character_is_no_text(read: Callable[[bytes], Reply]) -> None:
    """It could be neither stored nor posted."""
    half = b'{"choices": [{"message": {"content": "\\ud800"}}], "content": [{"type": "text", "text": "\\ud800"}]}'
    with pytest.raises(ProviderFailure):
        read(half)
