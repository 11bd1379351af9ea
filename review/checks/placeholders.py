"""What looks like a secret and is none: placeholders, templates, references, identifiers, words."""

from __future__ import annotations

import math
import re
from collections import Counter

_STAND_IN = re.compile(
    r"example|placeholder|change[-_ ]?me|dummy|sample|redacted|your[-_ ]|replace[-_ ]?me|insert[-_ ]|todo|fixme|xxxx|"
    r"\*{3}|\.{3}|0{8}|1234567|abcdefg|deadbeef|lorem|foobar|not[-_ ]?a[-_ ]?real|fake",
    re.IGNORECASE,
)
# Text that is filled in later, or that points to where the secret is.
_FILLED_IN = re.compile(
    r"\$\{|\$\(|\$[A-Za-z_]|\{\{|\{%|%\(|%[sdv]|#\{|^\{[\w.]*\}?$|^<[^>]*>?$|^\[[^\]]*\]?$|process\.env|environ|getenv|"
    r"secrets?\.|vault:|arn:|^ENC\[|^op://|^sops:|^ssm:|^ref\+|^@|://$",
)
_UUID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", re.IGNORECASE)
_CODE = re.compile(r"^[\w.$]{1,60}\(|^[\w]+(?:\.[A-Za-z_]\w*)+$|\s|^/|^\.{1,2}/|^https?://[^@]*$")
# A package and its version, as https://packaging.python.org/en/latest/specifications/dependency-specifiers/ writes it.
_REQUIREMENT = re.compile(r"[A-Za-z][\w.-]*(?:\[[\w,.-]*\])?(?:[=~!<>]=|[<>])\d[\w.*+!]*")
_WORDS = re.compile(r"[A-Za-z]?[a-z]{2,}(?:[-_.\s/:][A-Za-z]?[a-z]{2,}|[A-Z][a-z]+|\d{1,2}(?!\d))*")
_COMMON_PASSWORD = re.compile(
    r"(?:password|passwd|pass|secret|root|admin|user|test|guest|postgres|mysql|redis|rabbitmq|minioadmin|qwerty)\d{0,4}|"
    r"changeit|letmein",
    re.IGNORECASE,
)
_ONE_WORD = re.compile(r"[a-z]{1,10}|[A-Z_]+")  # `scott:tiger`, `USER:PASSWORD`: what manuals write
_LOCAL_HOST = re.compile(
    r"localhost|127\.|0\.0\.0\.0|\[?::1|host\.docker|(?:[\w-]+\.)*(?:example|test|invalid|local|localhost)\b|"
    r"(?:[\w-]+\.)*example\.(?:com|org|net)|host(?:name)?$|[a-z]{1,12}$",
    re.IGNORECASE,
)
_LOW_ENTROPY = 2.2
_WORD_ENTROPY = 3.5
_SHORT = 16


def is_placeholder(value: str) -> bool:
    """Say whether a value in the format of a credential only shows where one goes."""
    return bool(_STAND_IN.search(value) or _FILLED_IN.search(value)) or entropy(value) < _LOW_ENTROPY


def is_weak_login(value: str, host: str) -> bool:
    """Say whether a password in a URL is a template, a default, or one for a machine of the developer's own."""
    known = bool(_COMMON_PASSWORD.fullmatch(value)) or is_placeholder(value) or bool(_ONE_WORD.fullmatch(value))
    return known or bool(host and _LOCAL_HOST.match(host)) or bool(re.fullmatch(r"[{\[(*%].*", value))


def looks_random(value: str, *, is_password: bool) -> bool:
    """Say whether an assigned value is a secret and not a word, a name, a reference, a UUID or a call.

    A password may be shorter and more regular than a generated key, but both mix letters with digits or signs.
    """
    if is_placeholder(value) or _COMMON_PASSWORD.fullmatch(value):
        return False
    if _UUID.fullmatch(value) or _CODE.search(value) or _WORDS.fullmatch(value) or _REQUIREMENT.fullmatch(value):
        return False
    if not (any(char.isdigit() for char in value) and any(char.isalpha() for char in value)):
        return False
    if is_password:
        return len(value) >= 8 and entropy(value) >= 2.7  # eight characters with few repeats
    return len(value) >= _SHORT and entropy(value) >= (3.0 if _is_hex(value) else _WORD_ENTROPY)


def entropy(value: str) -> float:
    """Return Shannon's entropy in bits per character."""
    size = len(value)
    return -sum(count / size * math.log2(count / size) for count in Counter(value).values()) if size else 0.0


def _is_hex(value: str) -> bool:
    return bool(re.fullmatch(r"[0-9a-fA-F]+", value))
