"""What looks like a secret and is none: placeholders, templates, references, hashes, identifiers, words."""

from __future__ import annotations

import math
import re
from collections import Counter

_STAND_IN = re.compile(
    r"example|placeholder|change[-_ ]?(?:me|it|this)|dummy|sample|redacted|your[-_ .]?(?:own|api|token|key|secret|pass|"
    r"account|access|client|app|[-_ .])|replace[-_ ]?(?:me|with|this)|insert[-_ ]|todo|fixme|xxxx|\*{3}|\.{3}|0{8}|"
    r"1234567|abcdefg|a1b2c3d4|deadbeef|lorem|foobar|not[-_ ]?(?:a[-_ ]?)?(?:real|secret|valid)|fake|(?:-|_|\b)here\b|"
    r"goes[-_ ]?here|\bmock|mocked|s3cr3t_?key|insecure|do[-_ ]?not[-_ ]?use|secret[-_]?key[-_]?(?:here|for)",
    re.IGNORECASE,
)
# Samples in the issuers' own manuals.
_DOCUMENTED = (
    "4eC39HqLyjWDarjtT1zdp7dc",  # https://docs.stripe.com/keys
    "BQokikJOvBiI2HlWgH4olfQ2",
    "wJalrXUtnFEMI/K7MDENG",  # https://docs.aws.amazon.com/IAM/latest/UserGuide/security-creds.html
    "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq",  # the storage emulator's, the same everywhere
    "C2y6yDjf5/R+ob0N8A7Cgv30VRDJIWEHLM+4QDU5DE2nQ9nDuVTqobD4b8mGGyPMbIZnqyMsEcaGQy67XIw/Jw",  # and its database's
)
# Text that is filled in later, or that points to where the secret is.
_FILLED_IN = re.compile(
    r"\$\{|\$\(|(?:^|[^\w])\$[A-Za-z_]\w{2,}|\$[A-Z][A-Z_]{2,}|\{\{|\{%|%\(|%[sdv]|#\{|^\{[\w.]*\}?$|^<[^>]*>?$|^\[[^\]]*\]?$|process\.env|environ|getenv|"
    r"secrets?\.|vault:|arn:|^ENC\[|^op://|^sops:|^ssm:|^ref\+|^@|://$|^%\w+%$|\{[a-z_]\w*\}|^AAAAB3Nza|keyvault|"
    r"\$ANSIBLE_VAULT|^!|^env[.:(]|^file:|^secretref|\\[(usdwbSDW]|\(\?[:=!<]|\[\^|\][{+*]",
)
# What was made of a secret and does not give it back: crypt(3) and its relatives, digests with the name of their kind.
_HASH = re.compile(
    r"\$(?:2[abxy]?|1|5|6|7|y|gy|argon2\w{0,2}|apr1|pbkdf2\S{0,20}|scrypt|sha1|s0|P|H)\$|\{(?:SSHA|SHA|CRYPT|MD5)\d{0,3}\}|"
    r"pbkdf2_|bcrypt|argon2|scrypt:|sha(?:1|224|256|384|512)[:$=-]|md5[:$]|SCRAM-SHA|sha3-",
    re.IGNORECASE,
)
_UUID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", re.IGNORECASE)
_CODE = re.compile(
    r"^[\w.$]{1,60}\(|^[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+$|\s|^/|^\.{1,2}/|^~/|^https?://[^@]*$|^#[\w-]+$|^[\w.-]+:[\w.-]+:[\w.+-]+$|^[\w-]+(?:/[\w-]+){2,}$|"
    r"\.(?:json|ya?ml|pem|key|txt|crt|env|js|ts|py|html?|png|svg|com|org|io)$|^[\w.+-]+@[\w-]+\.[a-z]{2,6}$|^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$|"
    r"^[a-z][a-z0-9]*(?:_[a-z0-9]+){2,}$|=>|&&|\|\|"
)
# A package and its version, as https://packaging.python.org/en/latest/specifications/dependency-specifiers/ writes it.
_REQUIREMENT = re.compile(r"[A-Za-z][\w.-]*(?:\[[\w,.-]*\])?(?:[=~!<>]=|[<>])\d[\w.*+!]*")
_DATE = re.compile(r"\d{4}-\d\d-\d\d(?:[T ][\d:.Z+-]*)?|v?\d+(?:\.\d+)+(?:[-+.]\w+)*")
_WORDS = re.compile(r"[A-Za-z]?[a-z]{2,}(?:[-_.\s/:][A-Za-z]?[a-z]{2,}|[A-Z][a-z]+|\d{1,2}(?!\d))*")
_COMMON_PASSWORD = re.compile(
    r"(?:my|the|super|very|some|new|old|db|test|user)*[-_]?(?:password|passwort|passwd|passw0rd|p@ssw0rd|pass|secret|root|"
    r"admin|user|test|guest|postgres|mysql|redis|rabbitmq|minioadmin|qwerty|token|default|hunter)[-_]?(?:\d{0,4}|\d{4,8})!?|"
    r"changeit|letmein|correct.?horse.?battery.?staple",
    re.IGNORECASE,
)
_ONE_WORD = re.compile(r"[a-z]{1,10}|[A-Z_]+")  # `scott:tiger`, `USER:PASSWORD`: what manuals write
_OWN_MACHINE = re.compile(r"localhost|127\.|0\.0\.0\.0|\[?::1|host\.docker", re.IGNORECASE)
_LOCAL_HOST = re.compile(
    r"(?:[\w-]+\.)*(?:example|test|invalid|local|localhost)\b|(?:[\w-]+\.)*example\.(?:com|org|net)|host(?:name)?$",
    re.IGNORECASE,
)
_SINGLE_LABEL = re.compile(r"[\w-]{1,40}$")
_NATURAL = re.compile(r"[A-Za-z][a-z]{2,}")
_WORD = re.compile(r"[A-Za-z][a-z]{2,}")
_VOWEL = re.compile(r"[aeiouy]", re.IGNORECASE)
_CONSONANTS = re.compile(r"[^aeiouy]{4}", re.IGNORECASE)
_ESCAPED = re.compile(r"%[0-9A-Fa-f]{2}")
_LOW_ENTROPY = 2.2
_SHORT = 16
_NATURAL_SHARE = 0.6


