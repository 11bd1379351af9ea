"""Make a change out of a patch alone: what `diffdiver review --diff FILE` reads."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from review.diff.header import NO_RANGES, Header, read_header
from review.diff.paths import display, quote
from review.diff.plain import sections
from review.diff.rebuild import Rebuilt, rebuild
from review.diff.split import FilePatch
from review.errors import MalformedDiff
from review.models import FetchedChange, FileStatus, Source, TreeChange

NO_DIFF = (
    "there is no diff in this text ({size} bytes, it starts with `{start}`). Expected is what `git diff`, "
    "`git format-patch` or `diff -u` print: file headers (`diff --git …` or `---`/`+++`) followed by `@@` hunks."
)
COLOURED = "the diff holds terminal colours; make it again with `git diff --no-color`"
CUT_SHORT = "the patch names the file but shows nothing of it: it was cut off, or made to leave out what changed"
UNNAMED = "part {number} of the patch is unreadable: {reason}"

# A colour at the start of a line is git's, for lines of code have a sign before them. Not every header has one.
_COLOURED = re.compile(rb"^\x1b\[[0-9;]*m(?:diff --git |--- |@@ )", re.MULTILINE)
# What git calls a file with nothing in it, by SHA-1 and by SHA-256.
_EMPTY_BLOBS = (
    "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391",
    "473a0f4c3be8a93681a267e3b1e9a7dcda1185436fe141f7749120a303721813",
)
_UTF16 = (b"\xff\xfe", b"\xfe\xff")  # what `>` writes in Windows PowerShell 5
_UTF8_MARK = b"\xef\xbb\xbf"
_FIRST_HEADER = re.compile(rb"^(?:diff --git |--- )[^\n]*\n", re.MULTILINE)
_RANGES = re.compile(rb"@@ -(\S+) \+(\S+) @@")
_NO_NEWLINE = re.compile(rb"^\\ [^\n]*$", re.MULTILINE)  # GNU diff translates the text


def fetched_from_patch(patch: bytes) -> FetchedChange:
    """Rebuild the tree, git's counts and the sources from the hunks; an empty patch is an empty change.

    The counts come from another walk than the parser's, so `change.read_diff` compares the two. The patch comes back in
    git's own form. Raises MalformedDiff when there is no diff in the text, or when a file of it cannot even be named.
    """
    text = _normalised(patch)
    if _COLOURED.search(text):
        raise MalformedDiff(COLOURED)
    files = _files(sections(text))
    if not files and text.strip():
        raise MalformedDiff(_nothing_found(text))
    gathered = _Gathered({}, {}, {}, {})
    for header, file in files:
        gathered.add(header, file)
    tree = tuple(gathered.tree.values())
    return FetchedChange(None, None, tree, _rewritten(files), gathered.counts, gathered.sources, gathered.unread)


@dataclass(frozen=True, slots=True)
class _Gathered:
    """What the files of the patch said so far, by path."""

    tree: dict[str, TreeChange]
    counts: dict[str, tuple[int, int] | None]
    sources: dict[str, Source]
    unread: dict[str, str]

    def add(self, header: Header, file: FilePatch) -> None:
        earlier = self.tree.get(header.path)
        self.tree[header.path] = change = _tree_change(header, earlier)
        if _is_cut_short(header, file):
            self.unread[header.path] = CUT_SHORT
        if header.binary and not file.body:
            self.counts[header.path] = None
            return
        try:
            rebuilt = rebuild(file.body)
        except MalformedDiff:
            return  # the parser refuses it too, and says so for this file
        source, count = _source(header, rebuilt), (rebuilt.added, rebuilt.removed)
        if earlier is None:
            self.sources[header.path], self.counts[header.path] = source, count
        elif change.status is FileStatus.CHANGED and header.path in self.sources:
            self._add_second_half(source, count)

    def _add_second_half(self, source: Source, count: tuple[int, int]) -> None:
        first, so_far = self.sources[source.path], self.counts[source.path] or (0, 0)
        self.sources[source.path] = Source(source.path, first.base, source.head)
        self.counts[source.path] = (so_far[0] + count[0], so_far[1] + count[1])


def _normalised(patch: bytes) -> bytes:
    """Undo what mail programs, editors and shells do to a patch file."""
    if patch.startswith(_UTF16):
        patch = patch.decode("utf-16", "replace").encode("utf-8", "replace")
    patch = patch.removeprefix(_UTF8_MARK)
    header = _FIRST_HEADER.search(patch)
    if header is not None and header[0].endswith(b"\r\n"):
        patch = patch.replace(b"\r\n", b"\n")
    return _NO_NEWLINE.sub(rb"\\ No newline at end of file", patch)


def _files(found: Iterable[FilePatch]) -> list[tuple[Header, FilePatch]]:
    files = []
    for number, file in enumerate(found, 1):
        match = _RANGES.match(file.body[:100])
        try:
            files.append((read_header(file.header, match.groups() if match else NO_RANGES), file))
        except MalformedDiff as error:
            raise MalformedDiff(UNNAMED.format(number=number, reason=error)) from None
    return files


def _is_cut_short(header: Header, file: FilePatch) -> bool:
    """Say whether hunks must follow and do not; only new and old emptiness, modes and renames need none."""
    if file.body or header.binary or header.status is FileStatus.REMOVED:
        return False
    blobs = [blob for blob in (header.old_blob, header.new_blob) if blob is not None]
    if len(set(blobs)) == 2 or header.status is FileStatus.MODIFIED:
        return True
    return header.status is FileStatus.ADDED and not all(_is_empty(blob) for blob in blobs)


def _is_empty(blob: str) -> bool:
    return any(empty.startswith(blob) for empty in _EMPTY_BLOBS)


def _nothing_found(text: bytes) -> str:
    return NO_DIFF.format(size=len(text), start=display(text[:40].decode("utf-8", "replace")))


def _tree_change(header: Header, earlier: TreeChange | None) -> TreeChange:
    """Name what happened; a removal followed by an addition is how git writes a change of type."""
    if earlier is not None and earlier.status is FileStatus.REMOVED and header.status is FileStatus.ADDED:
        return TreeChange(
            header.path, None, FileStatus.CHANGED, earlier.old_mode, header.new_mode, earlier.old_blob, header.new_blob
        )
    return TreeChange(
        path=header.path,
        old_path=header.old_path,
        status=header.status,
        old_mode=None if header.status is FileStatus.ADDED else header.old_mode,
        new_mode=None if header.status is FileStatus.REMOVED else header.new_mode,
        old_blob=header.old_blob,
        new_blob=header.new_blob,
    )


def _source(header: Header, rebuilt: Rebuilt) -> Source:
    """Give what is known of both sides; a file that was added or removed is known whole."""
    added, removed = header.status is FileStatus.ADDED, header.status is FileStatus.REMOVED
    return Source(
        path=header.path,
        base=None if added else rebuilt.base,
        head=None if removed else rebuilt.head,
        fragment=not (added or removed),
    )


def _rewritten(files: Iterable[tuple[Header, FilePatch]]) -> bytes:
    parts: list[bytes] = []
    for header, file in files:
        parts.append(_header_lines(header).encode("utf-8", "surrogateescape"))
        body = file.body
        parts.append(body if body.endswith(b"\n") or not body else body + b"\n")
    return b"".join(parts)


def _header_lines(header: Header) -> str:
    old, new = quote("a/" + (header.old_path or header.path)), quote("b/" + header.path)
    lines = [f"diff --git {old} {new}"]
    if header.status is FileStatus.ADDED:
        lines.append(f"new file mode {header.new_mode or '100644'}")
    elif header.status is FileStatus.REMOVED:
        lines.append(f"deleted file mode {header.old_mode or '100644'}")
    if header.old_path is not None:
        word = "rename" if header.status is FileStatus.RENAMED else "copy"
        lines += [f"{word} from {quote(header.old_path)}", f"{word} to {quote(header.path)}"]
    if header.binary:
        lines.append(f"Binary files {old} and {new} differ")
    return "\n".join(lines) + "\n"
