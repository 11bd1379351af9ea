"""How risky a piece of a change is, as one number: what a model reads first, and still reads when room is short.

The sum of: a path that sounds security-sensitive (30), each kind of sensitive code on added lines (10, four at most),
deterministic findings near (10 to 25 each, 50 at most), the size (3 for each doubling of the changed lines), and what
the history of the file says (15 at most, `review.risk`). Tests lose 15, prose and data 25: they break less. Size alone
never wins: a rename of a thousand lines is safer than one changed permission check.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from review.models import Line, LineKind, Severity

SENSITIVE_PATH = 30
SENSITIVE_CODE = 10
MOST_KINDS_OF_CODE = 4
DOUBLING = 3
TEST = -15
PROSE = -25
NEARBY = {Severity.CRITICAL: 25, Severity.HIGH: 20, Severity.MEDIUM: 15, Severity.LOW: 10, Severity.INFO: 10}
MOST_NEARBY = 50
PAST = 15

_PATH = re.compile(
    r"auth|login|session|passw|credential|secret|token|crypt|cipher|sign(?:ature|ing)|permission|access|acl|role|admin|"
    r"payment|billing|invoice|upload|download|webhook|middleware|sql|query|migration|serializ|marshal|proxy|sandbox|"
    r"exec|shell|command|template|config|settings|Dockerfile|\.github/workflows/|\.tf$|deploy",
    re.IGNORECASE,
)
_TEST = re.compile(r"(?:^|/)(?:tests?|specs?|__tests__|testdata|fixtures)/|(?:^|/)test_|[_.-](?:test|spec)\.\w+$")
_PROSE = re.compile(
    r"\.(?:md|rst|txt|adoc|csv|tsv|svg|po|json|geojson)$|(?:^|/)(?:docs?/|(?:CHANGELOG|LICENSE)(?:[.-][^/]*)?$)", re.I
)
# One set of words per kind of sensitive code, as identifiers are split: `os.system`, `runQuery`, `mark_safe`.
_CODE = tuple(
    frozenset(words.split())
    for words in (
        "exec eval system popen spawn subprocess shell runtime processbuilder execfile",
        "select insert execute executemany query sql cursor rawquery",
        "innerhtml outerhtml dangerouslysetinnerhtml html safe markup template",
        "pickle loads unserialize readobject marshal deserialize deserializer yaml binaryformatter",
        "md5 sha1 des rc4 ecb random rand cipher verify insecureskipverify rejectunauthorized",
        "path open readfile writefile sendfile extractall chmod unlink rmtree tmp upload",
        "request requests fetch axios http urlopen urllib curl redirect url",
        "lock mutex thread threading goroutine async await synchronized atomic volatile",
        "password passwd secret token apikey credential session cookie permission admin authorize csrf cors role",
        "malloc free memcpy strcpy sprintf unsafe alloca cast",
    )
)
_WORD = re.compile(r"[A-Z]?[a-z0-9]+|[A-Z]+")
_NAME = re.compile(r"[a-z0-9]+")
_CODE_LOOKED_AT = 200  # characters of a line


def risk(path: str, lines: Sequence[Line], nearby: Sequence[Severity], past: float = 0.0) -> float:
    """Return the risk of one piece; `nearby` are the severities of deterministic findings on its lines.

    `past` is what the history of its file says, from 0 to 1.
    """
    added = [line.text[:_CODE_LOOKED_AT] for line in lines if line.kind is LineKind.ADDED]
    changed = sum(line.kind is not LineKind.CONTEXT for line in lines)
    score = DOUBLING * math.log2(1 + changed)
    score += SENSITIVE_PATH if _PATH.search(path) else 0
    score += SENSITIVE_CODE * min(MOST_KINDS_OF_CODE, _kinds_of_code(added))
    score += min(MOST_NEARBY, sum(NEARBY[severity] for severity in nearby))
    score += PAST * past
    if is_test(path):
        score += TEST
    elif is_prose(path):
        score += PROSE
    return score


def is_test(path: str) -> bool:
    """Say whether the path is that of a test or of its data."""
    return _TEST.search(path) is not None


def is_prose(path: str) -> bool:
    """Say whether the path is that of prose or of data."""
    return _PROSE.search(path) is not None


def _kinds_of_code(added: Sequence[str]) -> int:
    text = "\n".join(added)
    words = {*_NAME.findall(text.lower()), *map(str.lower, _WORD.findall(text))}
    return sum(not words.isdisjoint(kind) for kind in _CODE)
