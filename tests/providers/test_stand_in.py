"""The stand-in refuses what the real services refuse; otherwise the adapters' tests would prove nothing."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.providers.asking import KEY, Standing

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
