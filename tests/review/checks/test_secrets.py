"""Credentials in added lines: which fire, which do not, and that the value is nowhere."""

from __future__ import annotations

import time

import pytest

from review.checks.secrets import TOO_MANY, SecretsCheck
from review.models import CoverageStatus, FateKind, FileKind, Finding, Severity
from tests.review.checks.subjects import new, old, only, subject

# Put together here so that no scanner takes this file itself for a leak.
B62 = "aB3dE5fG7hJ9kL1mN2pQ4rS6tU8vW0xYzA1bC3dE5fG7hJ9kL1mN2pQ4rS6tU8vW0xYz"
HEX = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
LONG_GHS = "ghs_" + "12345_" + ".".join((B62 * 3, B62 * 3, B62[:40] + "-_" + B62[5:40]))

FORMATS = {
    "github-token": "ghp_" + B62[:36],
    "github-installation-token": "ghs_" + B62[:36],
    "github-fine-grained-token": "github_pat_" + B62[:22] + "_" + B62[:59],
    "anthropic-key": "sk-ant-" + "api03-" + B62 + B62[:25] + "AA",
    "openai-key": "sk-proj-" + B62[:48],
    "openrouter-key": "sk-or-v1-" + HEX,
    "hugging-face-token": "hf_" + B62[:34],
    "google-api-key": "AIza" + B62[:35],
    "google-oauth-client-secret": "GOCSPX-" + B62[:28],
    "aws-access-key": "AKIA" + "QWERTZUIOPASDFGH",
    "azure-client-secret": "abc8Q~" + B62[:34],
    "azure-storage-key": "AccountKey=" + B62 + B62[:18] + "==",
    "npm-token": "npm_" + B62[:36],
    "docker-hub-token": "dckr_pat_" + B62[:27],
    "gitlab-token": "glpat-" + B62[:20],
    "slack-token": "xoxb-" + "263594206564-2343594206574-" + B62[:24],
    "slack-app-token": "xapp-1-A01234ABCDE-" + "9876543210123-" + HEX,
    "sendgrid-key": "SG." + B62[:22] + "." + B62[:43],
    "mailchimp-key": HEX[:32] + "-us12",
    "twilio-key": "SK" + HEX[:32],
    "telegram-bot-token": "987654321:AA" + B62[:33],
    "discord-bot-token": "MTk4" + B62[:20] + "." + B62[:6] + "." + B62[:27],
    "stripe-key": "sk_live_" + B62[:24],
    "stripe-webhook-secret": "whsec_" + B62[:32],
    "shopify-token": "shpat_" + HEX[:32],
    "digitalocean-token": "dop_v1_" + HEX,
    "databricks-token": "dapi" + HEX[:32],
    "hashicorp-vault-token": "hvs." + B62[:24],
    "linear-key": "lin_api_" + B62[:40],
    "figma-token": "figd_" + B62[:40],
    "pypi-token": "pypi-AgEIcHlwaS5vcmc" + B62 + B62[:30],
    "json-web-token": "eyJhbGciOiJIUzI1NiJ9." + "eyJzdWIiOiIxMjM0NTY3ODkwIn0." + B62[:43],
    "password-in-a-connection-string": "postgres://app:" + "Tr0ub4dor-3@db.prod.acme.io:5432/app",
}
KEY = (
    "-----BEGIN "
    + "RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEA"
    + B62[:48]
    + "\n"
    + B62[:64]
    + "\n-----END RSA PRIVATE KEY-----"
)


def found(head: str, path: str = "app/settings.py", base: str | None = None) -> list[Finding]:
    return new(SecretsCheck().run(subject({path: (base, head)})))


@pytest.mark.parametrize("kind", FORMATS)
def test_a_credential_with_a_format_of_its_own_is_found_by_its_kind(kind: str) -> None:
    (finding,) = found(f"first = 1\nvalue = '{FORMATS[kind]}'\n")
    assert (finding.rule_id, finding.location.start_line) == (f"secret-{kind}", 2)
    assert (finding.severity, finding.cwe, finding.category) == (Severity.HIGH, ("CWE-798",), "secret")


def test_the_long_installation_token_of_2026_is_found_whole() -> None:
    """`ghs_<app id>_<JWT>` has dots, dashes and 400 to 600 characters; the old form had 36 letters and digits."""
    (finding,) = found(f"TOKEN={LONG_GHS}\n", ".env")
    assert finding.rule_id == "secret-github-installation-token"


def test_a_private_key_is_found_at_its_first_line() -> None:
    (finding,) = found("# key\n" + KEY + "\n", "deploy/id_rsa")
    assert (finding.rule_id, finding.location.start_line) == ("secret-private-key", 2)


def test_a_private_key_in_one_string_is_found() -> None:
    assert [each.rule_id for each in found("k = '" + KEY.replace("\n", "\\n") + "'\n")] == ["secret-private-key"]


