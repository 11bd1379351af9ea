"""Marks: signed by us, read back from the end of a body, and counted only on our own account's words."""

from __future__ import annotations

import pytest

from app.github.identity import Identity
from app.github.markers import CheckName, Kind, Marks, check_key, comment_key, read_check_key, review_key, summary_key
from app.github.payloads import Account, Comment

US = Identity(app_id=7, slug="diffdiver", user_id=99)
MARKS = Marks(b"k" * 32, US)
KEY = comment_key(1, 2, "abc123", "a.py")


def _comment(body: str | None, user_id: int | None = 99, number: int = 5) -> Comment:
    user = None if user_id is None else Account(id=user_id, login="diffdiver[bot]", type="Bot")
    return Comment(id=number, body=body, user=user)


def test_a_mark_is_read_back_from_the_end_of_a_body() -> None:
    assert MARKS.read(Kind.COMMENT, f"text\n\n{MARKS.sign(Kind.COMMENT, KEY)}\r\n") == KEY


@pytest.mark.parametrize(
    "body",
    [
        None,
        "",
        "plain",
        MARKS.sign(Kind.COMMENT, KEY) + " and more",
        MARKS.sign(Kind.SUMMARY, KEY),
        MARKS.sign(Kind.COMMENT, KEY).replace("abc123", "abc124"),
        Marks(b"x" * 32, US).sign(Kind.COMMENT, KEY),
    ],
    ids=["null", "empty", "none", "quoted inside", "another kind", "changed key", "another deployment"],
)
def test_what_is_not_our_mark_is_not_read(body: str | None) -> None:
    assert MARKS.read(Kind.COMMENT, body) is None


@pytest.mark.parametrize("user_id", [98, None], ids=["another account of the same name", "deleted account"])
def test_a_copied_mark_on_somebody_elses_comment_does_not_count(user_id: int | None) -> None:
    copied = _comment(MARKS.sign(Kind.COMMENT, KEY), user_id)
    assert MARKS.own(Kind.COMMENT, [copied]) == {}


def test_our_own_comments_come_oldest_first() -> None:
    body = MARKS.sign(Kind.COMMENT, KEY)
    assert list(MARKS.own(Kind.COMMENT, [_comment(body, number=9), _comment(body, number=3)])) == [3, 9]


def test_keys_name_what_they_stand_for_and_nothing_else() -> None:
    keys = [
        comment_key(1, 2, "f", "a.py"),
        comment_key(1, 2, "f", "b.py"),
        comment_key(1, 2, "g", "a.py"),
        comment_key(1, 3, "f", "a.py"),
        comment_key(4, 2, "f", "a.py"),
        comment_key(1, 2, "f", "a.py", episode=1),
        summary_key(1, 2),
        check_key(1, "sha", "diffdiver/security", 1),
        check_key(1, "sha", "diffdiver/security", 2),
        check_key(1, "sha", "diffdiver/review", 1),
        review_key(1, 2, "sha", 1, "p"),
        review_key(1, 2, "sha", 12, "p"),
    ]
    assert len(set(keys)) == len(keys)
    assert not review_key(1, 2, "sha", 12, "p").startswith(review_key(1, 2, "sha", 1))


@pytest.mark.parametrize("hostile", ["--> <script>", "a b", "x" * 500, "\udcff", ""])
def test_a_hostile_fingerprint_cannot_break_out_of_the_comment(hostile: str) -> None:
    key = comment_key(1, 2, hostile, hostile)
    assert MARKS.read(Kind.COMMENT, MARKS.sign(Kind.COMMENT, key)) == key


def test_the_key_is_not_in_the_repr() -> None:
    assert "kkk" not in repr(MARKS)


def test_a_check_key_is_read_back_with_all_that_it_names() -> None:
    key = check_key(7, "a" * 40, "diffdiver/security", 3)
    assert read_check_key(key) == CheckName(7, "a" * 40, "diffdiver/security", 3)


@pytest.mark.parametrize(
    "key", [None, "", "check/7", "check/x/aa/n/1", comment_key(1, 2, "f", "a.py"), "../etc/passwd"]
)
def test_what_others_wrote_as_external_id_names_nothing(key: str | None) -> None:
    assert read_check_key(key) is None
