"""What an import of Python leads to."""

from __future__ import annotations

import sys

from review.graph.found import ENDING, EXACT, NAMED, Found, World
from review.graph.paths import MAX_ENDINGS, Paths, folder_of, in_common, joined
from review.models.code import Import


def python(world: World, file: int, one: Import) -> Found | None:
    """Return the module, or what is taken of it; the standard library is not looked for in the repository."""
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
    fits = paths.python.get(module, [])[:MAX_ENDINGS]
    top = module.partition(".")[0]
    if top in sys.stdlib_module_names:
        fits = [at for at in fits if paths.all[at].removeprefix("src/").startswith((f"{top}/", f"{top}."))]
    if fits:
        near_folder = folder_of(near)
        best = max(fits, key=lambda at: (in_common(paths.all[at], near_folder), -len(paths.all[at]), -at))
        return best, EXACT
    parts = module.split(".")
    beside = paths.number.get(joined(folder_of(near), f"{'/'.join(parts)}.py") or "", -1)
    if beside >= 0 and f"{folder_of(near)}/__init__.py" not in paths.number and top not in sys.stdlib_module_names:
        return beside, NAMED
    if len(parts) < 2:
        return -1, 0
    at = paths.ending(parts, frozenset(("python",)), near, len(parts))
    return (at, ENDING) if at >= 0 else (-1, 0)
