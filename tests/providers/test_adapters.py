"""Both adapters over their real SDKs, against a server that checks requests as the vendors do.

Every test runs twice, with the answer as a stream and whole.
"""

from __future__ import annotations

import asyncio
import importlib
import json
import logging
import traceback
from collections.abc import Callable
from dataclasses import replace
from functools import partial

import pytest
from openai import AsyncOpenAI

from providers.base import OK, Question
from providers.budget import Priced
from providers.catalog import build, shipped_catalog
from providers.errors import Failure, ProviderFailure
from tests.providers.asking import KEY, Standing
from tests.stand_in.providers import HTML, Fault
from tests.stand_in.serving import Receive, Send, serving

Connect = Callable[..., Priced]

importlib.import_module("anthropic")  # 2 s and more on a busy machine, which no test's deadline should pay


@pytest.fixture(params=["streamed", "whole"])
def connect(connect: Connect, request: pytest.FixtureRequest) -> Connect:
    return partial(connect, stream=request.param == "streamed")


async def failing(provider: Priced, question: Question, timeout: float = 5.0) -> ProviderFailure:
    with pytest.raises(ProviderFailure) as caught:
        await provider.complete(question, timeout=timeout)
    return caught.value


async def test_an_answer_comes_back_with_its_usage_and_its_cost(
    connect: Connect, wire: str, question: Question
) -> None:
    provider = connect(wire)
    completion = await provider.complete(question, timeout=5)
    assert json.loads(completion.text) == {"findings": []}
    assert not completion.cut_off
    (attempt,) = completion.attempts
    assert (attempt.provider, attempt.model, attempt.kind, attempt.outcome) == (
        wire,
        provider.model.name,
        "review",
        OK,
    )
    assert completion.usage is not None
    assert provider.model.price is not None
    assert attempt.cost == provider.model.price.cost(completion.usage) != 0
    assert attempt.latency_ms >= 0


async def test_tokens_are_split_by_price_and_never_overlap(
    connect: Connect, standing: Standing, wire: str, question: Question
) -> None:
    provider = connect(wire)
    first = (await provider.complete(question, timeout=5)).usage
    second = (await provider.complete(question, timeout=5)).usage
    assert first is not None
    assert second is not None
    for usage, (_, spent) in zip((first, second), standing.server.spent, strict=True):
        assert (usage.fresh_input or 0) + (usage.cache_read or 0) + (usage.cache_write or 0) == spent.input
        assert usage.output == spent.output
    assert first.cache_write == second.cache_read != 0
    assert first.cache_read == second.cache_write == 0


async def test_the_schema_travels_in_the_strict_dialect_and_the_limit_under_its_right_name(
    connect: Connect, standing: Standing, question: Question
) -> None:
    await connect("openai").complete(question, timeout=5)
    await connect("anthropic").complete(question, timeout=5)
    openai, anthropic = (entry.body for entry in standing.server.log)
    assert openai["max_completion_tokens"] == anthropic["max_tokens"] == question.max_output_tokens
    assert "temperature" not in openai
    assert openai["response_format"]["json_schema"]["strict"] is True
    schema = openai["response_format"]["json_schema"]["schema"]
    assert schema == anthropic["output_config"]["format"]["schema"]
    item = schema["properties"]["findings"]["items"]
    assert item["required"] == ["line", "fix", "note"]
    assert item["additionalProperties"] is False


async def test_the_system_text_is_marked_for_the_prompt_cache(
    connect: Connect, standing: Standing, question: Question
) -> None:
    await connect("anthropic").complete(question, timeout=5)
    (block,) = standing.server.log[0].body["system"]
    assert block["cache_control"] == {"type": "ephemeral"}


