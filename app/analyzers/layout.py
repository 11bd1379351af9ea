"""What the scan engine sees of a change: numbered files of ours, one folder, no name or link out of the change."""

from __future__ import annotations

import codecs
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import orjson

from review.checks.mask import mask
from review.models import ScanTarget

# The engine chooses its parser by extension; the first of a language is the one for unknown names.
EXTENSIONS: Mapping[str, tuple[str, ...]] = {
    "python": (".py", ".pyi"),
    "javascript": (".js", ".jsx", ".mjs", ".cjs"),
    "typescript": (".ts", ".tsx"),
    "go": (".go",),
    "java": (".java",),
    "ruby": (".rb",),
    "php": (".php",),
    "c": (".c", ".h"),
    "cpp": (".cpp", ".hpp"),
    "csharp": (".cs",),
    "rust": (".rs",),
    "kotlin": (".kt",),
    "scala": (".scala",),
    "swift": (".swift",),
    "bash": (".sh",),
    "dockerfile": (".dockerfile",),
    "terraform": (".tf",),
    "yaml": (".yaml",),
    "json": (".json",),
    "html": (".html",),
    "generic": (".conf",),
}

# The engine loads some certificate authority at start and dies without one, although it never connects. This one was
# made for it and its key thrown away: the box needs no file of the host, and 140 real ones take 25 ms to read.
AUTHORITY = """-----BEGIN CERTIFICATE-----
MIIBsDCCAVWgAwIBAgIUcKyLX9DA6SM2YXcXBLtSzUjy6/cwCgYIKoZIzj0EAwIw
LDEqMCgGA1UEAwwhRGlmZmRpdmVyIHNjYW4gYm94OiB0cnVzdHMgbm9ib2R5MCAX
DTI2MTEyMTAxNTgxM1oYDzIxMjYxMDI4MDE1ODEzWjAsMSowKAYDVQQDDCFEaWZm
ZGl2ZXIgc2NhbiBib3g6IHRydXN0cyBub2JvZHkwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAATfWWk4ENAyj47TsT8Vy9sr3bwp5SzEe7g4oA9wXmPE1u2ol7L6XFVk
xehVyS/8MVLm9+cwoSb9t9elHwi9F+z1o1MwUTAdBgNVHQ4EFgQUVHjH/bZBhFyg
+FE5vda2/EUdxNwwHwYDVR0jBBgwFoAUVHjH/bZBhFyg+FE5vda2/EUdxNwwDwYD
VR0TAQH/BAUwAwEB/zAKBggqhkjOPQQDAgNJADBGAiEA3UjQJo4xM5XyFiWMQGDf
m4M6dKe+gaUDY4NuWzOSL5UCIQDuQiizXdgK7WXHBfZYVyM3Bg6RHsQ46YyYwPwl
HnXM2Q==
-----END CERTIFICATE-----
"""


@dataclass(frozen=True, slots=True)
class Layout:
    """One scan on disk: `tools` is all that is on the engine's PATH, `code` all that it reads, `home` starts empty."""

    root: Path
    tools: Path
    code: Path
    home: Path
    targets: Mapping[str, ScanTarget]


def lay_out(targets: Sequence[ScanTarget], rules: Sequence[Mapping[str, object]], core: Path, *, root: Path) -> Layout:
    """Write everything one scan needs into `root`, an empty folder."""
    tools, code, home = root / "tools", root / "code", root / "home"
    for folder in (tools, code, home):
        folder.mkdir()
    (tools / "osemgrep").symlink_to(core)
    if uname := shutil.which("uname"):  # the engine runs `uname -s` at start and nothing else
        shutil.copy(uname, tools / "uname")
    (root / "authority.pem").write_text(AUTHORITY)
    (root / "rules.json").write_bytes(orjson.dumps({"rules": [dict(rule) for rule in rules]}))
    named = {f"{number:05d}{suffix_of(target)}": target for number, target in enumerate(targets)}
    for name, target in named.items():
        (code / name).write_bytes(seen_of(target))
    return Layout(root, tools, code, home, named)


def seen_of(target: ScanTarget) -> bytes:
    """Return what the engine reads of a target: UTF-8, masked."""
    return mask(as_utf8(target.content), target.language)


def suffix_of(target: ScanTarget) -> str:
    """Return the ending that the engine sees of a target's name, and chooses its parser by."""
    known = EXTENSIONS.get(target.language, (".txt",))
    suffix = PurePosixPath(target.path).suffix
    return suffix if suffix in known else known[0]


def as_utf8(content: bytes) -> bytes:
    """Return text as UTF-8, the same lines of it: UTF-16 the engine reads as garbage, a browser runs it.

    One byte that is no UTF-8, in a comment say, and no rule with a regular expression would match anywhere in the file.
    Such bytes are read as Latin-1.
    """
    for mark, encoding in ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")):
        if content.startswith(mark):
            return content[len(mark) :].decode(encoding, "replace").encode("utf-8", "replace")
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("utf-8", "surrogateescape").translate(_LATIN).encode("utf-8")
    return content


# How Python writes a byte that is no UTF-8: https://peps.python.org/pep-0383/
_LATIN = {0xDC00 + byte: chr(byte) for byte in range(0x80, 0x100)}
