"""A door for one person: a name or password in the code that alone lets somebody in."""

from __future__ import annotations

import re
from collections.abc import Iterator

from review.anomaly.patterns.pattern import MAX_LINE, TEST, Added, Hit
from review.models import Severity

_WHO = r"(?:user_?name|user|login|e_?mail|account|password|passwd|passphrase|api_?key)"
_IF = re.compile(r"\b(?:if|elif|unless|when|case)\b")
# A name of somebody, then what compares it with a text of three characters or more.
_IS = re.compile(
    rf"(?:\b|[_.>]){_WHO}['\"]?[\])]{{0,2}}\s*(?:===?|eq\b|in\s*[\[(])\s*"
    r"[\"'`]([^\"'`]{3,80})[\"'`]",
    re.IGNORECASE,
)
_IN = re.compile(
    r"\breturn\s+(?:true|nil\s*,\s*true)\b|\b(?:is_?)?(?:admin|staff|superuser|authenticated|authorized|authorised)\w*"
    r"['\"]?\]?\s*[:=]\s*(?:true|1)\b|\blogin_user\s*\(|\brole['\"]?\]?\s*[:=]\s*['\"](?:admin|root|owner)",
    re.IGNORECASE,
)
_ORDINARY = frozenset({"anonymous", "guest", "none", "null", "undefined", "unknown", "default", "string", "object"})
REACH = 2  # lines below the condition

TITLE = "One name opens the door"
MESSAGE = (
    "Whoever gives this one name or password is let in, whatever else is asked of others. If it is meant, keep who may "
    "do what in the settings, where it can be taken back; if not, remove it."
)


def opened_by_name(added: Added) -> Iterator[Hit]:
    """Find a comparison with a fixed name or password that grants something within two lines; one a file."""
    if TEST.search(added.path):
        return
    for index, (number, whole) in enumerate(added.lines):
        text = whole[:MAX_LINE]
        found = _IS.search(text)
        if not found or found[1].lower() in _ORDINARY or not _IF.search(text, 0, found.start()):
            continue
        if any(_IN.search(text[:MAX_LINE]) for _, text in added.near(index, REACH)):
            yield Hit("opened-by-name", TITLE, MESSAGE, Severity.MEDIUM, 0.75, ("CWE-798", "CWE-912"), number, number)
            return
