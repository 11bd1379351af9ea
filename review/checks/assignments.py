"""Secrets without a format of their own: a random-looking value given to a name that says what it is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from review.checks.placeholders import looks_random

_WORD = (
    r"passw(?:or)?d|passwd|passphrase|secret|token|api[_-]?key|access[_-]?key|auth[_-]?key|private[_-]?key|"
    r"credential|client[_-]?secret|encryption[_-]?key|signing[_-]?key|master[_-]?key"
)
WORDS = ("passw", "passphrase", "secret", "token", "key", "credential")
_QUOTED = re.compile(
    rf"(?P<name>(?:{_WORD})[\w-]{{0,30}}+)[\"'\]]{{0,2}}(?:[ \t]{{0,3}}:[ \t]{{0,3}}[\w\[\]|. ]{{1,30}})?"
    r"[ \t]{0,10}(?::=|=>|={1,3}|:)[ \t]{0,10}[bru@$]{0,2}(?P<quote>[\"'`])(?P<value>[^\"'`\n]{8,200})(?P=quote)",
    re.IGNORECASE,
)
_BARE = re.compile(
    rf"(?P<name>(?:{_WORD})[\w-]{{0,30}}+)[ \t]{{0,5}}[=:][ \t]{{0,5}}(?P<value>[^\s\"'`#,;]{{8,200}})"
    r"[ \t]{0,5}(?:#[^\n]*)?$",
    re.IGNORECASE | re.MULTILINE,
)
# A name that goes on like this tells about a secret and is not one: `token_url`, `password_field`, `secret_name`.
_ABOUT = re.compile(
    r"(?:hash|digest|checksum|name|url|uri|path|file|field|type|id|label|prefix|suffix|header|regex|pattern|length|size|"
    r"expir\w*|ttl|policy|placeholder|message|error|hint|help|text|title|param\w*|env|var|endpoint|column|selector|class|"
    r"format|ref|arn|count|limit|index|version|kind|scope|store|manager|rotation|source|hex|input|form|reset|"
    r"code|map|iz\w+)s?$",
    re.IGNORECASE,
)
_PUBLIC = re.compile(r"public[_-]?$|pub[_-]?$|primary[_-]?$|foreign[_-]?$", re.IGNORECASE)
_PASSWORD = re.compile(r"passw|passphrase", re.IGNORECASE)
_CONFIG_SUFFIXES = frozenset(
    {".env", ".yml", ".yaml", ".ini", ".cfg", ".conf", ".properties", ".toml", ".tfvars", ".config", ".envrc", ".netrc"}
)
_LOOK_BACK = 12


@dataclass(frozen=True, slots=True)
class Assigned:
    """A value that looks like a secret, and where it starts in the text."""

    value: str
    start: int


def assigned_secrets(text: str, path: str) -> Iterator[Assigned]:
    """Yield the random-looking values in the text that are given to a secret's name.

    Values without quotes count in configuration files only: elsewhere they are names.
    """
    lowered = text.lower()
    if not any(word in lowered for word in WORDS):
        return
    patterns = (_QUOTED, _BARE) if _is_config(path) else (_QUOTED,)
    for pattern in patterns:
        for match in pattern.finditer(text):
            before = text[max(match.start() - _LOOK_BACK, 0) : match.start()]
            name, value = match["name"], match["value"]
            if _ABOUT.search(name) or _PUBLIC.search(before):
                continue
            if looks_random(value, is_password=bool(_PASSWORD.match(name))):
                yield Assigned(value, match.start("value"))


def _is_config(path: str) -> bool:
    name = path.rpartition("/")[2].lower()
    return name.endswith(tuple(_CONFIG_SUFFIXES)) or name.startswith((".env", "dockerfile"))
