"""What a credential shows about itself: checksums and structure, as their issuers describe them."""

from __future__ import annotations

import base64
import binascii
import json
import re
import zlib

_BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_BASE32 = re.compile(r"[A-Z2-7]{16}")
_ACCOUNTS = 10**12  # account ids have twelve digits
_OLD_KEYS = "IJ"  # the fifth character of access keys from before they held the account
_SAMPLE_CLAIMS = ("John Doe", "1516239022")  # the token that every manual of JSON Web Tokens shows
_PRINTABLE = re.compile(r"[\x20-\x7e\r\n\t]+")


def has_crc32(token: str) -> bool:
    """Say whether the last six characters are the CRC-32 of the thirty before them, in base 62 (GitHub, npm).

    https://github.blog/engineering/platform-security/behind-githubs-new-authentication-token-formats/
    """
    body = token.rpartition("_")[2]
    number, digits = zlib.crc32(body[:-6].encode("ascii", "replace")), ""
    for _ in range(6):
        number, rest = divmod(number, 62)
        digits = _BASE62[rest] + digits
    return body[-6:] == digits


def names_account(key: str) -> bool:
    """Say whether an AWS access key is base 32 and holds an account id, as keys do since 2019."""
    if not _BASE32.fullmatch(key[4:]):
        return False
    if key[4] in _OLD_KEYS:
        return True
    return int.from_bytes(base64.b32decode(key[4:])[:6], "big") >> 7 & 0xFFFFFFFFFF < _ACCOUNTS


def is_signed_jwt(token: str) -> bool:
    """Say whether the header of a JSON Web Token is JSON with an algorithm that signs, and its claims no sample."""
    header, claims, *_ = [*token.split("."), ""]
    try:
        parsed = json.loads(decoded(header, urlsafe=True) or "")
    except (ValueError, RecursionError):
        return False
    if not isinstance(parsed, dict) or str(parsed.get("alg", "none")).lower() == "none":
        return False
    said = decoded(claims, urlsafe=True) or ""
    return not any(sample in said for sample in _SAMPLE_CLAIMS)


def names_bot(token: str) -> bool:
    """Say whether the first part of a Discord token is a user id: digits in base 64."""
    return (decoded(token.partition(".")[0], urlsafe=True) or "").isdigit()


def is_base64_key(text: str) -> bool:
    """Say whether base 64 wraps a private key in PEM."""
    return "PRIVATE KEY" in (decoded(text[:80]) or "")


def wraps_login(text: str) -> bool:
    """Say whether base 64 wraps a user's name, a colon and a password."""
    return ":" in (decoded(text) or "")


def names_object(token: str) -> bool:
    """Say whether what stands behind the last underscore or dot begins a JSON object in base 64."""
    return (decoded(re.split(r"[_.]", token)[-1][:40], urlsafe=True) or "").startswith("{")


def decoded(text: str, *, urlsafe: bool = False) -> str | None:
    """Return what base 64 wraps if that is printable text, else None; padding may be missing."""
    text = text.rstrip("=")
    raw = text.encode("ascii", "replace")[: len(text) // 4 * 4 + (len(text) % 4 if len(text) % 4 != 1 else 0)]
    try:
        out = base64.b64decode(raw + b"=" * (-len(raw) % 4), altchars=b"-_" if urlsafe else None, validate=True)
        said = out.decode("utf-8")
    except (binascii.Error, UnicodeDecodeError):
        return None
    return said if _PRINTABLE.fullmatch(said) or said.isprintable() else None
