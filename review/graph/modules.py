"""What an import leads to, by the rules of its language: files of the snapshot, and the name still to look up there."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from review.graph.found import BROAD, ENDING, EXACT, MAX_FILES, ONLY, THROUGH, Found, World
from review.graph.go_modules import folder_of_package
from review.graph.modules_python import python
from review.graph.modules_rust import rust
from review.graph.paths import Paths, folder_of, joined, stem_of
from review.models.code import Import

_SCRIPTS = ("", ".ts", ".tsx", ".d.ts", ".js", ".jsx", ".mjs", ".cjs", ".mts", ".cts", ".vue", ".svelte")
_INDEXES = tuple(f"/index{each}" for each in _SCRIPTS[1:])
_JVM = frozenset(("java", "kotlin", "scala", "groovy"))
_JAVASCRIPT = frozenset(("javascript", "typescript", "tsx", "jsx", "vue", "svelte"))
_C = frozenset(("c", "cpp"))


def find(world: World, file: int, one: Import) -> Found | None:
    """Return what an import leads to; None where that is outside of the repository."""
    rule = _RULES.get(world.paths.languages[file])
    return rule(world, file, one) if rule is not None else None


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


def _go(world: World, _file: int, one: Import) -> Found | None:
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
    "python": python,
    **dict.fromkeys(_JAVASCRIPT, _javascript),
    "go": _go,
    **dict.fromkeys(_JVM, _jvm),
    "csharp": _csharp,
    "php": _php,
    "rust": rust,
    **dict.fromkeys(("c", "cpp", "ruby", "lua", "bash"), _included),
}