@pytest.mark.parametrize(("entry", "form"), [("deepseek", "json_object"), ("ollama", "json_schema")])
async def test_a_provider_is_held_to_json_by_what_it_understands(
    standing: Standing, question: Question, entry: str, form: str
) -> None:
    provider = build(shipped_catalog()[entry], api_key=KEY, base_url=f"{standing.url}/v1", model="stand-in")
    standing.built.append(provider)
    await provider.complete(question, timeout=5)
    body = standing.server.log[0].body
    assert body["response_format"]["type"] == form
    assert ('"findings"' in body["messages"][0]["content"]) is (form == "json_object")
    assert (body["temperature"], body["max_tokens"]) == (0, question.max_output_tokens)


WIRES = ("openai", "anthropic")
FAULTS = {
    "rate limit": (Fault(status=429, code="rate_limit_exceeded"), Failure.RATE_LIMITED),
    "anthropic rate limit": (Fault("anthropic", status=429, code="rate_limit_error"), Failure.RATE_LIMITED),
    "quota, told as a rate limit": (Fault("openai", status=429, code="insufficient_quota"), Failure.QUOTA),
    "spend limit": (
        Fault("anthropic", status=429, code="rate_limit_error/enforced_spend_limit_reached"),
        Failure.QUOTA,
    ),
    "payment": (Fault(status=402), Failure.QUOTA),
    "no credit, told in words": (Fault(status=400, message="Your credit balance is too low"), Failure.QUOTA),
    "bad key": (Fault(status=401), Failure.AUTH),
    "no permission": (Fault(status=403), Failure.AUTH),
    "unknown model": (Fault(status=404), Failure.UNKNOWN_MODEL),
    "too long by code": (Fault("openai", status=400, code="context_length_exceeded"), Failure.CONTEXT_TOO_LONG),
    "too long in words": (
        Fault(status=400, message="This model's maximum context length is 4096 tokens"),
        Failure.CONTEXT_TOO_LONG,
    ),
    "too large": (Fault(status=413, code="rate_limit_exceeded"), Failure.CONTEXT_TOO_LONG),
    "bad request": (Fault(status=400), Failure.BAD_REQUEST),
    "unprocessable": (Fault(status=422), Failure.BAD_REQUEST),
    "server error": (Fault(status=500), Failure.SERVER),
    "bad gateway": (Fault(status=502), Failure.SERVER),
    "unavailable": (Fault(status=503), Failure.OVERLOADED),
    "overloaded": (Fault("anthropic", status=529, code="overloaded_error"), Failure.OVERLOADED),
    "html with 200": (Fault(body=HTML, content_type="text/html"), Failure.MALFORMED),
    "no body": (Fault(body=b""), Failure.MALFORMED),
    "broken json": (Fault(body=b'{"choices": [{"mess'), Failure.MALFORMED),
    "not utf-8": (Fault(body=b'{"choices": "\xff\xfe"}'), Failure.MALFORMED),
    "deep nesting": (Fault(body=b"[" * 100_000), Failure.MALFORMED),
    "empty object": (Fault(body=b"{}"), Failure.MALFORMED),
    "wrong types": (Fault(body=b'{"choices": "no", "content": 3}'), Failure.MALFORMED),
    "error with 200": (Fault(body=b'{"error": {"code": 503, "message": "x"}}'), None),
    "no text": (Fault(empty=True), Failure.MALFORMED),
    "reset": (Fault(hang_up="reset"), Failure.CONNECTION),
    "truncated": (Fault(hang_up="truncate"), Failure.CONNECTION),
    "redirect": (Fault(status=307, headers={"location": "/v1/elsewhere"}), Failure.BAD_REQUEST),
}


@pytest.mark.parametrize(
    ("wire", "name"),
    [(wire, name) for name, (fault, _) in FAULTS.items() for wire in ([fault.wire] if fault.wire else WIRES)],
)
async def test_every_failure_has_its_name_its_cause_and_one_request(
    connect: Connect, standing: Standing, wire: str, question: Question, name: str
) -> None:
    fault, expected = FAULTS[name]
    standing.server.faults.append(replace(fault))
    failure = await failing(connect(wire), question)
    assert failure.failure is (expected or (Failure.OVERLOADED if wire == "openai" else Failure.SERVER))
    (attempt,) = failure.attempts
    assert attempt.outcome == failure.failure
    assert len(standing.server.log) == 1, "an SDK repeated the request by itself"
    if fault.status != 200:
        assert failure.__cause__ is not None


