"""How a command's result reaches stdout: whole, or with a reason; a reader that left early changes nothing."""

from __future__ import annotations

import os
import re
import sys

from rich.console import Console, RenderableType

from app.errors import UsageError

CANNOT_WRITE = "the result cannot be written to stdout: {why}"

# The few signs of ours that no ASCII terminal shows; from outside come only escaped ones.
_PLAIN = str.maketrans({"─": "-", "·": "-", "…": "..."})
_PADDING = re.compile(r" +$", re.MULTILINE)


def write(data: bytes) -> None:
    """Write to stdout and end with one line feed; raise UsageError when it takes no more, as on a full disk."""
    if sys.stdout is None:
        raise UsageError(CANNOT_WRITE.format(why="it is closed"))
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
    console = Console(highlight=False)
    with console.capture() as captured:
        console.print(content)
    # rich fills padded lines up to the width, which shows in files and when copied.
    rendered = _PADDING.sub("", captured.get())
    if not console.encoding.startswith("utf"):
        rendered = rendered.translate(_PLAIN)
    write(rendered.encode(console.encoding, "backslashreplace"))


def _discard() -> None:
    """Give what is still buffered nowhere to fail: https://docs.python.org/3/library/signal.html#note-on-sigpipe."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)
