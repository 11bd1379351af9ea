"""Whatever bytes come from outside, a parser answers in time, and raises only what it declares."""

from __future__ import annotations

import time
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.proofs.parsers import PARSERS, Parser

LIMIT_S = 2.0
CHUNKS: tuple[bytes, ...] = (
    b"\0",
    b"\n",
    b"\r",
    b"\x1b",
    b"\xff",
    b"\xed\xa0\x80",
    b"@@ -1 +1 @@",
    b"@@",
    b"---",
    b"{",
    b"[" * 400,
    b'"',
)
CHUNKS += (b"9" * 30, b"-1", b"&a [*a, *a]", b"<<: ", b"!!python/object:os.system", b"null", b"1e999", b"\\ud800", b" ")
CHUNKS += (b"diff --git a/x b/x\n", b"```", b": ", b"- ", b"*", b"\xe2\x80\xa8")


@st.composite
def mutated(draw: st.DrawFn, parser: Parser) -> bytes:
    """Take a sample, and cut, double, replace or insert in a few places; or take any bytes."""
    data = draw(st.one_of(st.sampled_from(parser.seeds), st.binary(max_size=300)))
    for _ in range(draw(st.integers(0, 5))):
        at = draw(st.integers(0, len(data)))
        until = draw(st.integers(at, min(len(data), at + 40)))
        put = draw(st.one_of(st.sampled_from(CHUNKS), st.binary(max_size=4), st.just(data[at:until] * 2)))
        data = data[:at] + put + data[until:]
    return data


def holds(parser: Parser, data: bytes) -> None:
    began = time.perf_counter()
    with suppress(*parser.declared):
        parser.read(data)
    assert time.perf_counter() - began < LIMIT_S


def fuzz(name: str, examples: int) -> None:
    parser = PARSERS[name]
    profile = settings(
        max_examples=examples, derandomize=True, database=None, deadline=None, suppress_health_check=list(HealthCheck)
    )
    profile(given(mutated(parser))(lambda data: holds(parser, data)))()


@pytest.mark.parametrize("name", PARSERS)
def test_the_samples_themselves_are_read(name: str) -> None:
    parser = PARSERS[name]
    parser.read(parser.seeds[0])


@pytest.mark.parametrize("name", PARSERS)
def test_mutated_bytes_raise_only_what_is_declared(name: str) -> None:
    fuzz(name, 25)


@pytest.mark.slow
@pytest.mark.parametrize("name", PARSERS)
def test_many_mutated_bytes_raise_only_what_is_declared(name: str) -> None:
    fuzz(name, 3_000)


def test_an_undeclared_error_turns_it_red() -> None:
    """Control."""
    strict = Parser(PARSERS["diff"].read, PARSERS["diff"].seeds)
    with pytest.raises(Exception, match="diff"):
        holds(strict, b"no diff at all")