@pytest.mark.parametrize("finish", ["refusal", "content_filter"])
async def test_a_refusal_is_named_and_paid_for(
    connect: Connect, standing: Standing, question: Question, finish: str
) -> None:
    wire = "anthropic" if finish == "refusal" else "openai"
    standing.server.faults.append(Fault(finish=finish))
    failure = await failing(connect(wire), question)
    assert failure.failure is Failure.REFUSED
    assert failure.attempts[0].cost


async def test_a_refusal_in_the_message_is_named_too(connect: Connect, standing: Standing, question: Question) -> None:
    standing.server.faults.append(Fault(refusal="I cannot help with that."))
    assert (await failing(connect("openai"), question)).failure is Failure.REFUSED


async def test_an_answer_at_its_limit_is_marked_as_cut_off(
    connect: Connect, standing: Standing, wire: str, question: Question
) -> None:
    completion = await connect(wire).complete(replace(question, max_output_tokens=2), timeout=5)
    assert completion.cut_off
    assert completion.text == '{"findin'
    assert completion.attempts[0].outcome == Failure.CUT_OFF


async def test_a_full_window_also_cuts_off(connect: Connect, standing: Standing, question: Question) -> None:
    standing.server.faults.append(Fault(finish="model_context_window_exceeded"))
    assert (await connect("anthropic").complete(question, timeout=5)).cut_off


async def test_nothing_at_all_before_the_limit_is_a_failure(
    connect: Connect, standing: Standing, wire: str, question: Question
) -> None:
    standing.server.faults.append(Fault(empty=True, finish="length" if wire == "openai" else "max_tokens"))
    assert (await failing(connect(wire), question)).failure is Failure.CUT_OFF


async def test_the_deadline_holds_and_an_answer_that_may_have_been_made_has_no_known_cost(
    connect: Connect, standing: Standing, wire: str, question: Question
) -> None:
    provider = connect(wire)
    await provider.complete(question, timeout=5)  # the SDK is imported by now
    standing.server.faults.append(Fault(delay=30))
    started = asyncio.get_running_loop().time()
    failure = await failing(provider, question, timeout=0.2)
    assert asyncio.get_running_loop().time() - started < 2
    assert failure.failure is Failure.TIMEOUT
    assert failure.attempts[0].cost is None


@pytest.mark.parametrize(("status", "cost"), [(400, 0), (429, 0), (529, 0), (500, None), (502, None)])
async def test_a_refused_request_is_known_to_cost_nothing_and_a_lost_answer_is_not(
    connect: Connect, standing: Standing, wire: str, question: Question, status: int, cost: int | None
) -> None:
    standing.server.faults.append(Fault(status=status))
    assert (await failing(connect(wire), question)).attempts[0].cost == cost


async def test_a_server_that_is_not_there_costs_nothing(question: Question, wire: str) -> None:
    async with serving(_nobody) as url:
        provider = build(shipped_catalog()[wire], api_key=KEY, base_url=url)
    failure = await failing(provider, question)
    assert (failure.failure, failure.attempts[0].cost) == (Failure.CONNECTION, 0)


async def _nobody(scope: object, receive: object, send: object) -> None:
    raise AssertionError("nobody is asked")


async def test_a_web_page_instead_of_an_answer_is_called_one(
    connect: Connect, standing: Standing, wire: str, question: Question
) -> None:
    standing.server.faults.append(Fault(body=HTML, content_type="text/html"))
    assert "base URL" in (await failing(connect(wire), question)).detail


async def test_the_wait_a_provider_asks_for_is_reported_and_not_slept(
    connect: Connect, standing: Standing, wire: str, question: Question
) -> None:
    standing.server.faults.append(Fault(status=429, headers={"retry-after": "600"}))
    failure = await failing(connect(wire), question)
    assert failure.retry_after == 600
    assert failure.attempts[0].latency_ms < 5000


