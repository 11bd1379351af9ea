"""No secret leaves for a model, whatever its form; code that only looks alike stays readable."""

from __future__ import annotations

import time

import pytest

from review.prompts.redaction import REDACTED, redact, redact_lines

JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9P"
LONG_INSTALLATION_TOKEN = f"ghs_123456_{JWT}{'x' * 380}"

VALUES = {
    "classic token": "ghp_" + "a1B2" * 9,
    "long installation token": LONG_INSTALLATION_TOKEN,
    "fine-grained token": "github_pat_" + "11ABCDEFG0" * 5,
    "openai": "sk-proj-" + "Ab1_" * 12,
    "anthropic": "sk-ant-api03-" + "Ab1-" * 20,
    "stripe": "sk_live_" + "4eC39HqLyjWDarjtT1zdp7dc",
    "aws": "AKIAIOSFODNN7EXAMPLE",
    "slack": "xoxb-123456789012-abcdefghijkl",
    "google": "AIza" + "SyA1234567890abcdefghijklmnopqrstuv",
    "jwt": JWT,
    "npm": "npm_" + "a1B2" * 9,
}


@pytest.mark.parametrize("value", VALUES.values(), ids=VALUES.keys())
@pytest.mark.parametrize("line", ["key = '{}'", "curl -H 'Authorization: Bearer {}' x", "{}", "run({}, 1)"])
def test_known_forms_are_taken_out_whole(line: str, value: str) -> None:
    redacted = redact(line.format(value))
    assert REDACTED in redacted
    assert value[12:24] not in redacted
    assert value[-12:] not in redacted


def test_a_value_that_is_named_as_a_secret_is_taken_out() -> None:
    assert redact('db_password = "swordfish"') == f'db_password = "{REDACTED}"'
    assert redact("  apiKey: 'abc123def',") == f"  apiKey: '{REDACTED}',"
    assert redact("postgres://shop:hunter2@db/shop") == f"postgres://shop:{REDACTED}@db/shop"


@pytest.mark.parametrize(
    "line",
    ["total = count_tokens(text)", "password = read_password()", "import secrets", "task-management-of-risks = 1"],
)
def test_code_about_secrets_stays(line: str) -> None:
    assert redact(line) == line


def test_a_private_key_goes_line_by_line_and_the_number_of_lines_stays() -> None:
    body = ["MIIEpAIBAAKCAQEA" + "x1Y2" * 12, "x1Y2" * 16, "q8Z=="]
    lines = ["before()", "-----BEGIN RSA PRIVATE KEY-----", *body[:2], "-----END RSA PRIVATE KEY-----", "after()"]
    assert redact_lines(lines, ()) == ["before()", *[REDACTED] * 4, "after()"]


def test_a_piece_of_a_private_key_whose_head_is_out_of_sight_goes_too() -> None:
    assert redact_lines(["x1Y2" * 16], ()) == [REDACTED]
    assert redact_lines(["a" * 64], ()) == ["a" * 64], "control: a rule of one letter is no key"


def test_a_key_without_an_end_does_not_swallow_the_code_after_it() -> None:
    lines = ["-----BEGIN PRIVATE KEY-----", "x1Y2" * 16, "", "def run(name):", "    return 1"]
    assert redact_lines(lines, ())[3:] == lines[3:]


@pytest.mark.parametrize(
    "line",
    ["login('mona', 'swordfish')", "value: swordfish99", "PASS=swordfish99 run", "x = q7Rt90+swordfish99/aa=="],
)
def test_a_line_on_which_a_check_saw_a_secret_loses_every_value(line: str) -> None:
    assert "swordfish" in redact_lines([line], ())[0], "control: nothing about the line gives it away"
    assert "swordfish" not in redact_lines([line], (0,))[0]


@pytest.mark.parametrize("unit", ["password=", "://a:", "'", "eyJa.", "sk-", "-----BEGIN ", "\\", "token\"'"])
def test_a_hostile_line_is_redacted_in_linear_time(unit: str) -> None:
    line = unit * (100_000 // len(unit))
    start = time.process_time()
    redact_lines([line], (0,))
    assert time.process_time() - start < 2