def test_a_private_key_header_in_code_that_reads_keys_is_none() -> None:
    assert found("if line == '-----BEGIN " + "RSA PRIVATE KEY-----':\n    return parse(rest)\n") == []


@pytest.mark.parametrize(
    "line",
    [
        "password = 'hunter2Tr0ub4dor'",
        "DB_PASSWORD: str = 'Xk29_vbQ!71'",
        'api_key = "' + HEX[:40] + '"',
        'const clientSecret = "' + B62[:32] + '";',
        '"auth_token": "' + B62[:40] + '",',
        'secret := "' + B62[:24] + '"',
        "config['secret_key'] = '" + B62[:30] + "'",
    ],
)
def test_a_random_value_given_to_a_secret_s_name_is_found(line: str) -> None:
    assert [each.rule_id for each in found(line + "\n")] == ["secret-hard-coded-secret"]


@pytest.mark.parametrize("path", [".env", "deploy/values.yaml", "app.properties", "Dockerfile"])
def test_in_a_configuration_file_a_value_needs_no_quotes(path: str) -> None:
    assert len(found("SESSION_SECRET=" + B62[:32] + "\n", path)) == 1
    assert found("SESSION_SECRET=" + B62[:32] + "\n", "app/code.py") == []


@pytest.mark.parametrize(
    "line",
    [
        # placeholders and examples
        "password = 'changeme123'",
        "api_key = 'your-api-key-goes-here-1'",
        "token = 'ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx'",
        "key = '" + "AKIA" + "IOSFODNN7EXAMPLE'",
        "secret = '<SECRET-FROM-VAULT-1>'",
        "token = '0000000000000000000000000000000000000000'",
        # templates and references
        "password = '${DB_PASSWORD_1}'",
        "password: '{{ vault.password1 }}'",
        "token = '%(token1)s-and-more'",
        "secret = 'arn:aws:secretsmanager:eu-west-1:123:secret:x1'",
        "password = os.environ['PASSWORD_1']",
        "url = 'postgres://app:${PASSWORD}@db.prod.acme.io/app'",
        "url = f'postgres://{user}:{password}@{host}/app'",
        # defaults of a developer's own machine
        "url = 'postgres://postgres:postgres@localhost:5432/app'",
        "url = 'redis://:secret123x@127.0.0.1:6379'",
        "url = 'https://user:pass@example.com/'",
        "url = 'mssql+pyodbc://scott:tiger@mssql2017:1433/test'",
        # identifiers, words, hashes, public keys
        "token = '123e4567-e89b-12d3-a456-426614174000'",
        "token_url = 'https://auth.acme.io/oauth2/v1/token'",
        "password_field = 'user_password_2'",
        "secret_name = 'prod/db/password-v2'",
        "password_hash = '$2b$12$" + B62[:53] + "'",
        "passwordLabel: 'Password (8 characters or more)'",
        "token = 'access-token-cookie'",
        "commit = '" + HEX[:40] + "'",
        "sha256 = '" + HEX + "'",
        "public_key = 'AAAAB3NzaC1yc2EAAAADAQABAAAB" + B62[:40] + "'",
        "key = 'pk_live_" + B62[:24] + "'",
        "password = get_password('prod1')",
        "tokenizer = 'bert-base-uncased-v2'",
    ],
)
def test_what_only_looks_like_a_secret_is_left_alone(line: str) -> None:
    assert found(line + "\n") == []


@pytest.mark.parametrize("needed", ["langchain-google-genai==4.3.2", "tiktoken[fast2]>=0.10.16", "auth_keys1~=3.14.15"])
def test_a_package_that_a_configuration_file_asks_for_is_no_secret(needed: str) -> None:
    """Environments of tox are named after what they test, tokenizers for one."""
    assert found(f"    py3.13-tiktoken-latest: {needed}\n", "tox.ini") == []


@pytest.mark.parametrize(
    "line",
    [
        '"integrity": "sha512-' + B62 + B62[:18] + '==",',
        'checksum = "' + HEX + '"',
        '"auth-token": "' + B62[:40] + '",',
    ],
)
def test_hashes_in_lock_files_are_left_alone(line: str) -> None:
    made = subject({"x.lock": (None, line + "\n")}, kinds={"x.lock": FileKind.LOCK})
    assert SecretsCheck().run(made).findings == ()


@pytest.mark.parametrize("kind", [FileKind.LOCK, FileKind.GENERATED, FileKind.VENDORED, FileKind.MINIFIED])
def test_no_kind_of_text_hides_a_credential_with_a_format(kind: FileKind) -> None:
    made = subject({"x": (None, FORMATS["github-token"] + "\n")}, kinds={"x": kind})
    assert len(new(SecretsCheck().run(made))) == 1


