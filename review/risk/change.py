"""A change as risk sees it: its files with their counts of lines, who wrote it, its title."""

from __future__ import annotations

from dataclasses import dataclass

from review.models.mined import Author


@dataclass(frozen=True, slots=True)
class Touched:
    """A changed file; `former` is the path it had before, "" when it has not moved."""

    path: str
    added: int
    removed: int
    former: str = ""

    @property
    def lines(self) -> int:
        """Return how many lines were added or removed."""
        return self.added + self.removed


@dataclass(frozen=True, slots=True)
class Changed:
    """What is known of a change before it is merged; `login` is the GitHub account of who opened it, or ""."""

    files: tuple[Touched, ...]
    authors: tuple[Author, ...]
    title: str
    login: str = ""


@dataclass(frozen=True, slots=True)
class Structure:
    """What is known of the code it touches; None where nobody looked.

    `complexity` is the highest cyclomatic number of a touched function, `function` its name, `dependents` how many
    files need the most needed of the changed ones, which is `needed`.
    """

    complexity: int | None = None
    function: str = ""
    dependents: int | None = None
    needed: str = ""


UNKNOWN = Structure()
