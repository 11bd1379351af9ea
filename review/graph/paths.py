"""The paths of a snapshot, asked by name, by folder, by the end of a path and by the dotted name of a module."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cached_property

MAX_ENDINGS = 200  # files of one name that are compared
MAX_COMPARED = 60  # folders of two paths that are compared: a path may have thousands
_ROOTS = frozenset(("", "src", "lib", "python", "app", "tests", "test"))


def folder_of(path: str) -> str:
    """Return the folder of a path, "" at the root."""
    return path.rpartition("/")[0]


def stem_of(path: str) -> str:
    """Return the name of a file up to its first dot."""
    return path.rpartition("/")[2].partition(".")[0]


def joined(folder: str, relative: str) -> str | None:
    """Return a relative path as one from the root; None where it leaves the repository."""
    parts = folder.split("/") if folder else []
    for part in relative.split("/"):
        if part == "..":
            if not parts:
                return None
            parts.pop()
        elif part not in ("", "."):
            parts.append(part)
    return "/".join(parts)


class Paths:
    """The paths of a snapshot by their number, with the language of each."""

    def __init__(self, paths: Sequence[str], languages: Sequence[str]) -> None:
        """Keep them; what is asked of them is gathered when it is asked first."""
        self.all = paths
        self.languages = languages
        self.number: Mapping[str, int] = {path: at for at, path in enumerate(paths)}

    @cached_property
    def folders(self) -> Mapping[str, list[int]]:
        """The files that stand in each folder."""
        found: dict[str, list[int]] = defaultdict(list)
        for at, path in enumerate(self.all):
            found[folder_of(path)].append(at)
        return found

    @cached_property
    def every_folder(self) -> Mapping[str, list[str]]:
        """All folders by their last name, those without a file of their own too."""
        seen: set[str] = set()
        for folder in self.folders:
            while folder and folder not in seen:
                seen.add(folder)
                folder = folder_of(folder)
        found: dict[str, list[str]] = defaultdict(list)
        for folder in sorted(seen):
            found[folder.rpartition("/")[2]].append(folder)
        return found

    @cached_property
    def stems(self) -> Mapping[str, list[int]]:
        """The files of each name without what follows its first dot."""
        found: dict[str, list[int]] = defaultdict(list)
        for at, path in enumerate(self.all):
            found[stem_of(path)].append(at)
        return found

    def ending(self, parts: Sequence[str], languages: frozenset[str], near: str, least: int) -> int:
        """Return the file whose path has the most of these last parts, at least `least`; -1 for none.

        Among equals the one that has most in common with the path `near`.
        """
        best, best_at = (least - 1, -1, 0), -1
        for at in self.stems.get(parts[-1], ())[:MAX_ENDINGS] if parts else ():
            if self.languages[at] in languages:
                folders = folder_of(self.all[at]).rsplit("/", len(parts))
                same = 1
                while same < len(parts) and same <= len(folders) and folders[-same] == parts[-1 - same]:
                    same += 1
                rated = (same, in_common(self.all[at], near), -at)
                if same >= least and rated > best:
                    best, best_at = rated, at
        return best_at

    def folder_ending(self, parts: Sequence[str], near: str) -> str | None:
        """Return the folder whose path ends with all of these parts, the nearest among equals."""
        if not parts:
            return None
        wanted = "/".join(parts)
        named = self.every_folder.get(parts[-1], ())[:MAX_ENDINGS]
        fits = [each for each in named if f"/{each}".endswith(f"/{wanted}")]
        return max(fits, key=lambda each: in_common(each, near), default=None)

    @cached_property
    def python(self) -> Mapping[str, list[int]]:
        """The Python files by their dotted name: as their packages say it, and as their path says it."""
        found: dict[str, list[int]] = defaultdict(list)
        for at, path in enumerate(self.all):
            if self.languages[at] == "python":
                for name in self._python_names(path):
                    found[name].append(at)
        return found

    def _python_names(self, path: str) -> set[str]:
        parts = path.rpartition(".")[0].split("/")
        if parts[-1] == "__init__":
            parts.pop()
        top = len(parts) - 1 if not path.endswith("/__init__.py") else len(parts)
        while top > 0 and "/".join((*parts[:top], "__init__.py")) in self.number:
            top -= 1
        names = {".".join(parts), ".".join(parts[1:])} if parts[0] in _ROOTS else {".".join(parts)}
        if len(parts) - top > 1 or path.endswith("/__init__.py") or "/".join(parts[:top]) in _ROOTS:
            names.add(".".join(parts[top:]))
        return names - {""}


def in_common(one: str, other: str) -> int:
    """Return how many folders two paths share from the root, as far as they are compared."""
    count = 0
    for left, right in zip(one.split("/", MAX_COMPARED), other.split("/", MAX_COMPARED), strict=False):
        if left != right:
            break
        count += 1
    return count
