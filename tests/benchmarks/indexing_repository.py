"""Time, processor time and memory of indexing a repository, of indexing it again, and of a push of 20 files.

Usage: python -m tests.benchmarks.indexing_repository [GIT_DIR ...]

Without a repository one of 10,000 files and a million lines in five languages is made. Each run is in a process of its
own; memory is the proportional set (PSS) of it and of all processes below, looked at twenty times a second. What is
kept goes to an SQLite file, as in a worker.
"""

from __future__ import annotations

import asyncio
import json
import random
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from app.facts.store import Facts
from app.git.local import LocalRepository
from app.git.reading import ReadLimits, read_blobs
from app.index.blobs import index_blobs
from app.index.derived import DERIVED, derive, write_pack
from app.index.listing import Listed, list_code
from app.index.parsers import Parsers
from app.index.snapshot import OfRepository
from app.store.database import Database
from review.code.stored import Files, Unread, decode
from tests.app.git.branches import Made, grow
from tests.app.git.repositories import Repository
from tests.benchmarks.figures import Figure, load, show
from tests.benchmarks.machine import descendants

COMMAND = "python -m tests.benchmarks.indexing_repository"
FILES, FUNCTIONS, PUSHED = 10_000, 14, 20
LINES_S, FILES_S, MIB = 15.0, 30.0, 700.0  # for a million lines and 10,000 files on two processors
PROCESSORS = 2
EVERY_S = 0.05

SHAPES = {
    "py": "def {f}(rows, limit={n}):\n    total = 0\n    for row in rows:\n        if row.price > limit:\n"
    "            total += {g}(row)\n    return total\n\n",
    "go": "func {F}(rows []Row) int {{\n\ttotal := {n}\n\tfor _, row := range rows {{\n\t\ttotal += {G}(row)\n\t}}\n"
    "\treturn total\n}}\n\n",
    "ts": "export function {f}(rows: Row[]): number {{\n  let total = {n};\n  for (const row of rows) {{\n"
    "    total += {g}(row);\n  }}\n  return total;\n}}\n",
    "java": "  static int {f}(List<Row> rows) {{\n    int total = {n};\n    for (Row row : rows) {{\n"
    "      total += {g}(row);\n    }}\n    return total;\n  }}\n",
    "rb": "def {f}(rows)\n  total = {n}\n  rows.each do |row|\n    total += {g}(row) if row.price > total\n  end\n"
    "  total\nend\n\n",
}
AROUND = {"go": ("package shop\n\n", ""), "java": ("class Shop {{\n", "}\n")}


def made(folder: Path) -> Path:
    """Make a repository of so many files."""
    chance = random.Random(9)
    files: dict[str, bytes | None] = {}
    for number in range(FILES):
        ending, shape = list(SHAPES.items())[number % len(SHAPES)]
        names = [f"{chance.choice(('load', 'sum', 'check', 'send'))}_{number}_{each}" for each in range(FUNCTIONS)]
        code = "".join(
            shape.format(f=name, F=name.title(), g=chance.choice(names), G=chance.choice(names).title(), n=at)
            for at, name in enumerate(names)
        )
        before, after = AROUND.get(ending, ("", ""))
        files[f"package{number % 90}/module_{number}.{ending}"] = f"{before.format()}{code}{after}".encode()
    repository = Repository.create(folder / "made.git")
    grow(repository, [Made(files)])
    return repository.path


@dataclass
class Memory:
    """The most that this process and those below it held, while it is watched."""

    mebibytes: float = 0.0
    _over: threading.Event = field(default_factory=threading.Event)

    def __enter__(self) -> Memory:
        self._thread = threading.Thread(target=self._watch)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _watch(self) -> None:
        own = int(Path("/proc/self").resolve().name)
        while not self._over.wait(EVERY_S):
            self.mebibytes = max(self.mebibytes, sum(map(_pss, [own, *descendants(own)])))


def _pss(pid: int) -> float:
    try:
        rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except (FileNotFoundError, ProcessLookupError, PermissionError):
        return 0.0
    return sum(int(line.split()[1]) for line in rollup.split("\n") if line.startswith("Pss:")) / 1024


def _busy() -> float:
    """Return the seconds on a processor of this process and the children that ended."""
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in used)


