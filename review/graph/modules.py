"""What an import leads to, by the rules of its language: files of the snapshot, and the name still to look up there."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from review.graph.go_modules import folder_of_package
from review.graph.paths import Paths, folder_of, joined, stem_of
from review.graph.units import Unit
from review.models.code import Import

EXACT = 95
NAMED = 90
THROUGH = 85
BROAD = 80
ENDING = 80
ONLY = 60

MAX_FILES = 2_000  # of one package

_SCRIPTS = ("", ".ts", ".tsx", ".d.ts", ".js", ".jsx", ".mjs", ".cjs", ".mts", ".cts", ".vue", ".svelte")
_INDEXES = tuple(f"/index{each}" for each in _SCRIPTS[1:])
_JVM = frozenset(("java", "kotlin", "scala", "groovy"))
_JAVASCRIPT = frozenset(("javascript", "typescript", "tsx", "jsx", "vue", "svelte"))
_C = frozenset(("c", "cpp"))


@dataclass(frozen=True, slots=True)
class Found:
    """The files that an import leads to, the first of them standing for all, and the name to look up in them."""

    files: tuple[int, ...]
    rest: str
    sure: int


class World(Protocol):
    """The snapshot that names are resolved in."""

    paths: Paths
    go_modules: tuple[str, ...]

    def unit(self, file: int) -> Unit:
        """Return one file."""

    def namespace(self, name: str) -> Sequence[int]:
        """Return the files in which a namespace is declared."""


def find(world: World, file: int, one: Import) -> Found | None:
    """Return what an import leads to; None where that is outside of the repository."""
    rule = _RULES.get(world.paths.languages[file])
    return rule(world, file, one) if rule is not None else None


def _python(world: World, file: int, one: Import) -> Found | None:
    paths, path = world.paths, world.paths.all[file]
    name = "" if one.name == "*" else one.name
    dots = len(one.module) - len(one.module.lstrip("."))
    if dots:
        folder = joined(folder_of(path), "/".join([".."] * (dots - 1)))
        base = None if folder is None else joined(folder, one.module[dots:].replace(".", "/"))
        return None if base is None else _python_at(world, base, name)
    for module, rest in ((one.module, name), (f"{one.module}.{name}", "")):
        at, sure = _python_absolute(paths, path, module)
        if at >= 0:
            below = _python_below(world, at, rest)
            return Found((at,), rest, sure) if below is None else Found((below,), "", sure)
        if not name:
            break
    return None


def _python_at(world: World, base: str, name: str) -> Found | None:
    number = world.paths.number
    for path in (f"{base}.py", f"{base}/__init__.py" if base else "__init__.py", f"{base}.pyi"):
        at = number.get(path, -1)
        if at >= 0:
            below = _python_below(world, at, name)
            return Found((at,), name, EXACT) if below is None else Found((below,), "", EXACT)
    at = number.get(f"{base}/{name}.py".lstrip("/"), number.get(f"{base}/{name}/__init__.py".lstrip("/"), -1))
    return Found((at,), "", EXACT) if at >= 0 and name else None


def _python_below(world: World, package: int, name: str) -> int | None:
    """Return the module of that name in a package, unless the package itself has such a name."""
    path = world.paths.all[package]
    if not name or not path.endswith("__init__.py"):
        return None
    unit = world.unit(package)
    own = unit.taken.get(name)
    if name in unit.names or (own is not None and own.name != "" and own.module != "."):
        return None
    folder = path.removesuffix("__init__.py")
    number = world.paths.number
    return number.get(f"{folder}{name}.py", number.get(f"{folder}{name}/__init__.py"))


def _python_absolute(paths: Paths, near: str, module: str) -> tuple[int, int]:
    fits = paths.python.get(module, [])
    top = module.partition(".")[0]
    if top in sys.stdlib_module_names:
        fits = [at for at in fits if paths.all[at].removeprefix("src/").startswith((f"{top}/", f"{top}."))]
    if fits:
        near_folder = folder_of(near)
        best = max(fits, key=lambda at: (_shared(paths.all[at], near_folder), -len(paths.all[at]), -at))
        return best, EXACT
    parts = module.split(".")
    beside = paths.number.get(joined(folder_of(near), f"{'/'.join(parts)}.py") or "", -1)
    if beside >= 0 and f"{folder_of(near)}/__init__.py" not in paths.number and top not in sys.stdlib_module_names:
        return beside, NAMED
    if len(parts) < 2:
        return -1, 0
    at = paths.ending(parts, frozenset(("python",)), near, len(parts))
    return (at, ENDING) if at >= 0 else (-1, 0)


def _shared(path: str, folder: str) -> int:
    count = 0
    for left, right in zip(path.split("/"), folder.split("/"), strict=False):
        if left != right:
            break
        count += 1
    return count


def _javascript(world: World, file: int, one: Import) -> Found | None:
    paths, near = world.paths, world.paths.all[file]
    name = "" if one.name == "*" else one.name
    if one.module.startswith("."):
        base, sure = joined(folder_of(near), one.module), EXACT
    elif one.module.startswith(("@/", "~/")):
        base, sure = f"src/{one.module[2:]}", ENDING
    else:
        base, sure = one.module, ENDING
        if "/" not in base:
            return None
    if base is None:
        return None
    at = _script(paths, base)
    if at < 0 and sure == ENDING:
        root = near.partition("/src/")[0]
        at = _script(paths, f"{root}/{base}") if root != near else -1
    return Found((at,), name, sure) if at >= 0 else None


def _script(paths: Paths, base: str) -> int:
    bare = base
    for ending in (".js", ".mjs", ".cjs", ".jsx"):  # TypeScript names the file that will be made
        bare = bare.removesuffix(ending)
    for start in dict.fromkeys((base, bare)):
        for ending in (*_SCRIPTS, *_INDEXES):
            at = paths.number.get(f"{start}{ending}".lstrip("/"), -1)
            if at >= 0 and paths.languages[at] in _JAVASCRIPT:
                return at
    return -1


def _go(world: World, file: int, one: Import) -> Found | None:
    folder = folder_of_package(one.module, world.go_modules)
    files = [] if folder is None else [
        at for at in world.paths.folders.get(folder, ())
        if world.paths.languages[at] == "go" and not world.paths.all[at].endswith("_test.go")
    ]  # fmt: skip
    return Found(_first(world.paths, files, folder or ""), "", EXACT) if files else None


def _first(paths: Paths, files: list[int], folder: str) -> tuple[int, ...]:
    """Return a package's files, that with the package's name first."""
    name = folder.rpartition("/")[2]
    return tuple(sorted(files[:MAX_FILES], key=lambda at: stem_of(paths.all[at]) != name))


def _jvm(world: World, file: int, one: Import) -> Found | None:
    paths, near = world.paths, world.paths.all[file]
    parts = [each for each in one.module.split(".") if each]
    whole = parts if one.name in ("", "*") else [*parts, one.name]
    for end in range(len(whole), max(len(whole) - 3, 1), -1):
        at = paths.ending(whole[:end], _JVM, near, end)
        if at >= 0 and whole[end - 1][:1].isupper():
            return Found((at,), ".".join(whole[end - 1 :]), THROUGH)
    if len(parts) < 2:
        return None
    for skipped in range(max(1, len(parts) - 2)):  # Kotlin may leave out the folders that all packages share
        folder = paths.folder_ending(parts[skipped:], near)
        files = [at for at in paths.folders.get(folder or "", ()) if paths.languages[at] in _JVM] if folder else []
        if files:
            rest = "" if one.name == "*" else one.name
            return Found(tuple(files[:MAX_FILES]), rest, BROAD if not skipped else ONLY)
    return None


def _csharp(world: World, file: int, one: Import) -> Found | None:
    module, rest = one.module, "" if one.name == "*" else one.name
    while module:
        files = world.namespace(module)
        if files:
            return Found(tuple(at for at in files if at != file) or (file,), rest, BROAD)
        module, _, last = module.rpartition(".")
        rest = f"{last}.{rest}".rstrip(".")
    return None


def _php(world: World, file: int, one: Import) -> Found | None:
    paths, near = world.paths, world.paths.all[file]
    if one.module.endswith(".php"):
        return _included(world, file, one)
    parts = [each for each in one.module.split("\\") if each]
    whole = [*parts, one.name] if one.name not in ("", "*") else parts
    for fits in (whole, parts):
        at = paths.ending(fits, frozenset(("php",)), near, min(2, len(fits)))
        if at >= 0 and len(fits) > 1:
            return Found((at,), whole[-1], THROUGH)
    return None


def _rust(world: World, file: int, one: Import) -> Found | None:
    parts = [*one.module.split("::"), *([] if one.name in ("", "*") else [one.name])]
    parts = [each for each in parts if each]
    path = world.paths.all[file]
    base = _rust_base(world.paths, path, parts)
    if base is None:
        return None
    folder, rest = base
    for end in range(len(rest), -1, -1):
        at = _rust_file(world.paths, "/".join((folder, *rest[:end])).strip("/"), root=end == 0)
        if at >= 0:
            return Found((at,), ".".join(rest[end:]), EXACT)
    return None


def _rust_base(paths: Paths, path: str, parts: list[str]) -> tuple[str, list[str]] | None:
    own = folder_of(path) if stem_of(path) in ("mod", "lib", "main") else path.removesuffix(".rs")
    if not parts:
        return None
    if parts[0] == "crate":
        return _rust_root(paths, path), parts[1:]
    if parts[0] in ("self", "super"):
        while parts and parts[0] in ("self", "super"):
            own = folder_of(own) if parts[0] == "super" else own
            parts = parts[1:]
        return own, parts
    if _rust_file(paths, f"{own}/{parts[0]}", root=False) >= 0:
        return own, parts
    for name in (parts[0], parts[0].replace("_", "-")):
        crate = paths.folder_ending([name, "src"], path)
        if crate is not None:
            return crate, parts[1:]
    return None


def _rust_root(paths: Paths, path: str) -> str:
    folder = folder_of(path)
    while folder:
        if f"{folder}/lib.rs" in paths.number or f"{folder}/main.rs" in paths.number:
            return folder
        folder = folder_of(folder)
    return folder_of(path).partition("/src/")[0]


def _rust_file(paths: Paths, base: str, *, root: bool) -> int:
    names = (f"{base}/lib.rs", f"{base}/main.rs", f"{base}/mod.rs", f"{base}.rs") if root else (f"{base}.rs", f"{base}/mod.rs")
    return next((paths.number[each] for each in names if each in paths.number), -1)


def _included(world: World, file: int, one: Import) -> Found | None:
    """Find a file by the path that C, Ruby, Lua or a shell names it with."""
    paths, near = world.paths, world.paths.all[file]
    own = {paths.languages[file]} | (_C if paths.languages[file] in _C else set())
    beside = joined(folder_of(near), one.module)
    ending = f".{near.rpartition('.')[2]}"
    for path in (beside, f"{beside}{ending}", one.module, f"lib/{one.module}{ending}"):
        at = paths.number.get(path or "", -1)
        if at >= 0 and at != file:
            return Found(_with_sources(paths, at), "", EXACT)
    parts = one.module.replace(".", "/").split("/") if paths.languages[file] == "lua" else one.module.split("/")
    parts = [each for each in parts if each not in ("", ".", "..")]
    if not parts:
        return None
    parts[-1] = parts[-1].partition(".")[0]
    at = paths.ending(parts, frozenset(own), near, len(parts))
    return Found(_with_sources(paths, at), "", ENDING) if at >= 0 and at != file else None


def _with_sources(paths: Paths, at: int) -> tuple[int, ...]:
    """Add to a header the sources of its name: what it declares is defined there."""
    if paths.languages[at] not in _C:
        return (at,)
    stem = stem_of(paths.all[at])
    beside = [each for each in paths.folders[folder_of(paths.all[at])] if stem_of(paths.all[each]) == stem]
    return (at, *(each for each in beside if each != at and paths.languages[each] in _C))


_RULES: Mapping[str, Callable[[World, int, Import], Found | None]] = {
    "python": _python,
    **dict.fromkeys(_JAVASCRIPT, _javascript),
    "go": _go,
    **dict.fromkeys(_JVM, _jvm),
    "csharp": _csharp,
    "php": _php,
    "rust": _rust,
    **dict.fromkeys(("c", "cpp", "ruby", "lua", "bash"), _included),
}
