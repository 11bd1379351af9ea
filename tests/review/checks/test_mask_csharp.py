"""C# newer than the engine's parser, in older words: same lines, nothing that runs taken out."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from app.analyzers import semgrep
from review.checks.mask_csharp import mask_csharp
from review.checks.rules import rules_for
from review.models import ScanTarget, Side

MILLION = 1_000_000
NEWER = {
    "parameters": b"class Users(AppDb db) : Controller { %s }",
    "generic": b"sealed class Box<T>(T value,\n  int size) where T : class { %s }",
    "values for the base": b"class Users(AppDb db) : Base(db) { %s }",
    "structure": b"readonly struct Size(int width) { %s }",
    "raw text with values": b'class A { string X => $$"""\n {a} {{X}}\n """; %s }',
    "assignment to what may be null": b"class A { void M() { a?.b = 3; } %s }",
    "name of a tuple": b"using Pair = (int X, int Y);\nclass A { %s }",
    "parameter by reference": b"class A { void M(ref readonly int x) { } %s }",
    "record of a class": b"public record class B(string Name);\nclass A { %s }",
    "record of a structure": b"readonly record struct B(int X);\nclass A { %s }",
    "no body": b"class B;\nclass A { %s }",
}
STARTS = b"class A(", b"class A<", b"class A ", b'"""', b'$$"""', b"using a = (", b"ref readonly a.b", b"?.a.b"
HOSTILE = (*STARTS, b"'", b'@"', b"/*", b"class A(()", b"$", b'$$"', b"class A(((", b"class A(x) : ", b'""" """"')


@pytest.mark.parametrize("form", NEWER)
async def test_code_in_newer_syntax_is_read_without_a_gap(form: str, tmp_path: Path) -> None:
    code = NEWER[form] % b"void Run(string name) { Process.Start(name); }"
    target = ScanTarget("A.cs", Side.RIGHT, "csharp", code)
    rules = [rule for rule in rules_for(["csharp"]) if rule["id"] == "cs-command-parameter"]
    report = await semgrep.scan(semgrep.find(None), [target], rules, scratch=tmp_path, deadline=60)
    assert (report.gaps, [match.rule_id for match in report.matches]) == ((), ["cs-command-parameter"])


@pytest.mark.parametrize("form", NEWER)
def test_lines_stay_where_they_are(form: str) -> None:
    assert mask_csharp(NEWER[form]).count(b"\n") == NEWER[form].count(b"\n")


def test_what_a_base_is_given_stays_code() -> None:
    masked = b"class A           : B         where T : new() { object _ = _(Run(s)); }"
    assert mask_csharp(b"class A(string s) : B(Run(s)) where T : new() { }") == masked


def test_values_in_raw_text_stay_values() -> None:
    assert mask_csharp(b'$$"""a {b} {{c}}"""') == b'$"""a  b  {c}"""'


@pytest.mark.parametrize(
    "code",
    [
        b"@class Run(string s) { Process.Start(s); }",
        b"#region class X (\nProcess.Start(s)\n#endregion )\n; class B { }",
        b'$"{x["class X (", Process.Start(s), ")"]}"',
        b"class A(int x) : B(a), C(b) { }",
    ],
)
def test_code_that_only_looks_like_a_header_stays(code: bytes) -> None:
    assert mask_csharp(code) == code


def test_a_name_among_the_parameters_goes_with_them() -> None:
    assert mask_csharp(b'class A([Key("a.b")] string s) { }') == b"class A                        { }"


@pytest.mark.parametrize(
    "text", [b'"class A(int x) { }"', b"// class A(int x) { }", b"/* class A(int x) */", b"class A { }"]
)
def test_texts_comments_and_older_code_stay(text: bytes) -> None:
    assert mask_csharp(text) == text


@pytest.mark.slow
@pytest.mark.parametrize("start", HOSTILE)
def test_a_hostile_megabyte_takes_seconds(start: bytes) -> None:
    began = time.monotonic()
    mask_csharp(start * (MILLION // len(start)))
    assert time.monotonic() - began < 10
