"""The change that is measured: ten files in three languages, 205 to 260 lines each at head, with a few findings."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

SAMPLES = Path(__file__).parent.parent / "samples" / "benchmark"
FILES = {
    "python": ("py", ("order", "invoice", "ticket", "booking")),
    "javascript": ("js", ("order", "parcel", "refund")),
    "go": ("go", ("order", "stock", "voucher")),
}
INSECURE = ("order",)
# Small edits far apart, so that a file has several hunks.
EDITS = (("= 3\n", "= 5\n"), ("= 3;\n", "= 5;\n"), ("attempt * 100", "attempt * 250"), ('net": ', 'net_total": '))
IDENTITY = ("-c", "user.name=Ada", "-c", "user.email=ada@example.org", "-c", "commit.gpgsign=false")


@dataclass(frozen=True, slots=True)
class Repository:
    """A git repository with one base and several heads, alike in all but one line."""

    path: Path
    base: str
    heads: tuple[str, ...]


def make(folder: Path, heads: int) -> Repository:
    """Build the repository in `folder`; every head is one commit on the base."""
    folder.mkdir()
    _git(folder, "init", "-q", "-b", "main")
    base = _commit(folder, _base(), "Orders and the like")
    made = []
    for number in range(heads):
        _git(folder, "switch", "-q", "--detach", base)
        made.append(_commit(folder, _head(number), f"Reports, and cancelling what expired ({number})"))
    _git(folder, "switch", "-q", "-C", "topic", made[-1])
    return Repository(folder, base, tuple(made))


def _base() -> dict[str, str]:
    return {path: _named(_sample("orders", suffix), name) for path, suffix, name in _files()}


def _head(number: int) -> dict[str, str]:
    files = {}
    for path, suffix, name in _files():
        text = _sample("orders", suffix)
        for old, new in EDITS:
            text = text.replace(old, new)
        text = text.replace("50", str(60 + number), 1) + _sample("added", suffix)
        files[path] = _named(text + (_sample("insecure", suffix) if name in INSECURE else ""), name)
    return files


def _files() -> list[tuple[str, str, str]]:
    return [(f"shop/{name}s.{suffix}", suffix, name) for suffix, names in FILES.values() for name in names]


def _sample(stem: str, suffix: str) -> str:
    return (SAMPLES / f"{stem}.{suffix}").read_text()


def _named(text: str, name: str) -> str:
    return text.replace("Order", name.capitalize()).replace("order", name)


def _commit(folder: Path, files: dict[str, str], message: str) -> str:
    shutil.rmtree(folder / "shop", ignore_errors=True)
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)
    _git(folder, "add", "-A")
    _git(folder, *IDENTITY, "commit", "-q", "-m", message)
    return _git(folder, "rev-parse", "HEAD")


def _git(folder: Path, *arguments: str) -> str:
    return subprocess.run(["git", "-C", folder, *arguments], capture_output=True, text=True, check=True).stdout.strip()
