"""The files of a snapshot in memory, as the resolution of names asks for them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from review.graph.found import MAX_FILES
from review.graph.paths import Paths, folder_of
from review.graph.units import Unit
from review.models.code import DefinitionKind

ENOUGH = 8  # definitions of one name: more tell nothing more

Place = tuple[int, int]


class Snapshot:
    """Some files by their number. What is asked of all of them is gathered when it is asked first."""

    def __init__(self, paths: Paths, units: Sequence[Unit], go_modules: tuple[str, ...]) -> None:
        """Keep the files; the numbers are those of `paths`."""
        self.paths = paths
        self.go_modules = go_modules
        self._units = units
        self._packages: dict[str, Mapping[str, Place]] = {}
        self._named: Mapping[str, list[Place]] | None = None
        self._namespaces: Mapping[str, Sequence[int]] | None = None

    def unit(self, file: int) -> Unit:
        """Return one file."""
        return self._units[file]

    def package(self, file: int) -> Mapping[str, Place]:
        """Return the names of the file's package: its folder, or its first namespace."""
        unit = self.unit(file)
        key, files = f"{unit.language}:{folder_of(unit.path)}", self.paths.folders[folder_of(unit.path)]
        if unit.language == "csharp":
            space = next((one.name for one in unit.definitions if one.kind is DefinitionKind.MODULE), "")
            key, files = f"csharp:{space}", list(self.namespace(space))
        if key not in self._packages:
            self._packages[key] = self._together(files[:MAX_FILES], unit.language)
        return self._packages[key]

    def _together(self, files: Sequence[int], language: str) -> Mapping[str, Place]:
        names: dict[str, Place] = {}
        for file in files:
            if self.paths.languages[file] == language:
                for name, at in self.unit(file).names.items():
                    names.setdefault(name, (file, at))
        return names

    def namespace(self, name: str) -> Sequence[int]:
        """Return the files of C# that declare a namespace."""
        if self._namespaces is None:
            self._namespaces = self._all_namespaces()
        return self._namespaces.get(name, ())

    def _all_namespaces(self) -> Mapping[str, Sequence[int]]:
        found: dict[str, list[int]] = defaultdict(list)
        for file, language in enumerate(self.paths.languages):
            if language == "csharp":
                for one in self.unit(file).definitions:
                    if one.kind is DefinitionKind.MODULE and len(found[one.name]) < MAX_FILES:
                        found[one.name].append(file)
        return found

    def named(self, leaf: str) -> Sequence[Place]:
        """Return the first few definitions with this last name."""
        if self._named is None:
            self._named = self._all_named()
        return self._named.get(leaf, ())

    def _all_named(self) -> Mapping[str, list[Place]]:
        found: dict[str, list[Place]] = defaultdict(list)
        for file in range(len(self.paths.all)):
            for at, one in enumerate(self.unit(file).definitions):
                places = found[one.name.rpartition(".")[2]]
                if len(places) < ENOUGH:
                    places.append((file, at))
        return found
