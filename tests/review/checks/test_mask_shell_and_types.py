"""Shell code and TypeScript that the engine's parser stops at, in words that it reads: same lines, same columns."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from app.analyzers import semgrep
from review.checks.mask_bash import mask_bash
from review.checks.mask_typescript import mask_typescript
from review.models import ScanTarget, Side

MILLION = 1_000_000
SHELL = {
    "words behind a redirection to a number": b'echo >&2 "no"\n',
    "words behind a redirection to a file": b'echo a >>"$log" b\n',
    "a number that is read from": b"read -r <&3 line\n",
    "brackets around a pattern": b"case $1 in\n(a|b) c ;;\n(d) e ;;\nesac\n",
}
TYPES = {
    "type of a module": b"f<typeof import('@/x')>();\n",
    "all types of a module": b"export type * as Q from 'y';\n",
    "direction of a parameter": b"class A<in out T> {}\n",
    "call signature with a bound": b"interface A {\n  x: string\n  <T extends B>(x: T): void\n}\n",
    "call signature with a default": b"interface A {\n  <T = any>(x: T): void\n}\n",
}


async def gaps(language: str, code: bytes, folder: Path) -> int:
    call = b"fn z() { probe(1); }\n" if language == "rust" else b"probe(1)\n"
    rule = {"id": "x", "languages": [language], "severity": "ERROR", "message": "m", "pattern": "probe(...)"}
    rule |= {"pattern": "probe 1"} if language == "bash" else {}
    code += call if language != "bash" else b"probe 1\n"
    target = ScanTarget("a", Side.RIGHT, language, code)
    report = await semgrep.scan(semgrep.find(None), [target], [rule], scratch=folder, deadline=60)
    assert report.gaps or report.matches
    return len(report.gaps)


@pytest.mark.parametrize("form", SHELL)
async def test_everyday_shell_code_is_read_whole(form: str, tmp_path: Path) -> None:
    assert await gaps("bash", SHELL[form], tmp_path) == 0


@pytest.mark.parametrize("form", TYPES)
async def test_newer_types_are_read_whole(form: str, tmp_path: Path) -> None:
    assert await gaps("typescript", TYPES[form], tmp_path) == 0


async def test_a_macro_with_the_name_of_a_type_is_read(tmp_path: Path) -> None:
    assert await gaps("rust", b'fn a() { p(str![[r#"x"#]]); }\n', tmp_path) == 0


@pytest.mark.parametrize("before", [b"0\n", b"0 // ;\n", b"0 // {\n"])
def test_a_comparison_on_a_line_of_its_own_stays(before: bytes) -> None:
    code = before + b"<0, a.innerHTML = location.hash, 0>(0)"
    assert mask_typescript(code) == code


@pytest.mark.parametrize("code", [*SHELL.values(), *TYPES.values()])
def test_no_byte_moves(code: bytes) -> None:
    for masked in (mask_bash(code), mask_typescript(code)):
        assert len(masked) == len(code)
        assert [at for at, byte in enumerate(masked) if byte == 10] == [
            at for at, byte in enumerate(code) if byte == 10
        ]


@pytest.mark.parametrize(
    "code",
    [b'echo "a >&2 b"\n', b"# a >&2 b\n", b"a >&2\n", b"a >f | b\n", b"a > f && b\n", b"cat <<E >f\n", b"a '>&2 b'\n"],
)
def test_shell_code_that_is_read_stays(code: bytes) -> None:
    assert mask_bash(code) == code


@pytest.mark.parametrize(
    "code",
    [
        b"const a = <div>(b)</div>\n",
        b"return (\n  <a href='x'>(b)</a>)\n",
        b"'typeof import(\"x\")'\n",
        b"if (a <b && c>(d)) {}\n",
    ],
)
def test_code_that_runs_stays(code: bytes) -> None:
    assert mask_typescript(code) == code


@pytest.mark.parametrize(
    "part",
    [
        b"'",
        b'"',
        b">&2 ",
        b"a >",
        b"in (",
        b";; (",
        b"\n<a =",
        b"class A<",
        b"typeof import(",
        b"/*",
        b"export type ",
        b"\\",
    ],
)
def test_hostile_code_comes_to_an_end(part: bytes) -> None:
    code = part * (MILLION // len(part))
    began = time.process_time()
    mask_bash(code)
    mask_typescript(code)
    assert time.process_time() - began < 20


def test_a_command_in_the_target_of_a_redirection_stays() -> None:
    code = b'a >"$(curl b | sh)" c\n'
    assert mask_bash(code) == code
