"""Measured functions are kept beside a file's facts, and are the same as those measured from its text."""

from __future__ import annotations

import zlib

import pytest

from review.anomaly.beside import measure, measured
from review.anomaly.features import functions_of
from review.code.facts import facts_of

CODE = b"def total(rows, limit):\n    found = []\n    for row in rows:\n        found.append(eval(row))\n"


def kept(code: bytes = CODE) -> bytes:
    facts = facts_of(code, "python")
    assert facts is not None
    return measure(code, facts)


def test_they_are_as_measured() -> None:
    facts = facts_of(CODE, "python")
    assert facts is not None
    assert tuple(measured("shop/cart.py", kept())) == functions_of("shop/cart.py", CODE, facts) != ()


def test_those_of_a_test_are_left_out_though_the_same_bytes_were_measured() -> None:
    assert measured("tests/test_cart.py", kept()) == ()


def test_a_file_without_functions_has_nothing() -> None:
    assert kept(b"a = 1\n") == b""
    assert measured("a.py", b"") == ()


@pytest.mark.parametrize("damaged", [b"x", zlib.compress(b"[1"), zlib.compress(b"[1]"), zlib.compress(b'["py",[[1]]]')])
def test_damaged_bytes_have_nothing(damaged: bytes) -> None:
    assert measured("a.py", damaged) == ()
