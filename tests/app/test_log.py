"""The log is one stream of JSON lines in which no credential survives, wherever it stood."""

from __future__ import annotations

import io
import json
import logging
import time
from dataclasses import dataclass
from typing import Any

import pytest
import structlog
from pydantic import SecretStr

from app.log import redact
from tests.app.conftest import Lines

PEM = "-----BEGIN RSA PRIVATE KEY-----\nMIIEcanary\ncanary\n-----END RSA PRIVATE KEY-----"
JWT = "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiIxMjM0NTYifQ.canary-signature_x"
HIDDEN = [
    "ghs_" + "a1B2" * 9,
    "ghs_123456_" + ".".join(["eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9", "x-_Y" * 100, "z9" * 30]),
    "ghp_" + "x" * 36,
    "github_pat_" + "11ABC" * 12,
    "sk-ant-api03-" + "canary" * 8,
    "sk-proj-" + "canary" * 8,
    "AKIAIOSFODNN7EXAMPLE",
    "AIza" + "x" * 35,
    "gsk_" + "x" * 52,
    "xoxb-1234567890-canary",
    JWT,
    PEM,
    PEM.replace("\n", "\\n"),
    PEM.replace("RSA ", "").replace("-----END PRIVATE KEY-----", ""),
    PEM.replace("RSA ", "OPENSSH "),
]


@pytest.mark.parametrize("secret", HIDDEN, ids=lambda secret: secret[:14])
@pytest.mark.parametrize("frame", ["{}", "said {} and went", "x-access-token:{}@", '"{}"', "({})"])
def test_a_credential_is_gone_wherever_it_stands(secret: str, frame: str) -> None:
    shown = str(redact(frame.format(secret)))
    middle = secret[len(secret) // 2 :][:12]
    assert secret not in shown
    assert middle not in shown
    assert "[redacted]" in shown


@pytest.mark.parametrize("secret", [HIDDEN[0], HIDDEN[1], HIDDEN[3], JWT, PEM], ids=lambda secret: secret[:14])
def test_an_unmistakable_one_is_found_inside_a_word(secret: str) -> None:
    assert redact(f"token_{secret}") == "token_[redacted]"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Authorization: Bearer abc.def-ghi~+/=", "Authorization: Bearer [redacted]"),
        ("authorization: bearer abc.def", "authorization: bearer [redacted]"),
        ("Authorization: Basic dXNlcjpwYXNz", "Authorization: Basic [redacted]"),
        ("postgresql://bot:pass@db/x", "postgresql://[redacted]@db/x"),
        ("redis://:pass@host:6379/0", "redis://[redacted]@host:6379/0"),
        ("postgres://bot:p@ss/w:rd@db/x", "postgres://[redacted]@db/x"),
        ("https://x-access-token:abc@github.com/o/r", "https://[redacted]@github.com/o/r"),
    ],
)
def test_a_header_or_a_url_keeps_all_but_its_secret(text: str, shown: str) -> None:
    assert redact(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "GET /repos/octo/shop/pulls/7 answered 404",
        "https://github.com/octo/shop/pull/7",
        "risk-management-of-long-names",
        "0123456789abcdef0123456789abcdef01234567",
        "mail octo@example.com",
    ],
)
def test_ordinary_text_stays(text: str) -> None:
    assert redact(text) == text


def test_a_sensitive_name_hides_its_value_and_a_count_of_tokens_does_not() -> None:
    event = {
        "webhook_secret": "x",
        "Authorization": "y",
        "apiKey": "z",
        "input_tokens": 7,
        "nested": [{"password": "p"}],
    }
    assert redact(event) == {
        "webhook_secret": "[redacted]",
        "Authorization": "[redacted]",
        "apiKey": "[redacted]",
        "input_tokens": 7,
        "nested": [{"password": "[redacted]"}],
    }


@dataclass
class Holder:
    note: str


@pytest.mark.parametrize(
    "value",
    [
        Holder(HIDDEN[0]),
        ValueError(HIDDEN[0]),
        HIDDEN[0].encode(),
        {HIDDEN[0]: 1},
        {HIDDEN[0]},
        (HIDDEN[0], [{"deep": {"er": [HIDDEN[0]]}}]),
        SecretStr(HIDDEN[0]),
    ],
    ids=lambda value: type(value).__name__,
)
def test_whatever_kind_of_value_holds_it(logged: io.StringIO, value: Any) -> None:
    structlog.get_logger("t").info("event", value=value)
    assert json.loads(logged.getvalue())["event"] == "event"
    assert HIDDEN[0] not in logged.getvalue()


def test_nesting_without_end_is_cut(logged: io.StringIO) -> None:
    endless: dict[str, Any] = {}
    endless["self"] = endless
    structlog.get_logger("t").info("event", value=endless)
    assert "[deep]" in logged.getvalue()


def test_a_traceback_shows_no_local_variable_and_no_credential(logged: io.StringIO) -> None:
    canary = "a diff that nobody but its author may read"
    try:
        raise RuntimeError(f"refused {HIDDEN[1]}") from ValueError(PEM)
    except RuntimeError:
        structlog.get_logger("t").exception("failed", note=len(canary))
    (line,) = [json.loads(line) for line in logged.getvalue().split("\n") if line]
    assert "RuntimeError" in json.dumps(line["exception"])
    assert "test_log.py" in json.dumps(line["exception"])
    for secret in (canary, HIDDEN[1][20:60], "MIIEcanary"):
        assert secret not in logged.getvalue()


def test_libraries_write_into_the_same_stream(lines: Lines) -> None:
    logging.getLogger("uvicorn.error").warning("refused %s", HIDDEN[0])
    logging.getLogger("some.library").error("broke", exc_info=RuntimeError(HIDDEN[0]))
    logging.getLogger("httpx").info("GET https://api.github.com/")
    assert [(line["logger"], line["level"]) for line in lines()] == [
        ("uvicorn.error", "warning"),
        ("some.library", "error"),
    ]
    assert HIDDEN[0] not in json.dumps(lines())


def test_what_is_bound_is_on_every_line(lines: Lines) -> None:
    with structlog.contextvars.bound_contextvars(job=7, repository="octo/shop"):
        logging.getLogger("library").warning("something")
    assert (lines()[0]["job"], lines()[0]["repository"]) == (7, "octo/shop")


@pytest.mark.parametrize("value", ["a\udc80path", 2**70, float("nan"), "line\r\nfeed", "\u2028", {1: 2}, None])
def test_any_value_makes_one_line_of_json(logged: io.StringIO, value: Any) -> None:
    structlog.get_logger("t").info("event", value=value)
    (line,) = logged.getvalue().rstrip("\n").split("\n")
    assert json.loads(line)["event"] == "event"


@pytest.mark.parametrize("piece", ["://a:", "-----BEGIN PRIVATE KEY-----", "Bearer ", "eyJ0000000000.", "ghs_", "sk-"])
def test_hostile_text_is_searched_in_linear_time(piece: str) -> None:
    text = piece * (200_000 // len(piece))
    start = time.perf_counter()
    redact(text)
    assert time.perf_counter() - start < 5
