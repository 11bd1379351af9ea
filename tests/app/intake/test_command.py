"""Three commands, and nothing that could be taken for a setting."""

from __future__ import annotations

import time

from app.intake.command import MOST_REASON, Command, Verb, digest, read

UNCLEAR = Command(Verb.UNCLEAR)


def test_each_command_is_the_first_line_alone() -> None:
    accept = Command(Verb.ACCEPT, "", "only used in tests")
    for body, meant in {
        "/review": Command(Verb.REVIEW),
        "/review \r\nplease": Command(Verb.REVIEW),
        "/help": Command(Verb.HELP),
        "/accept only used in tests": accept,
        "/accept \t only  used in tests\n\n/review": accept,
        "/accept 1:0123456789ab only used in tests": Command(Verb.ACCEPT, "1:0123456789ab", "only used in tests"),
    }.items():
        assert read(body) == meant, body


def test_whatever_else_people_write_is_none_of_our_business() -> None:
    for body in (
        None, "", "review", "Please /review", " /review", "\n/review", "> /review", "```\n/review\n```", "/Review",
        "/reviews", "/review now", "/review --base-url=http://x", "/help me", "/accepted", "/approve", "/diffdiver",
        "@diffdiver /review", "/ask --github.base_url=http://x", "\u2215review", "/\u200breview", "/rev\u0456ew",
    ):  # fmt: skip
        assert read(body) is None, body


def test_a_reason_is_what_people_write_in_words() -> None:
    for reason in (
        "A fixture; see #12 (and docs/tests.md), it's fine!", "only \u201ctest\u201d data - 100% fake",
        "Wir pr\u00fcfen das im n\u00e4chsten Sprint", "\u6d4b\u8bd5\u6570\u636e", "https://example.org/a#b says so",
        "the name is in test_shop.py, line 3",
    ):  # fmt: skip
        assert read(f"/accept {reason}") == Command(Verb.ACCEPT, "", reason), reason


def test_without_a_reason_in_plain_words_nothing_is_accepted() -> None:
    for said in ("", " ", "1:0123456789ab", "-", "- -", "1:0123 a=b", "a" * (MOST_REASON + 1), "...", "`rm -rf`"):
        assert read(f"/accept {said}") == UNCLEAR, said


def test_a_command_that_was_changed_is_known() -> None:
    assert digest("/accept a\r\nmore") == digest("/accept a") != digest("/accept b")
    assert digest("\ud800") != digest(None)


def test_long_lines_are_read_at_once() -> None:
    start = time.perf_counter()
    for body in (
        "/accept " + "a_" * 500_000,
        "/accept" + " " * 1_000_000,
        "/accept " + "(" * 1_000_000,
        "/" * 1_000_000,
    ):
        assert read(body) in {None, UNCLEAR}
    assert time.perf_counter() - start < 1
