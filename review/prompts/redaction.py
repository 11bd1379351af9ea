"""Take secrets out of text before anyone outside reads it; the number of lines stays the same."""

from __future__ import annotations

import re
from collections.abc import Sequence

from review.checks.formats import FORMATS, PRIVATE_KEY
from review.checks.prefilter import Prefilter

REDACTED = "[redacted]"

# What the secrets check knows by format goes first; these also take what is too short, too long or too new for it: here
# a word too much costs nothing. Installation tokens are `ghs_<app id>_<JWT>` of about 520 characters since 2026-04:
# https://docs.github.com/en/authentication/keeping-your-account-and-data-secure/about-authentication-to-github
# Each with the literal text without which it cannot be there: looking for that costs next to nothing.
_TOKENS = tuple(
    (anchor, re.compile(pattern))
    for anchor, pattern in (
        ("gh", r"gh[pousr]_[A-Za-z0-9._-]{20,}"),
        ("github_pat_", r"github_pat_[A-Za-z0-9_]{20,}"),
        ("glpat-", r"glpat-[A-Za-z0-9_.-]{16,}"),
        ("k-", r"\b[srp]k-(?:(?:live|test|ant|proj|or|svcacct)[-_])?[A-Za-z0-9_-]{16,}"),
        ("k_", r"\b[srp]k_(?:(?:live|test|ant|proj|or|svcacct)[-_])?[A-Za-z0-9_-]{16,}"),
        ("A", r"\bA(?:KIA|SIA|ROA|BIA)[A-Z0-9]{16}\b"),
        ("xox", r"\bxox[a-z]-[A-Za-z0-9-]{10,}"),
        ("AIza", r"\bAIza[A-Za-z0-9_-]{30,}"),
        ("SG.", r"\bSG\.[A-Za-z0-9_-]{12,}\.[A-Za-z0-9_-]{12,}"),
        ("npm_", r"\bnpm_[A-Za-z0-9]{30,}"),
        ("pypi-", r"\bpypi-[A-Za-z0-9_-]{40,}"),
        ("hf_", r"\bhf_[A-Za-z0-9]{30,}"),
        ("eyJ", r"\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.?[A-Za-z0-9_-]*"),
    )
)
# A private key goes line by line, which also takes what follows its first words.
_FORMATS = Prefilter([each for each in FORMATS if each.kind != PRIVATE_KEY])
# What follows the scheme of an Authorization header, where it is no word and no place to fill in: RFC 9110, section 11.
_AUTHORIZATION = re.compile(
    r"\b((?:bearer|basic|token) {1,3})(?=[A-Za-z._~+/=-]{0,200}\d)[\w.~+/=-]{16,}", re.IGNORECASE
)
_URL_PASSWORD = re.compile(r"(://[^\s/:@\"'<>]{0,100}:)[^\s/@\"'<>]{1,200}(?=@)")
_ASSIGNED_STRING = re.compile(r"([:=]>?\s{0,10}[\w.]{0,3})([\"'`])([^\"'`\n]{6,})\2")
_SECRET_NAME = re.compile(
    r"(?:passw(?:or)?d|passphrase|secret|token|credential|api_?key|private_?key|access_?key|auth_?key)"
    r"[\w-]{0,40}[\"'\]]{0,2}\s{0,10}:?$",
    re.IGNORECASE,
)
_NAME_LENGTH = 80
_STRING = re.compile(r"([\"'`])(?:[^\"'`\\]|\\.){4,}?\1")
_LONG_WORD = re.compile(r"[A-Za-z0-9+/=_.~!@#$%^&*-]{12,}")
_PLAIN_NAME = re.compile(r"[a-z]+(?:_[a-z]+)+|[A-Z]+(?:_[A-Z]+)+")
_ASSIGNED = re.compile(r"((?::=|=>|=|:)\s{0,10})\S.*")

