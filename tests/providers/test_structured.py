"""How a model is held to JSON on each level, and what happens when a server does not know the level."""

from __future__ import annotations

import asyncio
import importlib
import json
from collections.abc import Callable
from dataclasses import replace

import jsonschema
import pytest

from providers.base import Question
from providers.budget import Priced
from providers.errors import Failure, ProviderFailure
from providers.model import Structured, TokenLimit
from providers.schema import strict
from tests.providers.asking import SCHEMA, Standing
from tests.stand_in.provider_wires import Json
from tests.stand_in.providers import Fault

Connect = Callable[..., Priced]

for sdk in ("openai", "anthropic"):  # 2 s and more on a busy machine, which no test's deadline should pay
    importlib.import_module(sdk)

LEVELS = [
    ("openai", Structured.JSON_SCHEMA),
    ("openai", Structured.GRAMMAR),
    ("openai", Structured.TOOL),
    ("openai", Structured.JSON_OBJECT),
    ("openai", Structured.NONE),
    ("anthropic", Structured.JSON_SCHEMA),
    ("anthropic", Structured.TOOL),
    ("anthropic", Structured.NONE),
]
# Every name under which a schema can travel.
FIELDS = {"response_format", "structured_outputs", "tools", "tool_choice", "output_config"}
SENT = {
    ("openai", Structured.JSON_SCHEMA): {"response_format"},
    ("openai", Structured.GRAMMAR): {"structured_outputs"},
    ("openai", Structured.TOOL): {"tools", "tool_choice"},
    ("openai", Structured.JSON_OBJECT): {"response_format"},
    ("openai", Structured.NONE): set(),
    ("anthropic", Structured.JSON_SCHEMA): {"output_config"},
    ("anthropic", Structured.TOOL): {"tools", "tool_choice"},
    ("anthropic", Structured.NONE): set(),
}
BY_FIELD = {Structured.JSON_SCHEMA, Structured.TOOL}


async def failing(provider: Priced, question: Question) -> ProviderFailure:
    with pytest.raises(ProviderFailure) as caught:
        await provider.complete(question, timeout=5)
    return caught.value


def own(wire: str) -> dict[str, object]:
    """Return what suits a server of one's own, which knows fields that the vendors do not."""
    return {"model": "stand-in", "token_limit": TokenLimit.MAX_TOKENS} if wire == "openai" else {}


def asked_for(body: Json) -> str:
    """Return the level on which a request asks for JSON."""
    if "tools" in body:
        return Structured.TOOL
    if "output_config" in body:
        return Structured.JSON_SCHEMA
    return Structured((body.get("response_format") or {"type": "none"})["type"])


@pytest.mark.parametrize("stream", [True, False], ids=["streamed", "whole"])
@pytest.mark.parametrize(("wire", "level"), LEVELS)
async def test_each_level_sends_its_fields_only_and_gives_the_same_text(
    connect: Connect, standing: Standing, question: Question, wire: str, level: Structured, stream: bool
) -> None:
    provider = connect(wire, structured=level, stream=stream, **own(wire))
    completion = await provider.complete(question, timeout=5)
    assert json.loads(completion.text) == {"findings": []}
    assert completion.usage is not None
    (entry,) = standing.server.log
    assert FIELDS & set(entry.body) == SENT[wire, level]
    system = json.dumps(entry.body["messages" if wire == "openai" else "system"])
    assert ("must match this JSON Schema" in system) is (level not in BY_FIELD)


@pytest.mark.parametrize(("wire", "level"), LEVELS)
async def test_a_question_without_a_schema_is_held_to_nothing(
    connect: Connect, standing: Standing, question: Question, wire: str, level: Structured
) -> None:
    await connect(wire, structured=level, **own(wire)).complete(replace(question, schema={}), timeout=5)
    body = standing.server.log[0].body
    assert not FIELDS & set(body)
    assert "JSON Schema" not in json.dumps(body)


