"""A function becomes numbers that say how it is, how it is written and what it does."""

from __future__ import annotations

import math

import pytest

from review.anomaly.called import CallClass, class_of
from review.anomaly.feature import FUNCTION_FEATURES, Family, columns_of, features_of
from review.anomaly.literals import literals_of
from review.models.code import Call
from tests.review.anomaly.ordinary import function, measured

ODD = """\
def x(q):
    import os
    s = '6f6e6c7920612073616d706c65206f66206861726d6c6573732074657874'
    for a in q:
        if a and os.environ.get('A'):
            os.system(bytes.fromhex(s).decode())
    return eval('\\x65\\x66' + s)
"""


def value(words: str, code: str) -> float:
    (one,) = measured(code)
    return one.values[[feature.words for feature in FUNCTION_FEATURES].index(words)]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("lines", 7),
        ("parameters", 1),
        ("levels of nesting", 2),
        ("calls that start programs", 1),
        ("calls that run text as code", 1),
        ("calls that read the environment", 1),
        ("calls that open connections", 0),
        ("strings like encoded data", 1),
        ("characters written as escapes", 2),
        ("characters of its name", 1),
        ("characters of its longest string", 60),
        ("share of comment lines", 0),
    ],
)
def test_each_measure_is_what_its_words_say(words: str, expected: float) -> None:
    assert value(words, ODD) == expected


def test_every_value_is_a_finite_number_in_the_order_of_the_list() -> None:
    (one,) = measured(ODD)
    assert len(one.values) == len(FUNCTION_FEATURES)
    assert all(map(math.isfinite, one.values))


def test_the_columns_of_the_families_lie_side_by_side() -> None:
    for family in Family:
        assert {features_of(family)[column].family for column in columns_of(family)} == {family}


def test_a_name_in_another_style_than_its_file_is_told() -> None:
    code = "\n".join(function(n) for n in range(3)) + function(9).replace("count_items_9", "countItems")
    shares = [one.values[12] for one in measured(code)]
    assert shares == [0.25, 0.25, 0.25, 0.75]


@pytest.mark.parametrize("path", ["tests/test_x.py", "x_test.go", "dist/x.js"])
def test_tests_and_built_files_are_not_measured(path: str) -> None:
    assert measured(ODD, path) == ()


@pytest.mark.parametrize(
    ("receiver", "name", "kind"),
    [
        ("os", "system", CallClass.PROCESS),
        ("requests", "post", CallClass.NETWORK),
        ("", "fetch", CallClass.NETWORK),
        ("http", "Get", CallClass.NETWORK),
        ("", "eval", CallClass.DYNAMIC),
        ("base64", "b64decode", CallClass.DECODING),
        ("base64.StdEncoding", "DecodeString", CallClass.DECODING),
        ("", "file_get_contents", CallClass.FILES),
        ("os", "Getenv", CallClass.ENVIRONMENT),
        ("hashlib", "sha256", CallClass.CRYPTOGRAPHY),
        ("", "getattr", CallClass.REFLECTION),
        ("re", "compile", None),
        ("pattern", "exec", None),
        ("cache", "get", None),
        ("response", "send", None),
    ],
)
def test_a_call_is_classed_by_its_name(receiver: str, name: str, kind: CallClass | None) -> None:
    assert class_of(Call(name, receiver, 1, 0)) is kind


@pytest.mark.parametrize("text", ['"' * 60_000, "'\\" * 30_000, "`" + '"' * 60_000, '"\\x41' * 12_000])
def test_hostile_strings_come_to_an_end(text: str) -> None:
    literals_of(text)
