"""Cut a patch into files on bytes, so that a file nobody reads is neither decoded nor parsed."""

from __future__ import annotations

from dataclasses import dataclass

_FILE = b"diff --"
_HUNK = b"\n@@ "
# Four paths of PATH_MAX bytes, each byte as a four-character escape, fit; a base85 binary patch is cut.
_HEADER_LIMIT = 100_000


@dataclass(frozen=True, slots=True)
class FilePatch:
    """One file's section of a patch, as offsets into it: nothing is copied until it is asked for."""

    patch: bytes
    start: int
    end: int

    @property
    def header(self) -> bytes:
        """Return everything before the first hunk."""
        return self.patch[self.start : min(self._body_start, self.start + _HEADER_LIMIT)]

    @property
    def body(self) -> bytes:
        """Return the hunks, from the first `@@` on; empty when there are none."""
        return self.patch[self._body_start : self.end]

    @property
    def lines(self) -> int:
        """Count the lines of the section without looking at them."""
        return self.patch.count(b"\n", self.start, self.end)

    @property
    def _body_start(self) -> int:
        found = self.patch.find(_HUNK, self.start, self.end)
        return self.end if found < 0 else found + 1


def split_files(patch: bytes) -> tuple[FilePatch, ...]:
    """Cut git's own patch at its file headers.

    Inside a hunk every line starts with a space, `+`, `-` or a backslash, so a line that starts with `diff --` is a
    header whatever the hunks claim: a broken hunk costs its own file. For a patch out of a mail or of another tool use
    `plain.sections`.
    """
    starts = []
    at = 0 if patch.startswith(_FILE) else patch.find(b"\n" + _FILE) + 1
    while patch.startswith(_FILE, at):
        starts.append(at)
        at = patch.find(b"\n" + _FILE, at) + 1
        if at == 0:
            break
    ends = [*starts[1:], len(patch)] if starts else []
    return tuple(FilePatch(patch, start, end) for start, end in zip(starts, ends, strict=True))