@pytest.mark.parametrize(("wire", "level"), [pair for pair in LEVELS if pair[1] in (*BY_FIELD, Structured.GRAMMAR)])
async def test_the_schema_that_travels_is_the_strict_one(
    connect: Connect, standing: Standing, question: Question, wire: str, level: Structured
) -> None:
    await connect(wire, structured=level, **own(wire)).complete(question, timeout=5)
    ((asked, _),) = standing.server.spent
    assert asked.schema == strict(SCHEMA)
    jsonschema.Draft202012Validator.check_schema(asked.schema)


@pytest.mark.parametrize("stream", [True, False], ids=["streamed", "whole"])
async def test_arguments_that_hit_the_limit_are_cut_off_like_any_text(
    connect: Connect, question: Question, wire: str, stream: bool
) -> None:
    provider = connect(wire, structured=Structured.TOOL, stream=stream)
    completion = await provider.complete(replace(question, max_output_tokens=2), timeout=5)
    assert completion.cut_off


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (b'{"choices": [{"message": {"tool_calls": [{"function": {"arguments": {"a": 1}}}]}}]}', '{"a": 1}'),
        (b'{"choices": [{"message": {"content": "{}", "tool_calls": []}}]}', "{}"),
        (
            b'{"choices": [{"message": {"content": "Well:", "tool_calls": [{"function": {"arguments": "1"}},'
            b' {"function": {"arguments": "2"}}]}}]}',
            "1",
        ),
    ],
    ids=["parsed already", "not called", "prose and two calls"],
)
async def test_every_servers_tool_call_is_understood(
    connect: Connect, standing: Standing, question: Question, body: bytes, text: str
) -> None:
    standing.server.faults.append(Fault(body=body))
    assert (await connect("openai", structured=Structured.TOOL).complete(question, timeout=5)).text == text


@pytest.mark.parametrize("stream", [True, False], ids=["streamed", "whole"])
async def test_a_level_that_is_turned_away_costs_one_free_call_and_is_remembered(
    connect: Connect, standing: Standing, question: Question, wire: str, stream: bool
) -> None:
    standing.server.rejects = {"json_schema", "output_config"}
    provider = connect(wire, stream=stream)
    failure = await failing(provider, question)
    assert failure.failure is Failure.SCHEMA_REJECTED
    assert failure.attempts[0].cost == 0
    for _ in range(2):
        await provider.complete(question, timeout=5)
    first, *later = [entry.body for entry in standing.server.log]
    assert asked_for(first) == Structured.JSON_SCHEMA
    assert [asked_for(body) for body in later] == [Structured.TOOL] * 2


async def test_the_ladder_ends_in_words(connect: Connect, standing: Standing, question: Question, wire: str) -> None:
    standing.server.rejects = {"response_format", "output_config", "tools"}
    provider = connect(wire)
    for _ in range(3 if wire == "openai" else 2):
        assert (await failing(provider, question)).failure is Failure.SCHEMA_REJECTED
    await provider.complete(question, timeout=5)
    assert asked_for(standing.server.log[-1].body) == Structured.NONE


async def test_a_plain_question_that_is_turned_away_is_a_bad_request(
    connect: Connect, standing: Standing, question: Question, wire: str
) -> None:
    standing.server.faults.append(Fault(status=400, message="tools are a matter of schema"))
    failure = await failing(connect(wire, structured=Structured.NONE), question)
    assert failure.failure is Failure.BAD_REQUEST


