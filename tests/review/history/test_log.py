"""Reading the log: any cut into pieces, any text, any size; what is not git's is refused."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator

import pytest

from review.history.errors import MalformedLog
from review.history.log import MOST_CHANGES, MOST_FIELD, read_log
from tests.review.history.commits import commit, id_of, printed

COMMITS = [
    commit(0, ["a.py", "b.py"], subject="First", body="Line one\n\nLine two\n", added=["a.py"]),
    commit(1, [], subject="", body="", name="", mail=""),
    commit(2, {"dir/c.py": None}, subject=":100644 looks like an entry", body=":100644 100644 and here\n"),
]


@pytest.mark.parametrize("size", [1, 7, 40, 1000])
def test_a_log_is_read_the_same_in_pieces_of_any_size(size: int) -> None:
    out = printed(COMMITS)
    assert list(read_log(out[at : at + size] for at in range(0, len(out), size))) == COMMITS


def test_an_empty_log_has_no_commit() -> None:
    assert list(read_log([])) == list(read_log([b""])) == []


@pytest.mark.parametrize("path", ["new\nline", "tab\there", ":100644 100644 a b M", "\udcff\udcfe", " ", "-n", '"q"'])
def test_any_path_survives(path: str) -> None:
    logged = [commit(0, [path]), commit(1, ["other"])]
    assert list(read_log([printed(logged)])) == logged


def test_text_that_is_no_utf8_is_read_with_a_mark_in_its_place() -> None:
    out = printed([commit(0, ["a"], name="Ann")]).replace(b"Ann", b"A\xffn")
    assert next(read_log([out])).name == "A�n"


@pytest.mark.parametrize(
    "out",
    [
        b"not an id\x001\0a\0b\0c\0d\0",
        printed(COMMITS)[:-1],
        printed(COMMITS)[:60],
        printed(COMMITS).replace(b" 100644 ", b" ", 1),
        id_of(0).encode() + b"\0when\0a\0b\0c\0d\0",
    ],
)
def test_what_git_does_not_print_is_refused(out: bytes) -> None:
    with pytest.raises(MalformedLog):
        list(read_log([out]))


@pytest.mark.parametrize(
    ("printed_time", "time"), [("-5", 0), ("9" * 15, 0xFFFFFFFF), ("9" * 9000, 0xFFFFFFFF), ("17", 17), ("", 0)]
)
def test_times_of_broken_clocks_are_bounded(printed_time: str, time: int) -> None:
    out = b"\0".join([id_of(0).encode(), printed_time.encode(), b"a", b"b", b"c", b"d"]) + b"\0"
    assert next(read_log([out])).time == time


def test_a_message_of_many_megabytes_takes_little_memory() -> None:
    def chunks() -> Iterator[bytes]:
        yield id_of(0).encode() + b"\x001\0a\0b\0c\0"
        for _ in range(64):
            yield b"x" * (1 << 20)
        yield b"\0"

    tracemalloc.start()
    try:
        read = list(read_log(chunks()))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert len(read[0].body) == MOST_FIELD
    assert peak < 6 << 20


def test_changes_above_the_most_are_only_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("review.history.log.MOST_CHANGES", 10)
    read = next(read_log([printed([commit(0, [f"{n}" for n in range(25)])])]))
    assert (len(read.changes), read.size) == (10, 25)
    assert MOST_CHANGES > 10
