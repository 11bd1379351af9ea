"""Which files of the base tell how a repository wants its code, and which of them hold for a question.

They are read from the merge base, never from the head: a change cannot write the rules that it is judged by. And as the
merge base stays over pushes, so do the questions.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from review.diff.attributes import FILE as ATTRIBUTES
from review.diff.attributes import attribute_files
from review.diff.wildcard import Pattern
from review.knowledge.codeowners import LOCATIONS as OWNERS
from review.models import Guideline

# In any folder, for what lies below it.
ANYWHERE = ("AGENTS.md", "CLAUDE.md")
# For all; of what stands first there is more in a question when room is short.
AT_ROOT = (
    ".github/copilot-instructions.md",
    ".cursorrules",
    "CONTRIBUTING.md",
    ".github/CONTRIBUTING.md",
    "docs/CONTRIBUTING.md",
)
MAX_PATHS = 2_000  # that are looked for
MAX_FILES = 20
MAX_BYTES = 16_000  # of one guideline; a question takes 6,000 characters of all of them

_SPECIAL = frozenset("*?[\\")


@dataclass(frozen=True, slots=True)
class BaseFiles:
    """What to read of the merge base beside the change; `own` are the policy's paths and patterns of guidelines."""

    own: tuple[str, ...] = ()

    def named(self, changed: Iterable[str]) -> list[str]:
        """Return the paths to look for, given what changed; the most important first."""
        near = []
        for attributes in attribute_files(changed):
            folder = attributes.removesuffix(ATTRIBUTES)
            near += [attributes, *(folder + name for name in ANYWHERE)]
        plain = [path.removeprefix("/") for path in self.own if _SPECIAL.isdisjoint(path)]
        return list(dict.fromkeys([*plain, *AT_ROOT, *OWNERS, *near]))[:MAX_PATHS]

    def folders(self) -> list[str]:
        """Return the folders whose files have to be listed for the policy's patterns; "" is the whole tree."""
        found = {_folder(pattern) for pattern in self.own if not _SPECIAL.isdisjoint(pattern)}
        return sorted(found)

    def chosen(self, listed: Iterable[str]) -> list[str]:
        """Return which of the listed paths the policy's patterns mean."""
        read = [Pattern.read(pattern) for pattern in self.own if not _SPECIAL.isdisjoint(pattern)]
        patterns = [pattern for pattern in read if pattern is not None]
        return sorted(path for path in listed if any(pattern.matches(path) for pattern in patterns))[:MAX_FILES]

    def guidelines(self, files: Mapping[str, bytes]) -> tuple[Guideline, ...]:
        """Return the guidelines among files of the base: the policy's own first, then by folder and kind."""
        own = [*(path.removeprefix("/") for path in self.own if path.removeprefix("/") in files), *self.chosen(files)]
        known = sorted((path for path in files if _place(path) is not None), key=lambda path: (_place(path), path))
        found: dict[str, Guideline] = {}
        for path in dict.fromkeys([*own, *known]):
            text = files[path][:MAX_BYTES].decode("utf-8", "replace").strip()
            if text:
                found.setdefault(text, Guideline(path, text))  # CLAUDE.md is often a copy of AGENTS.md
        return tuple(found.values())[:MAX_FILES]


def holding(guidelines: Iterable[Guideline], paths: Collection[str]) -> list[Guideline]:
    """Return the guidelines that hold for these files, those of the nearest folder first."""
    held = [one for one in guidelines if any(path.startswith(_below(one.path)) for path in paths)]
    return sorted(held, key=lambda one: -_below(one.path).count("/"))


def _below(path: str) -> str:
    """Return the folder, with its slash, that a guideline holds for: "" is the whole repository."""
    folder, slash, name = path.rpartition("/")
    return folder + slash if name in ANYWHERE else ""


def _place(path: str) -> tuple[int, int] | None:
    """Return where a file stands among guidelines; None for one that is none by its name."""
    name = path.rpartition("/")[2]
    if name in ANYWHERE:
        return path.count("/"), ANYWHERE.index(name)
    return (0, len(ANYWHERE) + AT_ROOT.index(path)) if path in AT_ROOT else None


def _folder(pattern: str) -> str:
    """Return the folder that all paths of a pattern are in."""
    if "/" not in pattern:
        return ""
    parts = pattern.removeprefix("/").split("/")
    special = next((at for at, part in enumerate(parts) if not _SPECIAL.isdisjoint(part)), len(parts))
    return "/".join(parts[: min(special, len(parts) - 1)])
