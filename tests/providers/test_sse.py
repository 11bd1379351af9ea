"""Server-sent events, however the network cuts them."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from providers.sse import Event, Events

STREAM = b': hello\r\n\r\nevent: error\ndata: {"a":\ndata: 1}\n\nid: 7\rretry: 10\rdata:two\r\rdata: [DONE]\r\n\r\n'
EVENTS = [Event("error", b'{"a":\n1}'), Event("", b"two"), Event("", b"[DONE]")]


def read(*pieces: bytes) -> list[Event]:
    events = Events()
    return [event for piece in pieces for event in events.feed(piece)] + events.end()


@given(st.lists(st.integers(0, len(STREAM))))
def test_where_the_bytes_are_cut_changes_nothing(cuts: list[int]) -> None:
    edges = [0, *sorted(cuts), len(STREAM)]
    assert read(*(STREAM[start:end] for start, end in pairwise(edges))) == EVENTS


def test_one_byte_at_a_time() -> None:
    assert read(*(bytes([byte]) for byte in STREAM)) == EVENTS


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
def test_a_line_ends_in_any_of_three_ways(end: bytes) -> None:
    assert read(end.join([b"data: a", b"data: b", b"", b"data: c", b""])) == [Event("", b"a\nb"), Event("", b"c")]


@pytest.mark.parametrize(
    ("stream", "data"),
    [
        (b"\xef\xbb\xbfdata: x\n\n", [b"x"]),
        (b"data:  x \n\n", [b" x "]),
        (b"data: x", [b"x"]),
        (b"data\n\n", [b""]),
        (b"event: ping\n\n", []),
        (b": OPENROUTER PROCESSING\n\n: again\n\n", []),
        (b"unknown: x\nnothing at all\n\n", []),
        (b"", []),
    ],
    ids=[
        "byte order mark",
        "one space only",
        "no last line",
        "no value",
        "no data",
        "comments",
        "other lines",
        "empty",
    ],
)
def test_what_is_no_data_is_passed_over(stream: bytes, data: list[bytes]) -> None:
    assert [event.data for event in read(stream)] == data


def test_a_name_holds_for_one_event_only() -> None:
    assert read(b"event: a\n\ndata: 1\n\n") == [Event("", b"1")]
