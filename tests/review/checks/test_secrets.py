"""Credentials in added lines: which fire, which do not, and that the value is nowhere."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest

from review.checks.check import CheckResult
from review.checks.formats import FORMATS as ALL_FORMATS
from review.checks.leaks import LEAKS_LIMIT, TOO_MANY
from review.checks.secrets import SecretsCheck
from review.models import CoverageStatus, FateKind, FileKind, Finding, History, PastLines, Severity, Side
from tests.review.checks.subjects import new, old, only, subject

# Put together here so that no scanner takes this file itself for a leak.
B62 = "aB3dE5fG7hJ9kL1mN2pQ4rS6tU8vW0xYzA1bC3dE5fG7hJ9kL1mN2pQ4rS6tU8vW0xYz"
HEX = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
LONG_GHS = "ghs_" + "12345_" + ".".join((B62 * 3, B62 * 3, B62[:40] + "-_" + B62[5:40]))

FORMATS = {
    "github-token": "ghp_" + B62[:30] + "0snvpY",
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
    "json-web-token": "eyJhbGciOiJIUzI1NiJ9." + "eyJzdWIiOiI0NDE3MDk4MjM1In0." + B62[:43],
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


@pytest.mark.parametrize("path", ["deploy/id_ed25519", "deploy/key.pem"])
def test_an_openssh_key_without_a_passphrase_is_found_for_all_its_zeros(path: str) -> None:
    first = "b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAABAAAAMwAAAAtzc2gtZWQy"
    body = f"{first}\n{B62}\n"
    key = "-----BEGIN OPENSSH " + f"PRIVATE KEY-----\n{body}-----END OPENSSH " + "PRIVATE KEY-----\n"
    assert [finding.rule_id for finding in found(key, path)] == ["secret-private-key"]
    assert found(key.replace(body, first[:40] + "...\n"), path) == [], "control: what a manual shows of one"


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
    assert found("SESSION_SECRET=session2_secret4_of_tests\n", "app/code.py") == []


def test_in_code_a_value_without_quotes_is_one_where_no_name_looks_like_it() -> None:
    """A text in several lines, such as a file that a program writes."""
    assert len(found("SESSION_SECRET=" + B62[:32] + "\n", "app/code.py")) == 1


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


@pytest.mark.slow
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
        "key " * 250_000,
        "token:" * 160_000,
        "secret=\n" * 120_000,
        "token {" * 140_000,
        "curl -u " * 120_000,
        '"kty":"RSA",' * 80_000,
        "--token=" * 120_000,
    ],
    ids=lambda line: line[:12],
)
def test_no_line_takes_more_than_a_moment(line: str) -> None:
    """Every expression is linear enough for a megabyte that was written against it."""
    begun = time.process_time()
    SecretsCheck().run(subject({"a.env": (None, line)}))
    assert time.process_time() - begun < 5  # three times what it takes on a machine with other work


def test_a_file_of_nothing_but_credentials_is_incomplete_not_endless() -> None:
    lines = "".join(f"{FORMATS['github-token'][:-4]}{number:04}\n" for number in range(LEAKS_LIMIT + 1))
    row = only(SecretsCheck().run(subject({"a": (None, lines)})))
    assert (row.status, row.reason) == (CoverageStatus.INCOMPLETE, TOO_MANY)


@pytest.mark.parametrize(
    ("line", "path"),
    [
        ("token = 'ghp_" + B62[:10] + "' + '" + B62[10:30] + "DDDDDD'", "a.py"),
        ('kind: Secret\ndata:\n  password: "' + "VHIwdWI0ZG9yLTM5MQ==" + '"', "k8s/secret.yaml"),
        ("- name: DB_PASSWORD\n  value: Xk29vbQ71zzA", "k8s/deploy.yaml"),
        ('variable "db_password" {\n  default = "Xk29vbQ71zzA"\n}', "main.tf"),
        ("<password>Xk29vbQ71zzA</password>", "settings.xml"),
        ("run --api-key=" + B62[:32], "run.py"),
        ("curl -H 'Authorization: Bearer " + B62[:40] + "' x", "docs.md"),
        ("HEROKU_API_KEY=3fa1c7d2-9b0e-4c55-8a61-d0e2f4b7a913", ".env"),
        ("machine api.acme.io login bob password Xk29vbQ71zzA", ".netrc"),
    ],
)
def test_a_secret_is_found_in_every_place_that_people_write_one(line: str, path: str) -> None:
    assert len(found(line + "\n", path)) == 1


def test_a_wrong_checksum_makes_a_token_doubtful_and_in_tests_no_more_than_a_note() -> None:
    """Nobody is served by a made-up token that fails a gate; a real one of an older form must not pass unseen."""
    (sure,), (doubtful,) = found(FORMATS["github-token"]), found("ghp_" + B62[:36])
    assert sure.confidence > 0.9 > 0.5 > doubtful.confidence
    assert found("ghp_" + B62[:36], "tests/test_a.py")[0].severity is Severity.LOW


def test_two_secrets_on_a_line_are_two_findings() -> None:
    assert len(found(FORMATS["github-token"] + " " + FORMATS["sendgrid-key"])) == 2


def test_there_are_more_than_a_hundred_kinds() -> None:
    assert len({each.kind for each in ALL_FORMATS}) > 250


def past(text: str, head: str = "x = 1\n", unread: str = "") -> tuple[list[Finding], CheckResult]:
    made = subject({"app/a.py": (None, head)})
    lines = tuple(enumerate(text.split("\n"), 7))
    history = History((PastLines("abcdef1234567890", "app/gone.py", lines),), unread)
    result = SecretsCheck().run(replace(made, change=replace(made.change, history=history)))
    return new(result), result


def test_a_secret_that_a_later_commit_took_out_is_found_with_commit_and_path_and_on_no_line_of_the_head() -> None:
    (finding,), result = past("first\nt = '" + FORMATS["github-token"] + "'")
    assert (finding.location.path, finding.location.start_line) == ("abcdef1234:app/gone.py", 8)
    assert (finding.location.side, finding.severity) == (Side.LEFT, Severity.HIGH)
    assert FORMATS["github-token"][6:20] not in repr(result)


def test_a_secret_of_an_earlier_commit_that_the_head_still_has_is_told_once() -> None:
    line = "t = '" + FORMATS["github-token"] + "'\n"
    (finding,), _ = past(line, head=line)
    assert finding.location.path == "app/a.py"


def test_commits_that_nobody_read_are_incomplete() -> None:
    _, result = past("x", unread="too many")
    assert [row.reason for row in result.coverage if row.status is CoverageStatus.INCOMPLETE] == ["too many"]