def is_placeholder(value: str) -> bool:
    """Say whether a value in the format of a credential only shows where one goes."""
    return (
        bool(_STAND_IN.search(value) or _FILLED_IN.search(value))
        or any(known in value for known in _DOCUMENTED)
        or entropy(value) < _LOW_ENTROPY
        or is_repeated(value)
        or (len(value) >= _SHORT and is_wordy(value))
    )


def is_repeated(value: str) -> bool:
    """Say whether a value is one to three characters over and over, or one character for half of its length."""
    tail = value[-12:]
    return len(tail) == 12 and (any(tail == (tail[:size] * 12)[:12] for size in (1, 2, 3)) or bool(_RUN.search(value)))


_RUN = re.compile(r"(.)\1{7}")


def is_wordy(value: str) -> bool:
    """Say whether most of the letters stand in what can be spoken."""
    letters = sum(char.isalpha() for char in value)
    return letters > 0 and _spoken(value) > _NATURAL_SHARE * len(value)


def _spoken(value: str) -> int:
    words = [word for word in _NATURAL.findall(value) if len(word) > 3]
    return sum(len(word) for word in words if _VOWEL.search(word) and not _CONSONANTS.search(word))


def is_weak_login(value: str, host: str) -> bool:
    """Say whether a password in a URL is a template, a default, or one for a machine of the developer's own."""
    value = _ESCAPED.sub("-", value)
    if bool(_COMMON_PASSWORD.fullmatch(value)) or is_placeholder(value) or bool(_ONE_WORD.fullmatch(value)):
        return True
    if re.fullmatch(r"[{\[(*%:].*", value) or (is_wordy(value) and not any(char.isdigit() for char in value)):
        return True
    if host and (_OWN_MACHINE.match(host) or _LOCAL_HOST.match(host)):
        return True
    # One name without a dot is a container beside it, where only a password that someone generated matters.
    return bool(_SINGLE_LABEL.match(host)) and not (len(value) >= 12 and looks_random(value, is_password=True))


def looks_random(value: str, *, is_password: bool) -> bool:
    """Say whether an assigned value is a secret and not a word, a name, a reference, a UUID, a hash or a call.

    A password may be shorter and more regular than a generated key, but both mix letters with digits or signs.
    """
    if len(value) < (8 if is_password else _SHORT):
        return False
    if is_placeholder(value) or _COMMON_PASSWORD.fullmatch(value) or _HASH.search(value):
        return False
    if _UUID.fullmatch(value) or _CODE.search(value) or _WORDS.fullmatch(value) or _REQUIREMENT.fullmatch(value):
        return False
    if _DATE.fullmatch(value) or not any(char.isalpha() for char in value):
        return False
    if not any(char.isdigit() for char in value):
        return _is_random_without_digits(value, is_password=is_password)
    if is_password:
        return entropy(value) >= 2.7  # eight characters with few repeats
    return entropy(value) >= _least_entropy(value) and not _is_name(value)


def _is_name(value: str) -> bool:
    """Say whether two parts or more are words, and half of all: an identifier that a digest or a number ends."""
    parts = re.split(r"[-_.:/ ]", value)
    words = [part for part in parts if _WORD.fullmatch(part) and _VOWEL.search(part)]
    return len(words) >= 2 and 2 * len(words) >= len(parts)


def _is_random_without_digits(value: str, *, is_password: bool) -> bool:
    """Say whether letters alone, or with signs, were drawn by chance: about one key in thirty has no digit."""
    mixed = value != value.lower() and value != value.upper()
    signs = sum(not char.isalnum() for char in value)
    if is_password and mixed and signs and len(value) >= 10 and not re.search(r"[-_. /:]", value):
        return True
    return mixed and len(value) >= 20 and entropy(value) >= 3.8 and signs <= 2 and _spoken(value) < 0.3 * len(value)


def _least_entropy(value: str) -> float:
    """Return what random characters of that alphabet nearly always have, by length."""
    if re.fullmatch(r"[0-9a-fA-F]+", value):
        return 2.7 if len(value) < 24 else 3.0
    return 3.2 if len(value) < 24 else 3.5


def entropy(value: str) -> float:
    """Return Shannon's entropy in bits per character."""
    size = len(value)
    return -sum(count / size * math.log2(count / size) for count in Counter(value).values()) if size else 0.0