@pytest.mark.parametrize("path", ["tests/test_login.py", "src/login.spec.ts", "docs/setup.md", ".env.example"])
def test_in_tests_and_examples_only_formats_fire_and_less_loudly(path: str) -> None:
    (finding,) = found("password = 'hunter2Tr0ub4dor'\nt = '" + FORMATS["github-token"] + "'\n", path)
    assert (finding.rule_id, finding.severity) == ("secret-github-token", Severity.MEDIUM)


@pytest.mark.parametrize("value", [*FORMATS.values(), LONG_GHS, KEY.split("\n")[1], "hunter2Tr0ub4dor"])
def test_the_value_is_nowhere_in_what_the_check_gives(value: str) -> None:
    head = KEY if value in KEY else f"password = '{value}'\n"
    result = SecretsCheck().run(subject({"a.py": (None, head)}))
    assert result.findings
    said = repr(result)
    assert not [value[at : at + 8] for at in range(max(len(value) - 8, 1)) if value[at : at + 8] in said]


def test_a_finding_carries_no_evidence_and_names_kind_and_line() -> None:
    (finding,) = found("\nt = '" + FORMATS["github-token"] + "'\n")
    assert finding.evidence == ""
    assert "GitHub token" in finding.message
    assert "Line 2" in finding.message


def test_one_value_seen_by_several_expressions_is_one_finding() -> None:
    assert len(found("GITHUB_TOKEN = '" + FORMATS["github-token"] + "'\n")) == 1


def test_a_removed_or_untouched_secret_is_not_reported() -> None:
    token = FORMATS["github-token"]
    assert SecretsCheck().run(subject({"a.py": (f"t = '{token}'\n", "")})).findings == ()
    assert SecretsCheck().run(subject({"a.py": (f"t = '{token}'\n", f"t = '{token}'\nx = 1\n")})).findings == ()


def test_a_secret_that_moved_between_changed_files_is_old() -> None:
    line = f"t = '{FORMATS['github-token']}'\n"
    result = SecretsCheck().run(subject({"a.py": (line, ""), "b.py": (None, "\n" + line)}))
    assert new(result) == []
    assert [each.fate.kind for each in old(result) if each.fate] == [FateKind.PRE_EXISTING]


def test_suppression_comments_are_not_obeyed() -> None:
    assert len(found("t = '" + FORMATS["github-token"] + "'  # pragma: allowlist secret\n")) == 1


def test_a_file_above_the_size_limit_is_incomplete() -> None:
    row = only(SecretsCheck().run(subject({"a.txt": (None, "x" * (10 * 1024 * 1024 + 1))})))
    assert row.status is CoverageStatus.INCOMPLETE


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        (FileKind.BINARY, CoverageStatus.NOT_APPLICABLE),
        (FileKind.SUBMODULE, CoverageStatus.NOT_APPLICABLE),
        (FileKind.SYMLINK, CoverageStatus.NOT_APPLICABLE),
        (FileKind.LFS_POINTER, CoverageStatus.SCANNED),
    ],
)
def test_only_what_holds_no_text_is_not_applicable(kind: FileKind, status: CoverageStatus) -> None:
    made = subject({"a": (None, "x\n")}, kinds={"a": kind}, languages={"a": None})
    assert only(SecretsCheck().run(made)).status is status


def test_code_that_passes_for_binary_is_incomplete() -> None:
    made = subject({"a.js": (None, "x\n")}, kinds={"a.js": FileKind.BINARY}, languages={"a.js": "javascript"})
    assert only(SecretsCheck().run(made)).status is CoverageStatus.INCOMPLETE


@pytest.mark.parametrize(
    "line",
    [
        "password = '" + "a1" * 500_000,
        "secret" * 200_000,
        "://" + "a" * 1_000_000,
        "://a:" * 200_000,
        "eyJ" * 300_000,
        "xoxb-" + "1-" * 400_000,
        "-----BEGIN " + "PRIVATE KEY-----" + "\\n" * 400_000,
        "password=" + "'" + "ab1" * 60 + "!'" + " " * 500_000,
        "server=" * 100_000 + ";password=",
    ],
    ids=lambda line: line[:12],
)
def test_no_line_takes_more_than_a_moment(line: str) -> None:
    """Every expression is linear enough for a megabyte that was written against it."""
    begun = time.process_time()
    SecretsCheck().run(subject({"a.env": (None, line)}))
    assert time.process_time() - begun < 3


def test_a_file_of_nothing_but_candidates_is_incomplete_not_endless() -> None:
    row = only(SecretsCheck().run(subject({"a": (None, "eyJhbGci eyJhbGci\n" * 3000)})))
    assert (row.status, row.reason) == (CoverageStatus.INCOMPLETE, TOO_MANY)