async def index(git_dir: Path, folder: Path, *, push: bool) -> dict[str, float]:
    """Index with what `folder` keeps; with `push`, after changing the first files."""
    repository = await LocalRepository.open(git_dir)
    commit = await repository.resolve("HEAD")
    database = await Database.open(f"sqlite:///{folder / 'bench.db'}")
    facts = await Facts.open(f"sqlite:///{folder / 'bench.db'}", database)
    start, busy = time.perf_counter(), _busy()
    with Memory() as memory:
        async with repository.reader() as git, Parsers.open() as parsers:
            files = list((await list_code(git, commit, sizes=True)).files)

            async def read(blobs: Sequence[str]) -> Mapping[str, bytes]:
                found = await read_blobs(git, [blob.removesuffix("!") for blob in blobs], ReadLimits())
                return {blob: found[blob.removesuffix("!")] + b"\n" * blob.endswith("!") for blob in blobs}

            if push:
                files[:PUSHED] = [Listed(f.path, f.blob + "!", f.size, f.language) for f in files[:PUSHED]]
            indexed = await index_blobs(files, read, parsers, OfRepository(facts, 1))
        seconds, parsing = time.perf_counter() - start, _busy() - busy
        write_pack(folder / "pack", indexed.facts)
    await facts.close()
    await database.close()
    unread = [value for value in map(decode, indexed.facts.values()) if isinstance(value, Unread)] if not push else []
    return {
        "seconds": seconds,
        "busy": parsing,
        "mebibytes": memory.mebibytes,
        "files": len(files),
        "parsed": indexed.parsed,
        "unread": len(unread),
        "lines": sum(one.lines for one in Files(indexed.facts).values()) if not push else 0,
        "bytes": sum(map(len, indexed.facts.values())),
    }


def made_of(folder: Path) -> dict[str, float]:
    """Make what is made of a snapshot, as the process that computes does."""
    start = time.process_time()
    with Memory() as memory:
        found = [derive(str(folder / "pack"), None, one) for one in DERIVED]
    return {"busy": time.process_time() - start, "mebibytes": memory.mebibytes, "bytes": sum(map(len, found))}


def apart(part: str, git_dir: Path, folder: Path) -> dict[str, float]:
    """Run one part in a process of its own."""
    argv = [sys.executable, "-m", "tests.benchmarks.indexing_repository", f"--{part}", str(git_dir), str(folder)]
    found: dict[str, float] = json.loads(subprocess.run(argv, capture_output=True, check=True, text=True).stdout)
    return found


def measured(git_dir: Path) -> list[Figure]:
    """Measure one repository."""
    name = git_dir.parent.name if git_dir.name in ("repo", ".git") else git_dir.name
    with tempfile.TemporaryDirectory() as kept:
        folder = Path(kept)
        first, again, push = (apart(part, git_dir, folder) for part in ("first", "again", "push"))
        graph = apart("derive", git_dir, folder)
    target = min(LINES_S * max(first["lines"] / 1e6, 1), FILES_S * max(first["files"] / 1e4, 1))
    on_two = first["busy"] / PROCESSORS
    size = f"{first['files']:.0f} files, {first['lines']:.0f} lines, {first['unread']:.0f} not read"
    return [
        Figure(
            f"{name}: indexed, seconds of two processors",
            f"{target:.1f} s",
            f"{on_two:.1f} s ({first['busy']:.1f} s on a processor, {first['seconds']:.1f} s here); {size}",
            COMMAND,
            on_two <= target,
        ),
        Figure(
            f"{name}: most memory, all processes",
            f"{MIB:.0f} MiB",
            f"{first['mebibytes']:.0f} MiB; graph and models {graph['mebibytes']:.0f} MiB",
            COMMAND,
            max(first["mebibytes"], graph["mebibytes"]) <= MIB,
        ),
        Figure(
            f"{name}: indexed again",
            "0 files",
            f"{again['parsed']:.0f} files, {again['busy']:.2f} s on a processor",
            COMMAND,
            again["parsed"] == 0,
        ),
        Figure(
            f"{name}: a push of {PUSHED} files",
            f"{PUSHED} files",
            f"{push['parsed']:.0f} files, {push['busy']:.2f} s on a processor",
            COMMAND,
            push["parsed"] == PUSHED,
        ),
        Figure(
            f"{name}: kept",
            "",
            f"facts {first['bytes'] / 1e6:.1f} MB; graph and models {graph['bytes'] / 1e6:.1f} MB, "
            f"made in {graph['busy']:.1f} s",
            COMMAND,
        ),
    ]


def part(name: str, git_dir: Path, folder: Path) -> dict[str, float]:
    """Return what one part took."""
    return made_of(folder) if name == "derive" else asyncio.run(index(git_dir, folder, push=name == "push"))


def main() -> None:
    """Measure the repositories named, or one that is made."""
    if sys.argv[1:2] and sys.argv[1].startswith("--"):
        print(json.dumps(part(sys.argv[1].removeprefix("--"), Path(sys.argv[2]), Path(sys.argv[3]))))
        return
    with tempfile.TemporaryDirectory() as folder:
        repositories = [Path(argument) for argument in sys.argv[1:]] or [made(Path(folder))]
        print(load(), file=sys.stderr)
        show([figure for git_dir in repositories for figure in measured(git_dir)])


if __name__ == "__main__":
    main()