async def test_many_questions_that_are_turned_away_at_once_go_down_one_level(
    connect: Connect, standing: Standing, question: Question
) -> None:
    standing.server.rejects = {"json_schema"}
    provider = connect("openai")
    failures = await asyncio.gather(*(failing(provider, question) for _ in range(20)))
    assert {failure.failure for failure in failures} == {Failure.SCHEMA_REJECTED}
    await provider.complete(question, timeout=5)
    assert asked_for(standing.server.log[-1].body) == Structured.TOOL


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("stream_options", {}),
        ("stream", {}),
        ("prompt_cache_key", {"prompt_cache_key": True}),
        ("temperature", {"temperature": True, "model": "stand-in"}),
        ("max_completion_tokens", {"model": "stand-in"}),
    ],
)
async def test_any_field_that_we_can_do_without_is_left_out_once_it_was_turned_away(
    connect: Connect, standing: Standing, question: Question, field: str, changes: dict[str, object]
) -> None:
    standing.server.rejects = {field}
    provider = connect("openai", **changes)
    assert (await failing(provider, question)).failure is Failure.SCHEMA_REJECTED
    assert json.loads((await provider.complete(question, timeout=5)).text) == {"findings": []}
    turned_away, answered = (entry.body for entry in standing.server.log)
    assert field in turned_away
    assert field not in answered


@pytest.mark.parametrize(
    ("status", "said", "failure"),
    [
        (
            400,
            {"error": {"param": "response_format", "code": "invalid_json_schema", "message": "x"}},
            "schema_rejected",
        ),
        (422, {"detail": [{"loc": ["body", "response_format"], "msg": "Extra"}]}, "schema_rejected"),
        (422, {"message": {"detail": [{"loc": ["body", "tools"], "msg": "Extra"}]}}, "schema_rejected"),
        (400, [{"error": {"code": 400, "message": "response_schema is too deep"}}], "schema_rejected"),
        (500, {"error": {"code": 500, "message": "tools param requires --jinja flag"}}, "schema_rejected"),
        (404, {"error": {"message": "No endpoints found that support tool use", "code": 404}}, "schema_rejected"),
        (404, {"error": {"message": "No endpoints found for x/y", "code": 404}}, "unknown_model"),
        (404, {"error": {"message": "The model `function-1` does not exist"}}, "unknown_model"),
        (400, {"error": {"message": "maximum context length is 8 tokens, with the tools"}}, "context_too_long"),
        (400, {"error": {"message": "Failed to generate JSON", "code": "json_validate_failed"}}, "malformed"),
        (400, "no", "bad_request"),
        (500, {"error": "the runner has stopped"}, "server_error"),
    ],
)
async def test_the_words_of_a_refusal_tell_the_schema_from_other_causes(
    connect: Connect, standing: Standing, question: Question, status: int, said: object, failure: str
) -> None:
    standing.server.faults.append(Fault(status=status, body=json.dumps(said).encode()))
    assert (await failing(connect("openai"), question)).failure == failure


async def test_a_failed_generation_may_have_been_charged(
    connect: Connect, standing: Standing, question: Question
) -> None:
    standing.server.faults.append(Fault(status=400, code="json_validate_failed"))
    assert (await failing(connect("openai"), question)).attempts[0].cost is None


async def test_the_key_of_the_prompt_cache_goes_by_the_system_text(
    connect: Connect, standing: Standing, question: Question
) -> None:
    provider = connect("openai", prompt_cache_key=True)
    for asked in (question, replace(question, user="other"), replace(question, system="other")):
        await provider.complete(asked, timeout=5)
    first, second, third = (entry.body["prompt_cache_key"] for entry in standing.server.log)
    assert first == second != third
    assert question.system not in first


async def test_a_model_without_prompt_cache_keys_gets_none(
    connect: Connect, standing: Standing, question: Question
) -> None:
    await connect("openai", prompt_cache_key=False).complete(question, timeout=5)
    assert "prompt_cache_key" not in standing.server.log[0].body


async def test_temperature_is_sent_where_the_catalog_says_that_it_may_be(
    connect: Connect, standing: Standing, question: Question
) -> None:
    await connect("anthropic", temperature=True).complete(question, timeout=5)
    assert standing.server.log[0].body["temperature"] == 0
