"""A graph as bytes: the same again, and an error for all that is not."""

from __future__ import annotations

import zlib
from random import Random

import pytest

from review.graph.building import build
from review.graph.coupling import modules
from review.graph.errors import UnreadableGraph
from review.graph.graph import Graph
from review.graph.stored import MAGIC, decode, encode
from review.graph.view import Level, view
from tests.review.graph.made import calls, facts, graph_of
from tests.review.graph.repositories_scripts import REPOSITORIES

FILES = {f"{name}/{path}": code for name, each in REPOSITORIES.items() for path, code in each.files.items()}
HOSTILE = {'a"]; click\n.py': "def f(): f()\n", "\udcff.py": "def g(): pass\n", "\U0001f600.py": "def h(): pass\n"}


def resealed(data: bytes) -> bytes:
    """Give altered bytes a right checksum, so that what is behind it is tested."""
    return data[:-4] + zlib.crc32(data[len(MAGIC) : -4]).to_bytes(4, "little")


def used(graph: Graph) -> None:
    """Follow all that leads anywhere."""
    modules(graph)
    calls(graph)
    for level in Level:
        assert view(graph, level, 50) is not None
    encode(graph)


@pytest.mark.parametrize("files", [FILES, HOSTILE, {}], ids=["languages", "hostile names", "nothing"])
def test_a_graph_is_read_as_it_was_written(files: dict[str, str]) -> None:
    graph = graph_of(files)
    again = decode(encode(graph))
    assert encode(again) == encode(graph)
    assert calls(again) == calls(graph)
    assert modules(again) == modules(graph)


def test_the_order_of_the_files_changes_nothing() -> None:
    known = facts(FILES)
    assert encode(build(dict(reversed(known.items())))) == encode(build(known))


def test_cut_bytes_are_refused() -> None:
    data = encode(graph_of(FILES))
    for size in (0, 5, len(MAGIC), len(MAGIC) + 9, len(data) // 2, len(data) - 1):
        with pytest.raises(UnreadableGraph):
            decode(data[:size])
    with pytest.raises(UnreadableGraph):
        decode(resealed(data[: len(data) // 2]))
    with pytest.raises(UnreadableGraph):
        decode(data + b"\0")


def test_an_altered_byte_is_refused() -> None:
    data = bytearray(encode(graph_of(FILES)))
    data[len(data) // 2] ^= 1
    with pytest.raises(UnreadableGraph):
        decode(bytes(data))


def test_bytes_altered_on_purpose_are_refused_or_lead_nowhere_else() -> None:
    """Control: without the checks of `decode` 28 of these 150 raise IndexError and the like in `used`."""
    data, chance, refused = encode(graph_of(FILES)), Random(7), 0
    for _ in range(150):
        altered = bytearray(data)
        altered[chance.randrange(len(MAGIC), len(data) - 4)] = chance.randrange(256)
        try:
            used(decode(resealed(bytes(altered))))
        except UnreadableGraph:
            refused += 1
    assert refused > 10


def test_another_version_is_refused() -> None:
    with pytest.raises(UnreadableGraph):
        decode(encode(graph_of(FILES)).replace(b"graph 1", b"graph 2", 1))
