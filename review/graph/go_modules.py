"""The module paths of Go, guessed from what is imported and the folders there are: go.mod is not among the facts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import islice

from review.graph.paths import Paths

MIN_VOTES = 3  # folders that agree, for all modules but the first
MAX_MODULES = 20
MAX_FOLDERS = 50  # of one name
MAX_VOTES = 300_000  # each may take half a kilobyte


def guessed(paths: Paths, imported: Iterable[str]) -> tuple[str, ...]:
    """Return `module path=folder` for the modules of the repository, that with the most folders first."""
    votes: dict[tuple[str, str], set[str]] = defaultdict(set)
    for parts, folder in islice(_alike(paths, imported), MAX_VOTES):
        _vote(votes, parts, folder)
    ordered = sorted(votes.items(), key=lambda each: (-len(each[1]), each[0][1].count("/"), each[0]))[:MAX_MODULES]
    kept = [pair for at, (pair, folders) in enumerate(ordered) if at == 0 or len(folders) >= MIN_VOTES]
    return tuple(f"{path}={folder}" for path, folder in kept)


def _alike(paths: Paths, imported: Iterable[str]) -> Iterator[tuple[list[str], str]]:
    """Yield the parts of each import with each folder of its last name."""
    for module in sorted(set(imported)):
        parts = module.split("/")
        if "." in parts[0]:
            for folder in paths.every_folder.get(parts[-1], ())[:MAX_FOLDERS]:
                yield parts, folder


def _vote(votes: dict[tuple[str, str], set[str]], parts: list[str], folder: str) -> None:
    folders = folder.split("/")
    same = 0
    while same < min(len(parts) - 1, len(folders)) and parts[-1 - same] == folders[-1 - same]:
        same += 1
    votes["/".join(parts[: len(parts) - same]), "/".join(folders[: len(folders) - same])].add(folder)


def folder_of_package(module: str, modules: tuple[str, ...]) -> str | None:
    """Return the folder of an imported package; None where it is of no module of the repository."""
    for each in modules:
        path, _, folder = each.partition("=")
        if module == path:
            return folder
        if module.startswith(f"{path}/"):
            rest = module[len(path) + 1 :]
            return f"{folder}/{rest}" if folder else rest
    return None
