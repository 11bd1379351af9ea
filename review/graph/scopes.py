"""What languages differ in when a name is looked up, and what stands around a place of a file."""

from __future__ import annotations

from collections.abc import Mapping

from review.graph.parameters import parameters
from review.graph.units import Unit
from review.models.code import DefinitionKind

OWN = frozenset(("self", "this", "cls", "Self", "static"))
BASE = frozenset(("super", "parent", "base"))
IMPLICIT = frozenset(("java", "kotlin", "scala", "csharp", "cpp", "ruby", "swift"))  # members without `this`
PACKAGED = frozenset(("go", "java", "kotlin", "scala", "php", "csharp"))  # a package's files see each other
GLOBAL = frozenset(("c", "cpp", "ruby", "swift", "php", "bash"))  # one space of names for all that is linked
# A call on a call stands before that one among the calls of a file; elsewhere after it, with what is between them.
OUTER_FIRST = frozenset(("python", "javascript", "typescript", "scala", "go", "rust", "swift", "cpp", "lua"))
# Methods that the types of many libraries have too.
COMMON = frozenset((
    "addEventListener", "apply", "bind", "call", "catch", "charAt", "clone", "close", "concat", "connect", "contains",
    "delete", "each", "endsWith", "entries", "equals", "error", "Error", "every", "exec", "execute", "exists", "filter",
    "find", "first", "flatMap", "flush", "forEach", "getName", "getOrDefault", "getValue", "group", "hasOwnProperty",
    "hashCode", "includes", "indexOf", "info", "isEmpty", "iter", "last", "length", "Lock", "match", "name", "next",
    "open", "parse", "post", "print", "Println", "push", "read", "reduce", "request", "resolve", "save", "search",
    "send", "size", "slice", "some", "start", "startsWith", "stop", "stream", "String", "string", "substring", "test",
    "then", "toLowerCase", "toString", "toUpperCase", "trim", "unwrap", "Unlock", "warn", "warning", "write",
    *(name for kind in (str, bytes, list, dict, set, int, float, Exception) for name in dir(kind)),
))  # fmt: skip


def family(language: str) -> str:
    """Return the name of the languages that call each other."""
    return {"typescript": "javascript", "cpp": "c", "kotlin": "java", "scala": "java"}.get(language, language)


def class_around(unit: Unit, within: int) -> int:
    """Return the type around a definition, or itself, -1 for none."""
    while within >= 0 and unit.definitions[within].kind is not DefinitionKind.TYPE:
        within = unit.parents[within]
    return within


def parameter_of(unit: Unit, within: int, name: str) -> str | None:
    """Return the written type of a parameter of the functions around, None where no parameter has that name."""
    while within >= 0:
        one = unit.definitions[within]
        if one.kind is DefinitionKind.FUNCTION:
            kind = parameters(one.signature, unit.language).get(name)
            if kind is not None:
                return kind
        within = unit.parents[within]
    return None


def by_name(unit: Unit) -> Mapping[str, list[int]]:
    """Return the definitions of each name."""
    found: dict[str, list[int]] = {}
    for at, one in enumerate(unit.definitions):
        found.setdefault(one.name, []).append(at)
    return found


def default_of(unit: Unit) -> int:
    """Return what a module of JavaScript exports as its default, -1 where it has no name."""
    if family(unit.language) != "javascript":
        return -1
    marks = ("export default", "module.exports =")
    return next((at for at, one in enumerate(unit.definitions) if one.signature.startswith(marks)), -1)


def plain(base: str) -> str:
    """Return the dotted name of a base class, without its type arguments."""
    for sign in "[<(":
        base = base.partition(sign)[0]
    return base.replace("::", ".").replace("\\", ".").strip(" .")
