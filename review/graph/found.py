"""What an import leads to, how sure that is, and the snapshot in which it is looked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from review.graph.paths import Paths
from review.graph.units import Unit

# Hundredths: the table in `graph.py` says what each is for.
EXACT = 95
NAMED = 90
THROUGH = 85
BROAD = 80
ENDING = 80
ONLY = 60

MAX_FILES = 2_000  # of one package


@dataclass(frozen=True, slots=True)
class Found:
    """The files that an import leads to, the first of them standing for all, and the name to look up in them."""

    files: tuple[int, ...]
    rest: str
    sure: int


class World(Protocol):
    """The snapshot that names are resolved in."""

    paths: Paths
    go_modules: tuple[str, ...]

    def unit(self, file: int) -> Unit:
        """Return one file."""

    def namespace(self, name: str) -> Sequence[int]:
        """Return the files in which a namespace is declared."""


@dataclass(frozen=True, slots=True)
class Bound:
    """What a name stands for: a module of these files where `at` is -1, else definition `at` of the first of them."""

    files: tuple[int, ...]
    at: int
    sure: int


class Symbols(World, Protocol):
    """The snapshot with what stands in it by name."""

    def package(self, file: int) -> Mapping[str, tuple[int, int]]:
        """Return the names that a file sees without importing them, each with its file and definition."""

    def named(self, leaf: str) -> Sequence[tuple[int, int]]:
        """Return the definitions with this last name, at most a few, so that one alone is told from many."""
