"""Cutting text to what GitHub takes."""

from __future__ import annotations

# "body is too long (maximum is 65536 characters)"; the rest is room for our mark.
MAX_BODY = 60_000
# https://docs.github.com/en/rest/checks/runs#create-a-check-run ; GitHub counts bytes here.
MAX_OUTPUT_BYTES = 65_535
MAX_TITLE = 255
MAX_ANNOTATION_BYTES = 64_000
CUT = "\n\n*Cut here: the text was longer than GitHub takes.*"
_FENCE = "```"


def body(text: str) -> str:
    """Cut a comment's text, saying so, with no code block left open to swallow what follows."""
    if len(text) <= MAX_BODY:
        return text
    return _closed(text[: MAX_BODY - len(CUT) - len(_FENCE) - 1]) + CUT


def output(text: str, limit: int = MAX_OUTPUT_BYTES) -> str:
    """Cut a check run's text by bytes, saying so."""
    raw = text.encode("utf-8", "replace")
    if len(raw) <= limit:
        return text
    room = limit - len(CUT.encode()) - len(_FENCE) - 1
    return _closed(raw[:room].decode("utf-8", "ignore")) + CUT


def title(text: str) -> str:
    """Cut a title to one short line."""
    line = " ".join(text.split())
    return line if len(line) <= MAX_TITLE else line[: MAX_TITLE - 1] + "…"


def _closed(text: str) -> str:
    fences = sum(line.lstrip().startswith(_FENCE) for line in text.split("\n"))
    return f"{text}\n{_FENCE}" if fences % 2 else text
