"""git as the oracle: thousands of pairs of trees in one repository, three processes in all."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.git.output import read_diff_output
from app.git.reading import DIFF_OPTIONS
from review.models import FetchedChange, Source
from tests.app.git.repositories import ENVIRONMENT

Files = Mapping[bytes, tuple[bytes, bytes]]  # path -> (mode, content)

# Every line of a patch starts otherwise, so this can only be what `diff-tree --stdin` prints before a pair.
_PAIR = re.compile(rb"^([0-9a-f]{40}) ([0-9a-f]{40})\n", re.MULTILINE)


@dataclass(frozen=True)
class Oracle:
    """A repository that takes trees by `fast-import` and diffs all the pairs in one `diff-tree --stdin`."""

    path: Path

    @classmethod
    def create(cls, path: Path) -> Oracle:
        _run(path.parent, "init", "-q", "--bare", "--template=", str(path))
        return cls(path)

    def changes(self, pairs: Sequence[tuple[Files, Files]]) -> Iterator[FetchedChange]:
        """Yield what git says of each (base, head) pair."""
        stream = b"".join(_commits(number, base, head) for number, (base, head) in enumerate(pairs))
        _run(self.path, "fast-import", "--quiet", "--force", stdin=stream)
        names = b"".join(b"%s%d^{tree}\n" % (side, n) for n in range(len(pairs)) for side in (b"b", b"h"))
        trees = [line.split(b" ")[0] for line in _run(self.path, "cat-file", "--batch-check", stdin=names).split(b"\n")]
        asked = b"".join(b"%s %s\n" % (trees[2 * n], trees[2 * n + 1]) for n in range(len(pairs)))
        out = _run(self.path, "diff-tree", "--stdin", *DIFF_OPTIONS, stdin=asked)
        starts = list(_PAIR.finditer(out))
        assert len(starts) == len(pairs)
        ends = [start.start() for start in starts[1:]] + [len(out)]
        for start, end, (base, head) in zip(starts, ends, pairs, strict=True):
            yield _fetched(out[start.end() : end], base, head)


def _fetched(out: bytes, base: Files, head: Files) -> FetchedChange:
    read = read_diff_output(out)
    sources = {}
    for change in read.tree:
        old = (change.old_path or change.path).encode("utf-8", "surrogateescape")
        new = change.path.encode("utf-8", "surrogateescape")
        before, after = base.get(old), head.get(new)
        sources[change.path] = Source(change.path, before and before[1], after and after[1])
    return FetchedChange(None, None, read.tree, read.patch, read.counts, sources, {})


def _commits(number: int, base: Files, head: Files) -> bytes:
    return b"".join(
        b"commit refs/heads/%s%d\ncommitter A <a> 0 +0000\ndata 0\ndeleteall\n%s\n"
        % (name, number, b"".join(_file(path, *file) for path, file in files.items()))
        for name, files in ((b"b", base), (b"h", head))
    )


def _file(path: bytes, mode: bytes, content: bytes) -> bytes:
    quoted = b'"' + b"".join(b"\\%03o" % byte for byte in path) + b'"'
    return b"M %s inline %s\ndata %d\n%s\n" % (mode, quoted, len(content), content)


def _run(cwd: Path, *args: str, stdin: bytes = b"") -> bytes:
    done = subprocess.run(["git", *args], cwd=cwd, env=ENVIRONMENT, input=stdin, capture_output=True)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout
