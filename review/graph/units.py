"""One file as the resolution of names sees it: its definitions by name, and what its imports are called in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from review.models.code import Definition, DefinitionKind, FileFacts, Import

NAMESPACED = frozenset(("csharp", "cpp", "php", "ruby", "typescript", "tsx"))
# A whole module taken without a name of its own: all of its names are there.
WHOLE = frozenset(("csharp", "c", "cpp", "ruby", "bash", "lua", "swift"))
_MAX_NAME = 300
_MAX_SPACES = 50  # namespaces of one file


@dataclass(frozen=True, slots=True)
class Unit:
    """One file. `names` leads from a dotted name to the first definition of it, `parents` to the one around each.

    `taken` leads from a name in this file to its import, `whole` are the imports that bring all names of a module.
    """

    path: str
    language: str
    lines: int
    definitions: tuple[Definition, ...]
    parents: tuple[int, ...]
    imports: tuple[Import, ...]
    names: Mapping[str, int] = field(default_factory=dict)
    taken: Mapping[str, Import] = field(default_factory=dict)
    whole: tuple[Import, ...] = ()


def kept(facts: FileFacts) -> tuple[tuple[Definition, ...], tuple[int, ...]]:
    """Return the definitions that are nodes, and for each of the file's definitions the number it has among them."""
    numbers: list[int] = []
    definitions: list[Definition] = []
    for one in facts.definitions:
        dropped = one.kind is DefinitionKind.KEY or len(one.name) > _MAX_NAME
        numbers.append(-1 if dropped else len(definitions))
        if not dropped:
            definitions.append(one)
    return tuple(definitions), tuple(numbers)


def unit_of(
    path: str, language: str, lines: int, definitions: tuple[Definition, ...], imports: tuple[Import, ...]
) -> Unit:
    """Return a file as the resolution sees it."""
    names: dict[str, int] = {}
    for at, one in enumerate(definitions):
        names.setdefault(one.name, at)
    parents = tuple(_parent(names, at, one) for at, one in enumerate(definitions))
    if language in NAMESPACED:
        _shorten(names, definitions)
    taken, whole = _taken(language, imports)
    return Unit(path, language, lines, definitions, parents, imports, names, taken, whole)


def _parent(names: Mapping[str, int], at: int, one: Definition) -> int:
    outer = one.name.rpartition(".")[0]
    while outer:
        found = names.get(outer, -1)
        if 0 <= found != at:
            return found
        outer = outer.rpartition(".")[0]
    return -1


def _shorten(names: dict[str, int], definitions: tuple[Definition, ...]) -> None:
    """Give what stands in a namespace its name without it too."""
    spaces = sorted({one.name for one in definitions if one.kind is DefinitionKind.MODULE}, key=len, reverse=True)[
        :_MAX_SPACES
    ]
    for at, one in enumerate(definitions):
        for space in spaces:
            if one.name.startswith(f"{space}."):
                names.setdefault(one.name[len(space) + 1 :], at)
                break


def _taken(language: str, imports: tuple[Import, ...]) -> tuple[Mapping[str, Import], tuple[Import, ...]]:
    taken: dict[str, Import] = {}
    whole: list[Import] = []
    for one in imports:
        if one.name == "*" or (language in WHOLE and not one.name and not one.alias):
            whole.append(one)
        else:
            for name in _own_names(language, one):
                taken.setdefault(name, one)
    return taken, tuple(whole)


def _own_names(language: str, one: Import) -> tuple[str, ...]:
    if one.alias or one.name:
        return (one.alias or one.name,)
    if language == "python":
        return (one.module,)  # `import a.b` is called `a.b` where it is used
    if language == "go":
        parts = [each for each in one.module.split("/") if each]
        versioned = len(parts) > 1 and parts[-1][:1] == "v" and parts[-1][1:].isdigit()
        last = parts[-2] if versioned else parts[-1] if parts else ""
        return tuple(dict.fromkeys((last, last.removeprefix("go-").removesuffix("-go").partition(".")[0])))
    return (one.module.replace("::", "/").replace("\\", "/").replace(".", "/").rpartition("/")[2],)
