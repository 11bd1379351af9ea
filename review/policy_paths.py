"""Parts of a repository with settings of their own: `paths` of the policy, for which the first match counts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from review.diff.wildcard import Pattern
from review.policy_classes import ClassLevel

MATCH = "match"
GATE = frozenset({"fail_on", "fail_on_confidence", "on_incomplete"})

Setting = tuple[str, object]  # a field of the policy and its value


@dataclass(frozen=True, slots=True)
class PathPolicy:
    """What holds for the files that one of the patterns of `match` means, instead of the policy's own.

    `tightens`: it is from a layer that may not loosen, so each setting of the gate only counts where it is stricter.
    """

    match: tuple[str, ...]
    settings: tuple[Setting, ...] = ()
    classes: tuple[ClassLevel, ...] = ()
    tightens: bool = False

    def of_the_gate(self) -> PathPolicy:
        """Return it without what is no matter of the gate."""
        return replace(self, settings=tuple(one for one in self.settings if one[0] in GATE))

    def without(self, *fields: str) -> PathPolicy:
        """Return it without the settings of these fields."""
        return replace(self, settings=tuple(one for one in self.settings if one[0] not in fields))

    def value(self, field: str) -> object | None:
        """Return what is set for a field of the policy, None for nothing."""
        return dict(self.settings).get(field)

    def __str__(self) -> str:
        """Return its patterns, for people; only the first of many."""
        return self.match[0] if len(self.match) == 1 else f"{self.match[0]}, …"


def first_match(paths: Sequence[PathPolicy], path: str) -> PathPolicy | None:
    """Return the first that means the path, None for none: of two that both do the later one has no say."""
    return next((one for one in paths if any(_means(pattern, path) for pattern in one.match)), None)


def _means(pattern: str, path: str) -> bool:
    read = read_pattern(pattern)
    return read is not None and read.matches(path)


@lru_cache(maxsize=1_000)
def read_pattern(text: str) -> Pattern | None:
    """Read a pattern of files, None for one that means none."""
    return None if ".." in text.split("/") else Pattern.read(text)


def laid_over(old: Sequence[PathPolicy], new: Sequence[PathPolicy], *, trusted: bool) -> tuple[PathPolicy, ...]:
    """Replace the list by that of a stronger layer; what a trusted layer says of the gate stands beside all others."""
    if trusted:
        return tuple(new)
    kept = [one.of_the_gate() for one in old if not one.tightens]
    return (*kept, *(replace(one, tightens=True) for one in new))


def also_for(paths: Iterable[PathPolicy], match: Sequence[str]) -> tuple[PathPolicy, ...]:
    """Return those that name one of the same patterns."""
    return tuple(one for one in paths if set(one.match) & set(match))
