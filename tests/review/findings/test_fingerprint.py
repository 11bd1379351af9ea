"""A finding keeps its name while its code stays, wherever it moves."""

from __future__ import annotations

from dataclasses import replace

from review.findings.fingerprint import stamp
from review.models import Fate, FateKind, Finding, Location, Source
from tests.review.made import finding

CODE = "    os.system(name)"
HEAD = ["import os", "", "def run(name):", CODE, "", "def again(name):", CODE, CODE]


def source(lines: list[str], path: str = "a.py") -> dict[str, Source]:
    return {path: Source(path, None, "\n".join(lines).encode())}


def prints(findings: list[Finding], lines: list[str], path: str = "a.py") -> list[str]:
    return [one.fingerprint for one in stamp(findings, source(lines, path))]


def test_a_fingerprint_names_its_version() -> None:
    (made,) = prints([finding("a.py", 4, CODE)], HEAD)
    version, digits = made.split(":")
    assert version == "1"
    assert len(digits) == 32


def test_moving_renaming_and_reindenting_change_nothing() -> None:
    (before,) = prints([finding("a.py", 4, CODE)], HEAD)
    assert prints([finding("a.py", 6, CODE)], ["", "", *HEAD]) == [before]
    assert prints([finding("b/c.py", 4, CODE)], HEAD, "b/c.py") == [before]
    assert prints([finding("a.py", 4, "\tos.system( name)".replace("( ", "("))], HEAD) == [before]


def test_words_category_severity_and_confidence_are_not_in_it() -> None:
    (before,) = prints([finding("a.py", 4, CODE)], HEAD)
    other = finding("a.py", 4, CODE, title="Else", message="Else.", category="else", confidence=0.1, cwe=())
    assert prints([other], HEAD) == [before]


def test_rule_code_and_enclosing_symbol_are_in_it() -> None:
    made = prints(
        [
            finding("a.py", 4, CODE),
            finding("a.py", 7, CODE),
            finding("a.py", 4, CODE, rule_id="other"),
            finding("a.py", 4, "os.system(other)"),
        ],
        HEAD,
    )
    assert len(set(made)) == 4


def test_equals_in_one_symbol_are_numbered_from_the_top_whatever_their_order() -> None:
    one, two = finding("a.py", 7, CODE), finding("a.py", 8, CODE)
    assert prints([one, two], HEAD) == list(reversed(prints([two, one], HEAD)))
    assert len(set(prints([one, two], HEAD))) == 2


def test_a_suppressed_finding_does_not_move_the_number_of_one_that_is_said() -> None:
    suppressed = finding("a.py", 7, CODE, fate=Fate(FateKind.SUPPRESSED, "no evidence"))
    (alone,) = prints([finding("a.py", 8, CODE)], HEAD)
    assert prints([suppressed, finding("a.py", 8, CODE)], HEAD)[1] == alone


def test_every_model_is_the_same_model() -> None:
    said = finding("a.py", 4, CODE, source="model", rule_id="model")
    assert prints([said], HEAD) == prints([replace(said, rule_id="model/security")], HEAD)
    assert prints([said], HEAD) != prints([finding("a.py", 4, CODE)], HEAD)


def secret(line: str, path: str = "a.py") -> str:
    (made,) = prints([finding(path, 1, "", source="secrets", rule_id="secrets.key")], [line], path)
    return made


def test_nothing_of_a_secret_is_in_its_fingerprint() -> None:
    assert secret('key = "AKIAIOSFODNN7EXAMPLE"') == secret('key = "AKIAQQQQQQQQQQQQQQQQ"')
    assert secret("connect(AKIAIOSFODNN7EXAMPLE)") == secret("connect(AKIAQQQQQQQQQQQQQQQQ)")
    assert secret("password: hunter2hunter2") == secret("password: swordfish")
    assert secret("curl -H 'X-Key: 0123456789abcdef0123'") == secret("curl -H 'X-Key: fedcba98765432100123'")


def test_secrets_under_different_names_are_different_findings() -> None:
    assert secret('key = "AKIAIOSFODNN7EXAMPLE"') != secret('other = "AKIAIOSFODNN7EXAMPLE"')
    assert secret('AWS_SECRET_ACCESS_KEY = "x"') != secret('GOOGLE_CLIENT_SECRET = "x"')
    assert secret('settings.payments_api_key2 = "x"') != secret('settings.payments_api_key3 = "x"')


def test_a_place_outside_the_file_or_without_source_still_gets_a_fingerprint() -> None:
    lost = finding("gone.py", 99, "", location=Location("gone.py", 0, 0))
    assert prints([lost, finding("a.py", 999, "x")], HEAD)[0].startswith("1:")
