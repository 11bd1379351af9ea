"""How hard a function is to read, counted while its branches pass by in order.

Cyclomatic (McCabe 1976): one, and one for each branch, loop, handler, case, ternary, `and` and `or`, and for each
clause of a comprehension. Cognitive (Campbell 2018): one for each break in the line of reading and one more for each
level that it stands in; `else` and `else if` count one, a run of the same `and`s counts one, cases count nothing.
"""

from __future__ import annotations

from review.models.code import Measures

MAX_LEVELS = 200


class Branches:
    """The branches of one function: those still open, and the counts so far."""

    __slots__ = ("cognitive", "cyclomatic", "joined", "levels", "nesting")

    def __init__(self) -> None:
        """Start with the one path that every function has."""
        self.cyclomatic = 1
        self.cognitive = 0
        self.nesting = 0
        self.levels: list[int] = []  # where each open branch ends
        self.joined: set[tuple[str, int]] = set()

    def add(self, kind: str, start: int, end: int) -> None:
        """Count one; `start` and `end` are its bytes, and it comes after all that begin before it."""
        while self.levels and start >= self.levels[-1]:
            self.levels.pop()
        if kind in ("branch", "elif", "case", "and", "or"):
            self.cyclomatic += 1
        if kind in ("elif", "else"):
            self.cognitive += 1
        elif kind in ("and", "or"):
            self._join(kind, start)
        elif kind in ("branch", "switch"):
            self.cognitive += 1 + len(self.levels)
            if len(self.levels) < MAX_LEVELS:
                self.levels.append(end)
            self.nesting = max(self.nesting, len(self.levels))

    def _join(self, kind: str, start: int) -> None:
        """Count a run of one operator once: the inner ones of `a and b and c` begin where the outer one does."""
        if (kind, start) not in self.joined:
            self.joined.add((kind, start))
            self.cognitive += 1

    def measured(self, lines: int, parameters: int) -> Measures:
        """Return the counts."""
        return Measures(lines, parameters, self.cyclomatic, self.cognitive, self.nesting)