_KEY_BEGINS = re.compile(r"-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY")
_KEY_ENDS = re.compile(r"-----END [A-Z0-9 ]{0,40}PRIVATE KEY")
_KEY_HEADER = re.compile(r"[\s\"'+]*(?:Proc-Type|DEK-Info|Comment|Version): ")
_KEY_BODY = re.compile(r"[\s\"'+\\nr,]*[A-Za-z0-9+/=]{16,}[\s\"'+\\nr,;)]*")
# A line of a key whose first line is out of sight, as a hunk may show it: PEM bodies are 64 (or 76) wide.
_LOOSE_KEY_BODY = re.compile(r"\s*[\"']?(?=[^\s]*[a-z])(?=[^\s]*[A-Z])(?=[^\s]*[0-9])[A-Za-z0-9+/]{60,76}={0,2}\W{0,6}")


def redact(text: str) -> str:
    """Return `text` with every known form of secret replaced."""
    return "\n".join(redact_lines(text.split("\n"), ()))


def redact_lines(lines: Sequence[str], secret: Sequence[int]) -> list[str]:
    """Return the lines with secrets replaced; those whose index is in `secret` lose every value they could hold."""
    marked = frozenset(secret)
    in_key = False
    out: list[str] = []
    # At once, which is quicker; what is put in place never holds a line break, so the lines stay apart.
    for index, line in enumerate(_without_known("\n".join(lines)).split("\n") if lines else ()):
        if _KEY_BEGINS.search(line) or (in_key and _is_key_part(line)):
            in_key = not _KEY_ENDS.search(line)
            out.append(REDACTED)
        elif _LOOSE_KEY_BODY.fullmatch(line):
            out.append(REDACTED)
        else:
            in_key = in_key and not line.strip()
            out.append(_without_values(line) if index in marked else line)
    return out


def _is_key_part(line: str) -> bool:
    """Say whether a line after BEGIN still belongs to the key: its body, its headers (`Proc-Type: ...`), its end."""
    return bool(_KEY_ENDS.search(line) or _KEY_BODY.fullmatch(line) or _KEY_HEADER.match(line))


def _without_known(text: str) -> str:
    text = _without_formats(text)
    for anchor, pattern in _TOKENS:
        if anchor in text:
            text = pattern.sub(REDACTED, text)
    text = _AUTHORIZATION.sub(rf"\1{REDACTED}", text)
    if "://" in text:
        text = _URL_PASSWORD.sub(rf"\1{REDACTED}", text)
    return _ASSIGNED_STRING.sub(_without_named, text)


def _without_named(match: re.Match[str]) -> str:
    """Take out a string that is assigned to something with the name of a secret."""
    before = match.string[max(0, match.start() - _NAME_LENGTH) : match.start()]
    if _SECRET_NAME.search(before) is None:
        return match[0]
    return f"{match[1]}{match[2]}{REDACTED}{match[2]}"


def _without_formats(text: str) -> str:
    """Take out what each format's `value` group holds, else all of it; never a line break."""
    out: list[str] = []
    at = 0
    for begin, end in sorted(_span(match) for _, match in _FORMATS.places(text)):
        if end <= at:
            continue
        out += (text[at : max(at, begin)], REDACTED, "\n" * text.count("\n", max(at, begin), end))
        at = end
    return "".join([*out, text[at:]]) if out else text


def _span(match: re.Match[str]) -> tuple[int, int]:
    return match.span() if match.groupdict().get("value") is None else match.span("value")


def _without_values(line: str) -> str:
    """Take out every string, every long word, and what an assignment without quotes assigns."""
    strings = _STRING.sub(rf"\1{REDACTED}\1", line)
    if REDACTED not in strings:
        strings = _ASSIGNED.sub(rf"\1{REDACTED}", strings)
    return _LONG_WORD.sub(lambda word: word[0] if _PLAIN_NAME.fullmatch(word[0]) else REDACTED, strings)
