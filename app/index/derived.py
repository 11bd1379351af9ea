"""What is made of a snapshot's facts and history, in a process that computes: one line here for each.

To add one, write a pure function in `review` and name it below; its bytes are kept beside the clone under that name.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.index.producer import code_of, producer
from review.anomaly.beside import measured
from review.anomaly.forest import MalformedModels
from review.anomaly.kept import load, train
from review.anomaly.model import needs_retraining
from review.anomaly.past import changes_of
from review.code.languages import LANGUAGES
from review.code.stored import Files
from review.graph import building, stored
from review.history import encoding
from review.models.mined import Mined

GRAPH, MODELS = "graph", "models"
_LENGTHS = struct.Struct("<II")


@dataclass(frozen=True, slots=True)
class Derived:
    """One thing that is made of a snapshot, and the package whose code decides how: another code makes it again.

    `make` gets the facts by path, each decoded when it is asked for, the history, None when there is none, and what it
    made before, None when it `renews` nothing or made nothing yet.
    """

    name: str
    package: str
    make: Callable[[Files, Mined | None, bytes | None], bytes]
    renews: bool = False


def graph(files: Files, _mined: Mined | None, _earlier: bytes | None) -> bytes:
    """Return the graph of the snapshot, encoded."""
    return stored.encode(building.build(files))


def models(files: Files, mined: Mined | None, earlier: bytes | None) -> bytes:
    """Return the models of what is ordinary here; the earlier ones while the repository is much the same."""
    functions = [one for path in files for one in measured(path, files.beside(path))]
    newest = max(mined.times, default=0) if mined is not None else 0
    if earlier is not None and not _outdated(earlier, len(functions), newest):
        return earlier
    return train(functions, changes_of(mined) if mined is not None else (), newest)


DERIVED = (
    Derived(GRAPH, "review.graph", graph),
    Derived(MODELS, "review.anomaly", models, renews=True),
)


def _outdated(earlier: bytes, functions: int, newest: int) -> bool:
    try:
        return needs_retraining(load(earlier), functions, newest)
    except MalformedModels:  # of another version
        return True


def made_by(derived: Sequence[Derived] = DERIVED) -> str:
    """Return a digest of all that decides what is made of the same snapshot."""
    told = [*(f"{one.name} {code_of(one.package)}" for one in derived), *map(producer, sorted(LANGUAGES))]
    return hashlib.sha256("\n".join(told).encode()).hexdigest()[:16]


def write_pack(path: Path, facts: Mapping[str, bytes]) -> None:
    """Write the facts of a snapshot to a file for `derive`: through a pipe they would be in memory three times."""
    with path.open("wb") as file:
        for name, value in facts.items():
            raw = name.encode("utf-8", "surrogateescape")
            file.write(_LENGTHS.pack(len(raw), len(value)) + raw + value)


def derive(pack: str, mined: bytes | None, wanted: Derived, earlier: bytes | None = None) -> bytes:
    """Make what is wanted; a step for a process of its own. Raises MalformedFacts for damaged facts."""
    files = Files(dict(_unpacked(Path(pack).read_bytes())))
    return wanted.make(files, encoding.decode(mined) if mined is not None else None, earlier)


def _unpacked(data: bytes) -> Iterator[tuple[str, bytes]]:
    at = 0
    while at < len(data):
        length, size = _LENGTHS.unpack_from(data, at)
        at += _LENGTHS.size
        yield data[at : at + length].decode("utf-8", "surrogateescape"), data[at + length : at + length + size]
        at += length + size
