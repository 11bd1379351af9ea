"""The stand-in refuses what the real services refuse; otherwise the adapters' tests would prove nothing."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import anthropic
import httpx
import openai
import pytest

from tests.providers.asking import KEY, Standing
from tests.providers.bill import charged
from tests.stand_in.providers import Fault

OPENAI = {"model": "gpt-6-luna", "messages": [{"role": "user", "content": "u"}], "max_completion_tokens": 9}
ANTHROPIC = {"model": "claude-haiku-5-5", "messages": [{"role": "user", "content": "u"}], "max_tokens": 9}
OPEN_SCHEMA = {"type": "object", "properties": {"a": {"type": "string"}}}
OPEN = {"name": "n", "strict": True, "schema": OPEN_SCHEMA}
AUTH = {"authorization": f"Bearer {KEY}"}


async def post(url: str, body: dict[str, object], headers: dict[str, str] | None = None) -> httpx.Response:
    async with httpx.AsyncClient() as client:
        return await client.post(url, json=body, headers=AUTH if headers is None else headers)


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({}, 200, None),
        ({"surprise": 1}, 400, "unknown_parameter"),
        ({"model": "gpt-4o"}, 404, "model_not_found"),
        ({"temperature": 0}, 400, "unsupported_value"),
        ({"max_tokens": 9}, 400, "unsupported_parameter"),
        ({"max_completion_tokens": 0}, 400, "invalid_type"),
        ({"messages": []}, 400, "invalid_type"),
        ({"response_format": {"type": "json_object"}}, 400, "invalid_value"),
        (
            {
                "response_format": {"type": "json_schema", "json_schema": OPEN},
            },
            400,
            "invalid_json_schema",
        ),
        ({"messages": [{"role": "user", "content": "u" * 900_000}]}, 400, "context_length_exceeded"),
    ],
)
async def test_openai_requests_are_checked(
    standing: Standing, change: dict[str, object], status: int, code: str | None
) -> None:
    answer = await post(f"{standing.url}/v1/chat/completions", OPENAI | change)
    assert answer.status_code == status
    assert answer.json().get("error", {}).get("code") == code


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({}, 200),
        ({"surprise": 1}, 400),
        ({"max_completion_tokens": 9}, 400),
        ({"model": "claude-2.1"}, 404),
        ({"messages": [{"role": "assistant", "content": "u"}]}, 400),
        ({"output_config": {"format": {"type": "json_schema", "schema": OPEN_SCHEMA}}}, 400),
        ({"output_config": {"format": {"type": "json_schema", "schema": {"type": "string", "maxLength": 3}}}}, 400),
    ],
)
async def test_anthropic_requests_are_checked(standing: Standing, change: dict[str, object], status: int) -> None:
    headers = AUTH | {"anthropic-version": "2023-06-01"}
    assert (await post(f"{standing.url}/v1/messages", ANTHROPIC | change, headers)).status_code == status


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"stream_options": {"include_usage": True}}, "invalid_request_error"),
        ({"tools": [{"type": "function", "function": {"name": "f", "parameters": {}}}]}, "invalid_value"),
        ({"structured_outputs": {"json": {}}}, "unknown_parameter"),
    ],
)
async def test_what_belongs_together_is_asked_for_together(
    standing: Standing, change: dict[str, object], code: str
) -> None:
    answer = await post(f"{standing.url}/v1/chat/completions", OPENAI | change)
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, code)


@pytest.mark.parametrize("tool", [False, True], ids=["text", "tool"])
async def test_openais_own_sdk_reads_the_streams(standing: Standing, tool: bool) -> None:
    function = {"type": "function", "function": {"name": "f", "parameters": {}}}
    forced = {"tools": [function], "tool_choice": {"type": "function", "function": {"name": "f"}}}
    request: dict[str, Any] = OPENAI | (forced if tool else {}) | {"stream_options": {"include_usage": True}}
    sdk = openai.AsyncOpenAI(api_key=KEY, base_url=f"{standing.url}/v1", max_retries=0)
    async with sdk, sdk.chat.completions.stream(**request) as stream:
        answer = await stream.get_final_completion()
    message = answer.choices[0].message
    text = (message.tool_calls or [])[0].function.arguments if tool else message.content
    assert text == '{"findings": []}'
    assert answer.usage is not None
    assert answer.usage.completion_tokens == standing.server.spent[0][1].output


@pytest.mark.parametrize("tool", [False, True], ids=["text", "tool"])
async def test_anthropics_own_sdk_reads_the_streams(standing: Standing, tool: bool) -> None:
    schema = {"type": "object", "properties": {}, "additionalProperties": False}
    forced = {"tools": [{"name": "f", "input_schema": schema}], "tool_choice": {"type": "tool", "name": "f"}}
    request: dict[str, Any] = ANTHROPIC | (forced if tool else {})
    sdk = anthropic.AsyncAnthropic(auth_token=KEY, base_url=standing.url, max_retries=0)
    async with sdk, sdk.messages.stream(**request) as stream:
        answer = await stream.get_final_message()
    (block,) = answer.content
    assert (block.input if block.type == "tool_use" else json.loads(block.model_dump()["text"])) == {"findings": []}
    assert answer.usage.output_tokens == standing.server.spent[0][1].output


async def test_every_answer_that_was_begun_is_charged_by_the_shipped_prices(standing: Standing) -> None:
    url, server = f"{standing.url}/v1/chat/completions", standing.server
    await post(url, OPENAI)
    once = charged(server)["gpt-6-luna"]
    assert once > 0
    server.faults += [Fault(status=500), Fault(body=b"{}"), Fault(hang_up="reset")]
    await post(url, OPENAI)
    await post(url, OPENAI)
    with pytest.raises(httpx.ReadError):
        await post(url, OPENAI)
    assert charged(server) == {"gpt-6-luna": once}, "nobody was asked"
    server.faults += [Fault(inside="end"), Fault(status=500, charged=True)]
    with pytest.raises(httpx.RemoteProtocolError):
        await post(url, OPENAI | {"stream": True})
    await post(url, OPENAI)
    assert len(server.spent) == 3


async def test_a_stream_without_end_is_charged_to_its_limit(standing: Standing) -> None:
    standing.server.faults.append(Fault(inside="flood"))
    async with httpx.AsyncClient() as client:
        url = f"{standing.url}/v1/chat/completions"
        async with client.stream("POST", url, json=OPENAI | {"stream": True}, headers=AUTH):
            pass
    assert [spent.output for _, spent in standing.server.spent] == [OPENAI["max_completion_tokens"]]


async def test_a_key_is_asked_for(standing: Standing) -> None:
    assert (await post(f"{standing.url}/v1/chat/completions", OPENAI, {})).status_code == 401
    assert (await post(f"{standing.url}/v1/messages", ANTHROPIC, AUTH)).status_code == 400  # no version


@pytest.fixture
def standing_server(tmp_path: Path) -> Iterator[str]:
    script = {"rules": [{"contains": "eval(", "answer": {"findings": ["x"]}}], "default": {"findings": []}}
    (tmp_path / "answers.json").write_text(json.dumps(script))
    argv = [
        sys.executable,
        "-m",
        "tests.stand_in.providers",
        "--port",
        "0",
        "--answers",
        str(tmp_path / "answers.json"),
    ]
    with subprocess.Popen(argv, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        found = re.search(r"OPENAI_BASE_URL=(\S+)", process.stdout.readline())
        assert found is not None
        yield found[1]
        process.terminate()


async def test_it_runs_as_a_server_of_its_own_with_answers_from_a_file(standing_server: str) -> None:
    said = OPENAI | {"messages": [{"role": "user", "content": "eval(x)"}]}
    found = await post(f"{standing_server}/chat/completions", said)
    clean = await post(f"{standing_server}/chat/completions", OPENAI)
    texts = [answer.json()["choices"][0]["message"]["content"] for answer in (found, clean)]
    assert [json.loads(text) for text in texts] == [{"findings": ["x"]}, {"findings": []}]
