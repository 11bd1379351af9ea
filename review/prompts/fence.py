"""Mark off text that an author controls, by a boundary that the author can neither guess nor write."""

from __future__ import annotations

import hashlib
import hmac

from review.prompts.redaction import redact
from review.prompts.rendered import rendered
from review.prompts.shown import visible

DIGITS = 24
OPENS = "<<<{label} {boundary}"
CLOSES = "{boundary}>>>"
HIDDEN_REMOVED = "[hidden HTML comments removed: {count}]"  # and what else renders as nothing
CUT_OFF = "[cut off here]"


def fenced(key: bytes, scope: str, label: str, text: str) -> str:
    """Return `text` between two lines that hold an HMAC of it: the same for the same text, so that caches hold.

    To close the fence from within, a text would have to hold its own HMAC under a key that its author does not have.
    `scope` is the repository: the same text has another boundary elsewhere.
    """
    message = "\0".join((scope, label, text)).encode("utf-8", "surrogatepass")
    boundary = hmac.new(key, message, hashlib.sha256).hexdigest()[:DIGITS]
    return f"{OPENS.format(label=label, boundary=boundary)}\n{text}\n{CLOSES.format(boundary=boundary)}"


def prose(text: str, most: int) -> str:
    """Return a title or description as a person would see it: no hidden text, secrets or invisible characters."""
    bare, hidden = rendered(text)
    shown = "\n".join(visible(line) for line in redact(bare.strip()).split("\n"))
    if len(shown) > most:
        shown = f"{shown[:most]}\n{CUT_OFF}"
    return f"{shown}\n{HIDDEN_REMOVED.format(count=hidden)}".strip() if hidden else shown
