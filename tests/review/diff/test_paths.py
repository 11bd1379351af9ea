"""Paths in git's quotes, and on a screen."""

from __future__ import annotations

import pytest

from review.diff.paths import display, quote, unquote
from review.errors import MalformedDiff

EVERY_BYTE = bytes(range(1, 256)).decode("utf-8", "surrogateescape")


@pytest.mark.parametrize(
    ("raw", "path"),
    [
        ("plain.py", "plain.py"),
        (r'"b/\303\274.txt"', "b/ü.txt"),
        (r'"a\tb\nc\"d\\e"', 'a\tb\nc"d\\e'),
        (r'"\377"', "\udcff"),
        ('"ü"', "ü"),
        (r'"\a\b\v\f\r"', "\a\b\v\f\r"),
        (r'"\\303"', r"\303"),
    ],
)
def test_unquoting_gives_the_path(raw: str, path: str) -> None:
    assert unquote(raw) == path


@pytest.mark.parametrize("raw", ['"open', r'"\x41"', r'"\400"', '"a"b"', r'"\"', r'"\7"'])
def test_broken_quotes_are_refused(raw: str) -> None:
    with pytest.raises(MalformedDiff, match="broken"):
        unquote(raw)


def test_quoting_and_unquoting_every_byte_changes_nothing() -> None:
    assert unquote(quote(EVERY_BYTE)) == EVERY_BYTE


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("plain ü 漢.py", "plain ü 漢.py"),
        ("a\nb\x1b[31m\x7f", "a\\x0ab\\x1b[31m\\x7f"),
        ("x\u202ey\u2066", "x\\u{202e}y\\u{2066}"),
        ("a\u200bb\ufeff\u00ad\U000e0041", "a\\u{200b}b\\u{feff}\\u{ad}\\u{e0041}"),
        ("caf\udce9", "caf\\xe9"),
        ("\ud800", "\\u{d800}"),
        ("\u3164\u2800\u00a0\u2028\ufe0f", "\\u{3164}\\u{2800}\\u{a0}\\u{2028}\\u{fe0f}"),
    ],
)
def test_what_cannot_be_seen_is_written_out(path: str, shown: str) -> None:
    assert display(path) == shown


def test_what_is_shown_can_be_encoded_and_shown_again() -> None:
    shown = display(EVERY_BYTE + "\ud800")
    assert shown.encode("utf-8").decode() == display(shown)
