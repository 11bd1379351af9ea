"""What a path of Rust leads to: modules by their files, crates of the workspace by their folders."""

from __future__ import annotations

from review.graph.found import EXACT, Found, World
from review.graph.paths import Paths, folder_of, stem_of
from review.models.code import Import


def rust(world: World, file: int, one: Import) -> Found | None:
    """Return the file of the longest start of the path that is a module."""
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
    names = (
        (f"{base}/lib.rs", f"{base}/main.rs", f"{base}/mod.rs", f"{base}.rs")
        if root
        else (f"{base}.rs", f"{base}/mod.rs")
    )
    return next((paths.number[each] for each in names if each in paths.number), -1)
