"""How a command's result reaches stdout: whole, or with a reason; a reader that left early changes nothing."""

from __future__ import annotations

import io
import os
import re
import sys
from contextlib import suppress

from rich.console import Console, RenderableType

from app.errors import UsageError

CANNOT_WRITE = "the result cannot be written to stdout: {why}"
CLOSED = "it is closed"

# The few signs of ours that no ASCII terminal shows; from outside come only escaped ones.
_PLAIN = str.maketrans({"─": "-", "·": "-", "…": "..."})
_PADDING = re.compile(r" +$", re.MULTILINE)


class _Rendered(io.StringIO):
    """What rich takes for stdout: rich itself ends the program when a reader has left, with the status of a finding."""

    @property
    def encoding(self) -> str:  # type: ignore[override]  # it is an attribute there, and None
        return sys.stdout.encoding

    def isatty(self) -> bool:
        return sys.stdout.isatty()


def write(data: bytes) -> None:
    """Write to stdout and end with one line feed; raise UsageError when it takes no more, as on a full disk."""
    if sys.stdout is None:
        raise UsageError(CANNOT_WRITE.format(why=CLOSED))
    try:
        sys.stdout.buffer.write(data.rstrip(b"\n") + b"\n")
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        _discard()
    except OSError as error:
        _discard()
        raise UsageError(CANNOT_WRITE.format(why=error.strerror)) from error


def write_text(content: RenderableType) -> None:
    """Write what rich renders, in stdout's own width, colours and encoding."""
    if sys.stdout is None:
        raise UsageError(CANNOT_WRITE.format(why=CLOSED))
    rendered = _Rendered()
    console = Console(file=rendered, highlight=False)
    console.print(content)
    # rich fills padded lines up to the width, which shows in files and when copied.
    shown = _PADDING.sub("", rendered.getvalue())
    if not console.encoding.startswith("utf"):
        shown = shown.translate(_PLAIN)
    write(shown.encode(console.encoding, "backslashreplace"))


def tell(text: str, *, style: str) -> None:
    """Say on stderr how it goes; that nobody can hear it is no reason to stop."""
    with suppress(OSError):
        Console(stderr=True, highlight=False).print(f"diffdiver: {text}", style=style, markup=False)


def _discard() -> None:
    """Give what is still buffered nowhere to fail: https://docs.python.org/3/library/signal.html#note-on-sigpipe."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)