async def test_a_redirect_takes_the_key_nowhere(
    connect: Connect, standing: Standing, wire: str, question: Question
) -> None:
    asked: list[str] = []

    async def elsewhere(scope: dict[str, object], receive: object, send: object) -> None:
        asked.append(str(scope["path"]))

    async with serving(elsewhere) as url:  # type: ignore[arg-type]  # it never answers
        standing.server.faults.append(Fault(status=307, headers={"location": f"{url}/v1/messages"}))
        failure = await failing(connect(wire), question)
    assert failure.detail == "HTTP 307: redirects are refused, mend the base URL"
    assert asked == []


async def test_control_the_sdk_alone_follows_a_redirect_with_the_code(standing: Standing, question: Question) -> None:
    """Without our transport the test above would be red."""
    asked: list[bytes] = []

    async def elsewhere(scope: object, receive: Receive, send: Send) -> None:
        asked.append((await receive())["body"])
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"{}"})

    async with serving(elsewhere) as url:
        standing.server.faults.append(Fault(status=307, headers={"location": url}))
        async with AsyncOpenAI(api_key=KEY, base_url=f"{standing.url}/v1", max_retries=0) as sdk:
            await sdk.chat.completions.create(
                model="gpt-6-luna",
                messages=[{"role": "user", "content": question.user}],
                max_completion_tokens=9,
            )
    assert question.user.encode() in asked[0]


async def test_only_what_is_needed_is_told_about_us(
    connect: Connect, standing: Standing, wire: str, question: Question, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The SDKs would add the organisation and the headers of the environment, whoever is asked."""
    monkeypatch.setenv("OPENAI_ORG_ID", "org-ours")
    monkeypatch.setenv("OPENAI_CUSTOM_HEADERS", "authorization: Bearer other\nx-ours: 1")
    monkeypatch.setenv("ANTHROPIC_CUSTOM_HEADERS", "authorization: Bearer other\nx-ours: 1")
    await connect(wire).complete(question, timeout=5)
    headers = standing.server.log[0].headers
    assert headers["authorization"] == f"Bearer {KEY}"
    assert [name for name in headers if name.startswith(("x-", "openai-"))] == ["x-stainless-raw-response"]


async def test_a_proxy_never_stands_between_us_and_this_machine(
    connect: Connect, standing: Standing, wire: str, question: Question, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    await connect(wire).complete(question, timeout=5)
    assert len(standing.server.log) == 1


async def test_a_key_is_in_no_error_no_repr_and_no_log(
    connect: Connect, wire: str, question: Question, caplog: pytest.LogCaptureFixture
) -> None:
    secret = "sk-wrong-0987654321zyxwvutsrqponm"
    provider = connect(wire, key=secret)
    with caplog.at_level(logging.INFO):
        failure = await failing(provider, question)
    assert failure.failure is Failure.AUTH
    assert secret not in f"{failure!s}{failure!r}{failure.attempts!r}{provider!r}{vars(failure)!r}"
    assert secret not in caplog.text


async def test_an_outsiders_words_are_in_no_message_of_ours(
    connect: Connect, standing: Standing, wire: str, question: Question
) -> None:
    standing.server.faults.append(Fault(status=500, code="@admin merge this", message="@admin merge this"))
    failure = await failing(connect(wire), question)
    assert "admin" not in str(failure)
    assert "admin" in "".join(traceback.format_exception(failure)), "the cause is kept for the operator"


async def test_many_questions_are_asked_at_once_over_one_provider(
    connect: Connect, standing: Standing, wire: str, question: Question
) -> None:
    provider = connect(wire)
    questions = [replace(question, user=str(number)) for number in range(40)]
    done = await asyncio.gather(*(provider.complete(q, timeout=20) for q in questions))
    assert len(done) == len(standing.server.log) == 40


async def test_a_cancelled_question_is_cancelled(
    connect: Connect, standing: Standing, wire: str, question: Question
) -> None:
    fault = Fault(delay=30)
    standing.server.faults.append(fault)
    task = asyncio.create_task(connect(wire).complete(question, timeout=60))
    await fault.met.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
