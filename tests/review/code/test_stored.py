"""A file's facts as bytes: the same when read back, small, and told when damaged."""

from __future__ import annotations

import zlib
from pathlib import Path
from random import Random

import orjson
import pytest

from review.code.facts import facts_of
from review.code.stored import MAX_STORED, Files, MalformedFacts, Unread, beside, decode, encode, refuse
from review.models.code import FileFacts
from tests.review.code.facts_as_text import samples

EMPTY = FileFacts("python", 0, (), (), (), (), (), ())


def framed(packed: bytes) -> bytes:
    return len(packed).to_bytes(4, "little") + packed


def read(language: str, path: Path) -> FileFacts:
    found = facts_of(path.read_bytes(), language, fragile=True)
    assert found is not None
    return found


@pytest.mark.parametrize(("language", "path"), samples(), ids=lambda value: getattr(value, "name", value))
def test_the_facts_of_every_language_are_read_back_as_they_were(language: str, path: Path) -> None:
    found = read(language, path)
    assert decode(encode(found)) == found


def test_a_file_with_nothing_in_it_is_read_back() -> None:
    assert decode(encode(EMPTY)) == EMPTY


def test_why_a_file_was_not_read_is_read_back() -> None:
    assert decode(refuse("its parser crashed (signal 11)")) == Unread("its parser crashed (signal 11)")


def test_they_take_less_room_than_the_file() -> None:
    code = Path(__file__).read_bytes() * 5
    found = facts_of(code, "python")
    assert found is not None
    assert len(encode(found)) < len(code) / 4


@pytest.mark.parametrize(
    "kept", [b"", b"F", b"F2\nabc", b"F1\n", b"F1\nabc", b"\x80\x04.", b"U1\n" + b"x" * MAX_STORED]
)
def test_what_is_no_kept_form_is_told(kept: bytes) -> None:
    with pytest.raises(MalformedFacts):
        decode(kept)


def test_every_cut_and_every_altered_byte_is_told_or_harmless() -> None:
    """Altered bytes are found by the checksum of the compression; what stands before it is the version."""
    kept = encode(read(*samples()[0]))
    chance = Random(7)
    for at in chance.sample(range(len(kept)), 60):
        with pytest.raises(MalformedFacts):
            decode(kept[:at])
        altered = bytearray(kept)
        altered[at] ^= 1 << chance.randrange(8)
        try:
            assert decode(bytes(altered)) == decode(kept)  # a bit of the compression's own header
        except MalformedFacts:
            continue


def test_what_would_unpack_without_end_is_told() -> None:
    with pytest.raises(MalformedFacts):
        decode(b"F1\n" + framed(zlib.compress(b"[" + b"0," * (40 << 20), 9)))


@pytest.mark.parametrize(
    "document",
    [
        [],
        {},
        [1] * 13,
        ["python", 1, [[0, 0, 1, 1, 1, 0, 5]], [0], [[]], [[]], [], [[], [], [], []], [], [], [], ["a"]],
        ["python", -1, [], [], [], [], [], [], [], [], [], [], [], [], []],
        ["python", 1, [], [], [], [], [], [-1], [0], [1], [-1], [], [], [], ["a"]],
        ["python", 1, [], [], [], [], [], [0], [0], [1, 2], [-1], [], [], [], ["a"]],
        ["python", 1, [], [], [], [], [], [], [], [], [], [], [], [], [7]],
    ],
)
def test_columns_that_do_not_fit_each_other_are_told(document: object) -> None:
    with pytest.raises(MalformedFacts):
        decode(b"F1\n" + framed(zlib.compress(orjson.dumps(document))))


def test_what_else_was_made_of_a_file_stays_beside_its_facts() -> None:
    kept = encode(EMPTY, b"\0more")
    assert (decode(kept), beside(kept)) == (EMPTY, b"\0more")
    assert (beside(encode(EMPTY)), beside(refuse("no"))) == (b"", b"")
    assert Files({"a.py": kept}).beside("a.py") == b"\0more"


@pytest.mark.parametrize("kept", [b"", b"F1\n", b"F1\n\xff\xff\xff\xffabc"])
def test_there_is_nothing_beside_what_is_damaged(kept: bytes) -> None:
    with pytest.raises(MalformedFacts):
        beside(kept)


def test_of_many_files_those_that_were_read_are_shown() -> None:
    files = Files({"a.py": encode(EMPTY), "b.yaml": refuse("no")})
    assert dict(files) == {"a.py": EMPTY}
    assert (len(files), list(files), "b.yaml" in files) == (1, ["a.py"], False)
