"""What a name means at one place of one file: through its scopes, its imports, its package, its classes' bases."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from review.graph import scopes
from review.graph.found import BROAD, EXACT, NAMED, ONLY, THROUGH, Bound, Found, Symbols
from review.graph.modules import find
from review.graph.paths import stem_of
from review.graph.units import Unit
from review.models.code import DefinitionKind, Import

MADE_HERE = 75
GUESS = 35
MAX_DEPTH = 8  # re-exports and base classes that are followed
MAX_BASES = 30
MAX_STEPS = 100_000  # of one file; ordinary ones take a few for each call
MAX_STEPS_IN_ALL = 30_000_000
FILES_OF_A_STEP = 64  # of a module that has many: to ask them all takes steps too
MIN_GUESS = 4  # letters of a method's name that is looked for everywhere


class Resolver:
    """The names of a snapshot. One for all files, so that what one file's imports mean is found once."""

    def __init__(self, world: Symbols) -> None:
        """Start with nothing known."""
        self._world = world
        self._taken: dict[tuple[int, str], Bound | None] = {}
        self._same: dict[int, Mapping[str, list[int]]] = {}
        self._left_in_all, self._left, self._nested = MAX_STEPS_IN_ALL, MAX_STEPS, 0
        self._found: dict[tuple[int, str, str], Found | None] = {}
        self._groups: dict[tuple[int, ...], tuple[int, ...]] = {}

    def begin(self) -> None:
        """Begin with another file: each may take a number of steps, and all together too.

        Bases and re-exports fan out, so that a few hostile files could ask for more steps than ever end. What is not
        found within them is not known.
        """
        self._left_in_all -= MAX_STEPS - self._left
        self._left = max(0, min(MAX_STEPS, self._left_in_all))

    def _may_go_on(self, depth: int) -> bool:
        self._left -= 1
        return self._left >= 0 and depth <= MAX_DEPTH

    def leads(self, file: int, one: Import) -> Found | None:
        """Return what an import leads to."""
        key = file, one.module, one.name
        if key not in self._found:
            found = self._found[key] = find(self._world, file, one)
            if found is not None:  # thousands of imports may lead to the same thousands of files
                self._found[key] = replace(found, files=self._groups.setdefault(found.files, found.files))
        return self._found[key]

    def called(self, file: int, within: int, receiver: str, name: str, made: tuple[str, str] | None) -> Bound | None:
        """Return the definition that a call means, None where that is not known.

        `made` is the call that the receiver starts with, where the receiver is one.
        """
        unit = self._world.unit(file)
        if not receiver:
            bound = self._bare(file, unit, within, name)
        elif receiver == "?":
            bound = self._on_made(file, unit, within, name, made) or self._guess(unit, name)
        else:
            bound = self._on(file, unit, within, receiver, name)
        return bound if bound is not None and bound.at >= 0 else None

    def _on(self, file: int, unit: Unit, within: int, receiver: str, name: str) -> Bound | None:
        parts = receiver.split(".")
        own = scopes.class_around(unit, within) if parts[0] in scopes.OWN or parts[0] in scopes.BASE else -1
        if own >= 0 and len(parts) == 1:
            return self._own(file, own, name, above=parts[0] in scopes.BASE) or self._guess(unit, name)
        if unit.language == "ruby" and len(parts) > 1 and parts[-1] == "new":
            parts.pop()
        kind = scopes.parameter_of(unit, within, parts[0])
        if kind:
            return self._on_typed(file, unit, within, kind, (*parts[1:], name))
        bound = None if kind is not None else self._path(file, unit, within, parts)
        if bound is not None:
            made_new = unit.language == "ruby" and name == "new" and bound.at >= 0
            return bound if made_new else self._member(bound, name, 0)
        outside = parts[0] in unit.taken or any(each.startswith(f"{parts[0]}.") for each in unit.taken)
        return None if outside else self._guess(unit, name)

    def _own(self, file: int, own: int, name: str, *, above: bool) -> Bound | None:
        bound = Bound((file,), own, NAMED)
        if not above:
            return self._member(bound, name, 0)
        return next((each for each in self._from_bases(bound, name, 0) if each is not None), None)

    def _on_made(self, file: int, unit: Unit, within: int, name: str, made: tuple[str, str] | None) -> Bound | None:
        if made is None or unit.language not in scopes.OUTER_FIRST:
            return None
        if made == ("", "super"):
            own = scopes.class_around(unit, within)
            return self._own(file, own, name, above=True) if own >= 0 else None
        bound = self.called(file, within, made[0], made[1], None)
        if bound is None or self._world.unit(bound.files[0]).definitions[bound.at].kind is not DefinitionKind.TYPE:
            return None
        found = self._member(bound, name, 0)
        return None if found is None else _capped(found, MADE_HERE)

    def _on_typed(self, file: int, unit: Unit, within: int, kind: str, parts: Sequence[str]) -> Bound | None:
        bound = self._path(file, unit, within, kind.split("."))
        for part in parts:
            bound = None if bound is None else self._member(bound, part, 0)
        return None if bound is None else _capped(bound, BROAD)

    def _path(self, file: int, unit: Unit, within: int, parts: Sequence[str]) -> Bound | None:
        """Return what a dotted name stands for; the longest start that was imported as a whole counts first."""
        bound, used = None, 0
        for end in range(min(len(parts), MAX_DEPTH), 1, -1):
            if ".".join(parts[:end]) in unit.taken:
                bound, used = self._imported(file, unit, ".".join(parts[:end]), 0), end
                break
        if not used:
            bound, used = self._bare(file, unit, within, parts[0]), 1
        if bound is None:
            bound, used = self._spelled(file, unit, parts), len(parts)
        for part in parts[used:]:
            bound = None if bound is None else self._member(bound, part, 0)
        return bound or self._whole_name(unit, parts)

    def _whole_name(self, unit: Unit, parts: Sequence[str]) -> Bound | None:
        """Return the only definition whose dotted name ends so, where names are global."""
        if unit.language not in scopes.GLOBAL or len(parts) < 2:
            return None
        ending = f".{'.'.join(parts)}"
        fits = [(file, at) for file, at in self._world.named(parts[-1])
                if f".{self._world.unit(file).definitions[at].name}".endswith(ending)]  # fmt: skip
        return Bound((fits[0][0],), fits[0][1], ONLY) if len(fits) == 1 else None

    def _spelled(self, file: int, unit: Unit, parts: Sequence[str]) -> Bound | None:
        """Read a name that says its whole module: `com.example.Type`, `crate.module`, `module` beside this one."""
        if unit.language in ("rust", "java", "kotlin", "csharp"):
            sign = "::" if unit.language == "rust" else "."
            if len(parts) > 1 or unit.language == "rust":
                return self._reached(file, Import(sign.join(parts), "", "", 0), 0)
        return None

    def _bare(self, file: int, unit: Unit, within: int, name: str) -> Bound | None:
        if name in scopes.OWN and scopes.class_around(unit, within) >= 0:  # `cls()`, `Self()`, `new static()`
            return Bound((file,), scopes.class_around(unit, within), NAMED)
        scope = within
        while scope >= 0:
            around = unit.definitions[scope]
            inner = unit.names.get(f"{around.name}.{name}", -1)
            visible = around.kind is not DefinitionKind.TYPE or scope == within or unit.language in scopes.IMPLICIT
            if inner >= 0 and visible:
                return Bound((file,), inner, EXACT)
            if around.kind is DefinitionKind.TYPE and unit.language in scopes.IMPLICIT:
                inherited = self._member(Bound((file,), scope, NAMED), name, 0)
                if inherited is not None:
                    return inherited
            scope = unit.parents[scope]
        if scopes.parameter_of(unit, within, name) is not None:
            return None
        at = unit.names.get(name, -1)
        if at >= 0:
            return Bound((file,), at, EXACT)
        return self._imported(file, unit, name, 0) or self._around(file, unit, name)

    def _around(self, file: int, unit: Unit, name: str) -> Bound | None:
        """Return what nobody had to import by name: from the package, whole modules, or all there is."""
        if unit.language in scopes.PACKAGED:
            found = self._world.package(file).get(name)
            if found is not None:
                return Bound((found[0],), found[1], BROAD)
        for one in unit.whole[:MAX_BASES]:
            found_in = self.leads(file, one)
            bound = None if found_in is None else self._in_module(found_in.files, name, BROAD, 0)
            if bound is not None:
                return bound
        if unit.language in scopes.GLOBAL:
            fits = [each for each in self._world.named(name) if self._fits_globally(unit, each)]
            if len(fits) == 1:
                return Bound((fits[0][0],), fits[0][1], ONLY)
        return None

    def _fits_globally(self, unit: Unit, place: tuple[int, int]) -> bool:
        other = self._world.unit(place[0])
        parent = other.parents[place[1]]
        inside = parent >= 0 and other.definitions[parent].kind is not DefinitionKind.MODULE
        return not inside and scopes.family(other.language) == scopes.family(unit.language)

    def _imported(self, file: int, unit: Unit, name: str, depth: int) -> Bound | None:
        one = unit.taken.get(name)
        if one is None:
            return None
        key = file, name
        if key not in self._taken:
            self._taken[key] = None  # an import that leads back to itself means nothing
            self._taken[key] = self._reached(file, one, depth)
        return self._taken[key]

    def _reached(self, file: int, one: Import, depth: int) -> Bound | None:
        found = self.leads(file, one)
        if found is None or depth > MAX_DEPTH:
            return None
        bound: Bound | None = Bound(found.files, -1, found.sure)
        if found.rest == "default" or not (found.rest or one.name or not one.alias):
            at = scopes.default_of(self._world.unit(found.files[0]))
            if at >= 0:
                return Bound(found.files, at, min(NAMED, found.sure))
            if found.rest:
                return bound
        for part in found.rest.split(".") if found.rest else ():
            bound = None if bound is None else self._member(bound, part, depth + 1)
        return bound

    def _member(self, bound: Bound, name: str, depth: int) -> Bound | None:
        if not self._may_go_on(depth):
            return None
        if bound.at < 0:
            return self._in_module(bound.files, name, bound.sure, depth)
        file = bound.files[0]
        unit = self._world.unit(file)
        full = f"{unit.definitions[bound.at].name}.{name}"
        at = unit.names.get(full, -1)
        if at >= 0:
            return Bound((file,), at, min(bound.sure, NAMED))
        if unit.language in scopes.PACKAGED:
            found = self._world.package(file).get(full)
            if found is not None:
                return Bound((found[0],), found[1], min(bound.sure, THROUGH))
        return next((each for each in self._from_bases(bound, name, depth) if each is not None), None)

    def _from_bases(self, bound: Bound, name: str, depth: int) -> Iterator[Bound | None]:
        file = bound.files[0]
        unit = self._world.unit(file)
        for other in self._parts(file, unit, bound.at):
            for base in unit.definitions[other].bases[:MAX_BASES]:
                parts = scopes.plain(base).split(".")
                own = self._base(file, unit, unit.parents[bound.at], parts)
                if own is not None and (own.files[0], own.at) != (file, bound.at):
                    found = self._member(own, name, depth + 1)
                    yield None if found is None else _capped(found, min(THROUGH, bound.sure))

    def _base(self, file: int, unit: Unit, within: int, parts: Sequence[str]) -> Bound | None:
        """Return a base class; its name may lead through a class whose base is looked for already."""
        self._nested += 1
        try:
            return self._path(file, unit, within, parts) if self._nested <= MAX_DEPTH else None
        finally:
            self._nested -= 1

    def _parts(self, file: int, unit: Unit, at: int) -> Sequence[int]:
        """Return the definitions of a type: in Rust also its `impl` blocks."""
        if unit.language != "rust":
            return (at,)
        if file not in self._same:
            self._same[file] = scopes.by_name(unit)
        return self._same[file][unit.definitions[at].name]

    def _in_module(self, files: tuple[int, ...], name: str, sure: int, depth: int) -> Bound | None:
        self._left -= len(files) // FILES_OF_A_STEP
        for file in files if self._left >= 0 else ():
            unit = self._world.unit(file)
            at = unit.names.get(name, unit.names.get(f"{stem_of(unit.path)}.{name}", -1))
            if at >= 0:
                return Bound((file,), at, min(sure, NAMED))
        file, unit = files[0], self._world.unit(files[0])
        if not self._may_go_on(depth) or unit.language not in ("python", "javascript", "typescript", "rust"):
            return None
        return self._passed_on(file, unit, name, sure, depth)

    def _passed_on(self, file: int, unit: Unit, name: str, sure: int, depth: int) -> Bound | None:
        """Follow a re-export, or a package to its module of that name."""
        bound = self._imported(file, unit, name, depth + 1)
        if bound is None:
            for one in unit.whole[:MAX_BASES]:
                found = self.leads(file, one)
                if found is not None and found.files[0] != file:
                    bound = self._in_module(found.files, name, BROAD, depth + 1)
                if bound is not None:
                    break
        if bound is None and unit.language == "python" and unit.path.endswith("__init__.py"):
            bound = self._reached(file, Import(".", name, "", 0), MAX_DEPTH)
        return None if bound is None else _capped(bound, min(sure, THROUGH))

    def _guess(self, unit: Unit, name: str) -> Bound | None:
        """Return the method of that name where the repository has only one."""
        if len(name) < MIN_GUESS or name in scopes.COMMON:
            return None
        fits = self._world.named(name)
        if len(fits) != 1:
            return None
        file, at = fits[0]
        other = self._world.unit(file)
        one, alike = other.definitions[at], scopes.family(other.language) == scopes.family(unit.language)
        return Bound((file,), at, GUESS) if alike and one.kind is DefinitionKind.FUNCTION and "." in one.name else None


def _capped(bound: Bound, sure: int) -> Bound:
    return bound if bound.sure <= sure else Bound(bound.files, bound.at, sure)
