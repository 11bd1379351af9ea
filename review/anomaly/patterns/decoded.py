"""Something encoded that is decoded and run."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain, islice

from review.anomaly.patterns.pattern import MAX_LINE, PROCESS, RUN, Added, Hit
from review.models import Severity

DECODE = re.compile(
    r"\b(?:b(?:16|32|64|85)decode|a85decode|urlsafe_b64decode|decodebytes|atob|base64_decode|gzinflate|gzuncompress|"
    r"str_rot13|fromCharCode|fromhex|unhexlify|zlib\.decompress|lzma\.decompress|marshal\.loads|Base64\.decode\w*|"
    r"Base64\.getDecoder|FromBase64String|DecodeString|strict_decode64|decode64|unescape|Fernet)\b|"
    r"Buffer\.from\s*\([^\n]{0,400}?,\s*['\"](?:base64|base64url|hex)['\"]|\bcodecs\.decode\b|"
    r"\bbase64\s+(?:-d|-D|--decode)\b|\bxxd\s+-r\b|-[Ee]nc(?:odedCommand)?\s+[A-Za-z0-9+/=]{20}|\bopenssl\s+(?:enc|base64)\b[^|\n]{0,80}?\s-d\b|"
    r"\.map\s*\(\s*chr\b|\bchr\s*\(\s*\w+\s*\^|\.unpack1?\s*\(\s*['\"][mHu]"
)
ASSIGNED = re.compile(
    r"(?:^|[\s;{(])(?:var |let |const |\$|my )?([A-Za-z_]\w{0,60})(?:\s*,\s*\w{1,60}){0,2}\s*"
    r"(?::\s*[\w.<>\[\]]{1,60}\s*)?:?=[^=]"
)
RUNS_ONLY_IN = {"compile": {"python"}, "__import__": {"python"}, "assert": {"php"}}
MOST_RUNS = 6  # in one statement: more is an attack on our time
MOST_NAMES = 20
STATEMENT = 4  # lines over which one statement may stretch

TITLE = "Encoded content is decoded and run"
MESSAGE = (
    "What runs here is not in the change in a readable form: it is decoded first, so nobody can review it. Keep the "
    "code itself in the repository, or load it from a checked source."
)


def decoded_and_run(added: Added) -> Iterator[Hit]:
    """Find a decoder inside what runs, and a decoded name that runs later in the same file."""
    decoded: dict[str, int] = {}
    told = -STATEMENT
    for index, (number, whole) in enumerate(added.lines):
        text = whole[:MAX_LINE]
        if len(decoded) < MOST_NAMES and DECODE.search(text) and (name := ASSIGNED.search(text)):
            decoded.setdefault(name[1], number)
        run = RUN.search(text) or PROCESS.search(text)
        if number - told < STATEMENT or not run or _other(run[0], added.language):
            continue
        statement = " ".join(part for _, part in added.near(index, STATEMENT - 1))[:MAX_LINE]
        since = next((line for name, line in decoded.items() if re.search(rf"\b{name}\b", text)), None)
        if since is not None and since != number:
            told = number
            yield _hit(min(since, number), number)
        elif _inside(statement):
            told = number
            yield _hit(number, number)


def _other(run: str, language: str | None) -> bool:
    """Say whether the word runs text in another language only, and is anything in this one."""
    return any(run.startswith(word) and language not in own for word, own in RUNS_ONLY_IN.items())


def _inside(statement: str) -> bool:
    """Say whether a decoder stands in the brackets of what runs, or feeds it through a pipe."""
    runs = chain(islice(RUN.finditer(statement), MOST_RUNS), islice(PROCESS.finditer(statement), MOST_RUNS))
    return any(_feeds(statement, run) for run in runs)


def _feeds(statement: str, run: re.Match[str]) -> bool:
    if run[0].startswith("|"):
        return DECODE.search(statement, max(run.start() - 400, 0), run.start()) is not None
    if run[0].startswith(("marshal", "Assembly")) and DECODE.search(statement, run.end()):
        return True
    found = DECODE.search(statement, run.end() - 1)
    return found is not None and _open(statement[run.start() : found.start()])


def _open(between: str) -> bool:
    return between.count("(") > between.count(")")


def _hit(start: int, end: int) -> Hit:
    start = start if end - start <= 20 else end
    return Hit("decoded-and-run", TITLE, MESSAGE, Severity.MEDIUM, 0.85, ("CWE-506",), start, end)
