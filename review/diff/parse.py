"""Parse the hunks of one file with unidiff."""

from __future__ import annotations

from unidiff.errors import UnidiffParseError
from unidiff.patch import Hunk as ParsedHunk
from unidiff.patch import PatchedFile, PatchSet

from review.errors import MalformedDiff
from review.models import Hunk, Line, LineKind

# unidiff reads no path of ours: it keeps git's quotes, and a tab in a name would cut it (its issue tracker knows).
_FILE = "--- a\n+++ b\n"
_KINDS = {"+": LineKind.ADDED, "-": LineKind.REMOVED, " ": LineKind.CONTEXT}
_NO_NEWLINE = "\\"

TOO_LONG = "a hunk is longer than its header says"


def parse_hunks(body: bytes) -> tuple[Hunk, ...]:
    """Parse everything from the first `@@` of one file to its end; raise MalformedDiff when anything is left over.

    Decoded as UTF-8 with `surrogateescape`, not `replace`: every byte survives, so that two lines that differ only in
    an invalid byte stay different and the file can be rebuilt to the byte. `Line.text` may therefore hold lone
    surrogates; `paths.display` writes them out. One `str` goes in: unidiff then cuts lines at LF only, as GitHub does.
    """
    if not body:
        return ()
    text = body.decode("utf-8", "surrogateescape")
    try:
        files = PatchSet(_FILE + (text if text.endswith("\n") else text + "\n"))
    except UnidiffParseError as error:
        raise MalformedDiff(str(error).split(":", 1)[0]) from None
    if len(files) != 1:
        raise MalformedDiff("a hunk holds another file's header")
    _nothing_left_over(files[0], body)
    return tuple(map(_hunk, files[0]))


def _nothing_left_over(parsed: PatchedFile, body: bytes) -> None:
    """Compare the number of lines: unidiff drops what follows a complete hunk without a word."""
    given = body.count(b"\n") + (not body.endswith(b"\n"))
    if sum(len(hunk) + 1 for hunk in parsed) != given:
        raise MalformedDiff(TOO_LONG)


def _hunk(parsed: ParsedHunk) -> Hunk:
    return Hunk(
        old_start=parsed.source_start,
        old_count=parsed.source_length,
        new_start=parsed.target_start,
        new_count=parsed.target_length,
        section=parsed.section_header,
        lines=_lines(parsed),
    )


def _lines(parsed: ParsedHunk) -> tuple[Line, ...]:
    lines: list[Line] = []
    for raw in parsed:
        kind = _KINDS.get(raw.line_type)
        if kind is not None:
            lines.append(Line(kind, raw.source_line_no, raw.target_line_no, raw.value.removesuffix("\n")))
        elif raw.line_type == _NO_NEWLINE and lines:
            last = lines[-1]
            lines[-1] = Line(last.kind, last.old, last.new, last.text, newline=False)
        else:
            raise MalformedDiff(TOO_LONG)
    return tuple(lines)
