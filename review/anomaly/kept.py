"""Keep models as bytes of plain data, and read them back: whatever the bytes are, no walk in a tree leaves it."""

from __future__ import annotations

import sys
import zlib
from array import array
from collections.abc import Iterable, Sequence
from typing import Generic, TypeVar

from pydantic import BaseModel, ConfigDict, FiniteFloat, NonNegativeInt, ValidationError

from review.anomaly.feature import Family, columns_of, features_of
from review.anomaly.features import Measured
from review.anomaly.forest import Forest, MalformedModels, Tree, checked
from review.anomaly.model import CHANGES, FUNCTION_FAMILIES, LEVELS, Example, Learnt, Models, Population, Spread, learn
from review.anomaly.past import Changed

VERSION = 1  # raise it when anything would be measured or learnt otherwise, or the layout changes
MAX_BYTES = 256_000_000  # unpacked
MAX_TREES = 1_000
DAMAGED = "the kept models are damaged or of another version"

T = TypeVar("T", int, float)

_MAGIC = b"unusual %d %s\n" % (VERSION, sys.byteorder.encode("ascii"))
_SIZE = 4  # bytes of a length or a checksum
_LEVEL = 6  # of zlib


class _Learnt(BaseModel):
    """One family's part of the header; its trees stand in the columns, so many nodes each."""

    model_config = ConfigDict(strict=True)
    family: str
    samples: NonNegativeInt
    threshold: FiniteFloat
    spreads: list[list[FiniteFloat]]
    nodes: list[NonNegativeInt]


class _Population(BaseModel):
    model_config = ConfigDict(strict=True)
    language: str
    size: NonNegativeInt
    families: list[_Learnt]
    examples: list[tuple[str, str, NonNegativeInt]]


class _Header(BaseModel):
    model_config = ConfigDict(strict=True)
    functions: NonNegativeInt
    newest: NonNegativeInt
    populations: list[_Population]


def train(functions: Iterable[Measured], changes: Sequence[Changed], newest: int) -> bytes:
    """Learn what is ordinary, and return bytes that `load` reads; `newest` is the time of the last commit."""
    return dump(learn(functions, changes, newest))


def dump(models: Models) -> bytes:
    """Return bytes that `load` reads."""
    populations = models.populations.items()
    header = _Header(
        functions=models.functions,
        newest=models.newest,
        populations=[_described(language, population) for language, population in populations],
    )
    trees = [tree for _, population in populations for learnt in population.families for tree in learnt.forest.trees]
    examples = array("f", (v for _, population in populations for one in population.examples for v in one.values))
    parts = (
        header.model_dump_json().encode("utf-8", "surrogatepass"),
        b"".join(tree.features.tobytes() for tree in trees),
        b"".join(tree.values.tobytes() for tree in trees),
        b"".join(tree.rights.tobytes() for tree in trees),
        examples.tobytes(),
    )
    body = zlib.compress(b"".join(len(part).to_bytes(_SIZE, "little") + part for part in parts), _LEVEL)
    return _MAGIC + zlib.crc32(body).to_bytes(_SIZE, "little") + body


def load(kept: bytes) -> Models:
    """Return what `train` or `dump` kept; raise MalformedModels for anything else."""
    try:
        header, columns = _opened(kept)
        models = Models(
            {one.language: _population(one, columns) for one in header.populations}, header.functions, header.newest
        )
    except (ValidationError, ValueError, zlib.error) as error:
        raise MalformedModels(DAMAGED) from error
    if columns.left():
        raise MalformedModels(DAMAGED)
    return models


def _described(language: str, population: Population) -> _Population:
    families = [
        _Learnt(
            family=learnt.family.value,
            samples=learnt.forest.samples,
            threshold=learnt.threshold,
            spreads=[list(spread.at) for spread in learnt.spreads],
            nodes=[len(tree.features) for tree in learnt.forest.trees],
        )
        for learnt in population.families
    ]
    examples = [(_text(one.name), _text(one.path), one.line) for one in population.examples]
    return _Population(language=language, size=population.size, families=families, examples=examples)


def _text(text: str) -> str:
    """Return a name or path of any bytes as text that JSON can hold."""
    return text.encode("utf-8", "replace").decode()


class _Column(Generic[T]):
    """Values taken from the front."""

    def __init__(self, held: array[T], part: bytes) -> None:
        held.frombytes(part)
        self.held: array[T] = held
        self.taken = 0

    def take(self, count: int) -> array[T]:
        start = self.taken
        self.taken += count
        if self.taken > len(self.held):
            raise MalformedModels(DAMAGED)
        return self.held[start : self.taken]


class _Columns:
    """The values of all trees and of the examples."""

    def __init__(self, asked: bytes, parts: bytes, rights: bytes, examples: bytes) -> None:
        self.asked = _Column(array("b"), asked)
        self.parts = _Column(array("f"), parts)
        self.rights = _Column(array("H"), rights)
        self.examples = _Column(array("f"), examples)

    def left(self) -> bool:
        """Say whether anything was not taken."""
        columns = (self.asked, self.parts, self.rights, self.examples)
        return any(column.taken < len(column.held) for column in columns)


def _opened(kept: bytes) -> tuple[_Header, _Columns]:
    start = len(_MAGIC) + _SIZE
    body = kept[start:]
    if kept[: len(_MAGIC)] != _MAGIC or kept[len(_MAGIC) : start] != zlib.crc32(body).to_bytes(_SIZE, "little"):
        raise MalformedModels(DAMAGED)
    unpacking = zlib.decompressobj()
    whole = unpacking.decompress(body, MAX_BYTES)
    if not unpacking.eof:
        raise MalformedModels(DAMAGED)
    header, asked, parted, rights, examples = _parts(whole)
    return _Header.model_validate_json(header), _Columns(asked, parted, rights, examples)


def _parts(whole: bytes) -> Iterable[bytes]:
    at = 0
    while at < len(whole):
        size = int.from_bytes(whole[at : at + _SIZE], "little")
        at += _SIZE + size
        if at > len(whole):
            raise MalformedModels(DAMAGED)
        yield whole[at - size : at]


def _population(one: _Population, columns: _Columns) -> Population:
    families = (Family.CHANGE,) if one.language == CHANGES else FUNCTION_FAMILIES
    if tuple(learnt.family for learnt in one.families) != families:
        raise MalformedModels(DAMAGED)
    learnt = tuple(_learnt(each, columns) for each in one.families)
    width = len(features_of(families[0]))
    examples = tuple(
        Example(name, path, line, tuple(columns.examples.take(width))) for name, path, line in one.examples
    )
    return Population(one.size, learnt, examples)


def _learnt(one: _Learnt, columns: _Columns) -> Learnt:
    family = Family(one.family)
    width = len(columns_of(family))
    spreads_fit = len(one.spreads) == width and all(len(spread) == len(LEVELS) for spread in one.spreads)
    if not spreads_fit or not 0 < len(one.nodes) <= MAX_TREES or one.samples < 2:
        raise MalformedModels(DAMAGED)
    trees = tuple(
        checked(Tree(columns.asked.take(nodes), columns.parts.take(nodes), columns.rights.take(nodes)), width)
        for nodes in one.nodes
    )
    spreads = tuple(Spread(tuple(spread)) for spread in one.spreads)
    return Learnt(family, Forest(trees, one.samples), one.threshold, spreads)
