"""Secrets without a format of their own: a random-looking value given to a name that says what it is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from review.checks.placeholders import is_placeholder, is_weak_login, looks_random
from review.checks.structure import decoded
from review.checks.vendors import UUID, kind_of, spelled

# Every name of a secret holds one of these; the first letters only, so that one search finds all spellings.
WORDS = ("passw", "passphrase", "passcode", "pwd", "secret", "token", "key", "credential", "auth", "bearer", "cookie")
_BEGINS = re.compile("|".join(WORDS))
_NAME_CHARACTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.$"
_BEFORE = 50  # characters of a name before its telling word
_CONTEXT = 120  # characters before a name in which its issuer may stand, as the heading of a block does

_SAYS = re.compile(
    r"passw(?:or)?d|passwd|passphrase|passcode|pwd|secret|token|credential|bearer|"
    r"(?:api|access|auth|secret|private|encrypt\w*|decrypt\w*|sign\w*|master|account|storage|license|session|hmac|aes|jwt|"
    r"crypt\w*|cipher|service|webhook|application|app|client|admin|deploy|shared|subscription|integration|rest|server|"
    r"consumer|write|management|ingest|insert|live|prod|production|symmetric|secure|ssh|ssl|tls|host|root|security|"
    r"functions?|code|host|sas|user|team|org|project|personal|ci|bot|rpc|relay)_?key|apikey|"
    r"(?:^|_)(?:auth|basic_auth|cookie_secret|authorization|x_auth|authkey|pass)$"
)
_BARE_WORDS = frozenset({"key", "keys", "cookie", "auths", "author", "authors"})
_ANY_KEY = re.compile(r"key$")
_PASSWORD = re.compile(r"passw|passphrase|passcode|pwd|pass$")
# A name that goes on like this tells about a secret and is not one: `token_url`, `password_field`, `secret_name`.
_ABOUT = re.compile(
    r"(?:(?:hash|hashed|digest|checksum|name|url|uri|path|file|field|type|id|label|prefix|suffix|header|regexp?|pattern|"
    r"length|size|expir\w*|ttl|policy|placeholder|message|error|hint|help|text|title|param\w*|endpoint|column|selector|"
    r"class|format|count|limit|index|version|scope|manager|rotation|source|iz\w+|description|provider|algorithm|"
    r"button|validator|timeout|address|thumbprint|fingerprint|stroke|binding|board|chain|frame)s?|"
    r"(?:^|_)(?:env|var|ref|arn|kind|stores?|input|form|reset|maps?|code|hex|desc|issuer|alg|roles?|link|page|screen|"
    r"view|dir|folder|location|generator|validation|rules?|strength|required|enabled|disabled|created|updated|at|date|time|max|"
    r"min|usage|budget|model|schema|table|cache|encoding|mode|method|group|events?|icon|alias|etag|nonce|sha1|sha256|sha512|"
    r"md5|salt|uuid|status|state|separator|delimiter|pair|words?|used|cost|price|len|err|example|filename|ids|ring|down|up|"
    r"space|vault|info|attribute|tags?|symbol|standard|contract|supply))$"
)
_NOT_SECRET = re.compile(
    r"public|(?:^|_)pub(?:_|$)|primary_key|foreign_key|(?:^|_)(?:idempotency|partition|sort|cache|row|object|bucket|lookup|"
    r"translation|i18n|locale|widget|react|dedup\w*|csrf_header|site|publishable|anon|hash|checksum|next|page|continuation|"
    r"cursor|pagination|eos|bos|pad|unk|mask|sep|cls|special|integrity|commit|revision|digest|sha\d*|md5|etag|hashed|"
    r"encrypted|bcrypt|tokenizer|keyword|turnkey|monkey|author\w*|authority|tokens?_per|"
    r"measurement|tracking|analytics|not_a|dummy|example|fake|mock|invalid|wrong|bad|sample)(?:_|$)"
)
_CALLS = re.compile(r"(?:^|_)(?:set|with|put|add|use|define|secret|password|token|api_?key|pass|pwd)")
_SETTERS = re.compile(
    r"(?:^|[._])(?:set|with|put|add|use)[_A-Z]|^[\w.]*\.(?:password|secret|token|apiKey|api_key|pwd)$"
)

_QUOTED = re.compile(
    r"(?P<closed>(?:\\?[\"'`]|\]|\)){0,3})"
    r"(?:\?|!)?(?:[ \t]{0,3}:[ \t]{0,3}[A-Za-z&*][\w\[\]|.<>?* &]{0,40}+)?"
    r"[ \t]{0,30}(?P<sep>:=|=>|\?\?=|\|\|=|\?=|=(?!=)|:(?!:)|,|\(|[ \t])\s{0,40}(?:[A-Za-z_.]{1,30}+\(\s{0,5})?"
    r"(?:[brufBRUF@$L]{0,2}|String\.raw)(?P<quote>\\?(?:\"\"\"|'''|[\"'`]))(?P<value>[^\"'`\n]{6,400}?)(?P=quote)"
)
# The value stands in a place of its own: an attribute, a pair of name and value, the default of a variable, an element.
_APART = re.compile(
    r"\\?[\"']?(?:,?\s{1,20}|,\s{0,20})(?:-[ ])?\\?[\"']?(?:value|content|default)\\?[\"']?\s{0,5}[=:]\s{0,5}"
    r"(?P<quote>\\?[\"']?)(?P<value>[^\"'\n\s<>]{6,400})(?P=quote)"
    r"|\"\s{0,5}\{[^{}\"]{0,200}?default\s{0,5}=\s{0,5}\"(?P<variable>[^\"\n]{6,400})\""
    r"|(?:\s[^<>\n]{0,100})?>\s{0,20}(?P<element>[^<>\n\s]{6,400})\s{0,20}</"
)
_BARE = re.compile(
    r"[\"'`\]]{0,2}[ \t]{0,20}(?P<sep>:=|\?=|[=:](?!=))[ \t]{0,20}"
    r"(?P<value>[^\s\"'`#,;<>(){}\[\]][^\s\"'`,;<>(){}\\]{5,200}+)"
    r"[ \t]{0,5}(?:\\n|[;,\\]|\\?[\"'`]|[ \t]#[^\n]{0,300}+|//[^\n]{0,300}+)?[ \t\r]{0,5}(?:$|(?=\\n))",
    re.MULTILINE,
)
_FLAG = re.compile(r"(?:=|[ \t]{1,3}|[\"'],\s{0,5})(?P<quote>[\"'`]?)(?P<value>[^\s\"'`<>]{6,300})(?P=quote)")
_QUERY = re.compile(r"=(?P<value>[A-Za-z0-9_.~%+-]{16,300})(?=[&\"'`\s#)>]|$)")
_ENV_LINE = re.compile(r"(?:^|\n)[ \t]*(?:ENV|ARG|setx?|SETX?|export)[ \t]+[\w.]*$")
_ENV = re.compile(r"[ \t]{1,5}[\"']?(?P<value>[^\s\"'=]{6,300})[\"']?[ \t\r]*$", re.MULTILINE)
_SCHEME = re.compile(
    r"\\?[\"'`]?\]?\s{0,5}(?:=>|[:=,])?\s{0,5}[fbu$]?\\?[\"'`]?(?P<scheme>bearer|basic|token|apikey|splunk|genie_?key|ssws|"
    r"bot|key|digest)[ ]{1,3}(?P<value>[A-Za-z0-9._~+/=:-]{8,1500})",
    re.IGNORECASE,
)

_CONFIG_SUFFIXES = (
    *(
        ".env",
        ".yml",
        ".yaml",
        ".ini",
        ".cfg",
        ".conf",
        ".properties",
        ".toml",
        ".tfvars",
        ".config",
        ".envrc",
        ".netrc",
    ),
    *(
        ".npmrc",
        ".pypirc",
        ".sh",
        ".bash",
        ".zsh",
        ".ps1",
        ".bat",
        ".cmd",
        ".fish",
        ".cnf",
        ".txt",
        ".log",
        ".netrc",
        ".xml",
    ),
    *(".md", ".rst", ".hcl", ".tf", ".service", ".plist", ".credentials", ".credential"),
)


@dataclass(frozen=True, slots=True)
class Assigned:
    """A value that looks like a secret, where it starts in the text, and its issuer's kind if the name tells."""

    value: str
    start: int
    kind: str | None = None


def assigned_secrets(text: str, path: str) -> Iterator[Assigned]:
    """Yield the random-looking values in the text that are given to a secret's name.

    Values without quotes count in configuration files; elsewhere they are names, unless no name looks like them.
    """
    lowered = text.replace("\u0130", "I").lower()  # the one letter whose small form is longer
    config = _is_config(path)
    done = 0
    for word in _BEGINS.finditer(lowered):
        if word.start() < done:
            continue
        named = _named(text, word.start())
        if named is None:
            done = _REST.match(text, word.start()).end()  # type: ignore[union-attr]  # it matches the empty text too
            continue
        done = named.end
        about = _about(named.name)
        if about is not None and about[0].endswith("authorization"):
            yield from _authorized(text, named)
        elif about is not None:
            values = list(_values(text, named, config=config))
            # What stands without quotes ends at a space: there is no second name in it.
            done = max([done, *(match.end() for match, _ in values if match.re not in (_QUOTED, _APART))])
            yield from _given(text, named, about, values)


@dataclass(frozen=True, slots=True)
class _Named:
    name: str
    start: int
    end: int


_REST = re.compile(r"[A-Za-z0-9_.$-]*")


def _named(text: str, at: int) -> _Named | None:
    """Return the whole name around a telling word; None where no name is that long."""
    before = text[max(at - _BEFORE, 0) : at]
    start = at - (len(before) - len(before.rstrip(_NAME_CHARACTERS)))
    after = text[at : at + _BEFORE]
    end = at + len(after) - len(after.lstrip(_NAME_CHARACTERS))
    if at - start == _BEFORE or end - at == _BEFORE:
        return None
    name = text[start:end].rstrip(".-$")
    return _Named(name, start, start + len(name))


@lru_cache(maxsize=4096)
def _about(name: str) -> tuple[str, bool, bool] | None:
    """Return a name as `spelled`, whether it says that it holds a secret, and whether a password; None for no secret.

    One that does not say so may still be an issuer's: `algolia_key`. Files use few names, many times each.
    """
    spelt = spelled(name)
    if spelt.endswith("authorization"):
        return spelt, True, False
    if spelt in _BARE_WORDS or _NOT_SECRET.search(spelt) or _ABOUT.search(spelt):
        return None
    says = bool(_SAYS.search(spelt))
    if not says and not _ANY_KEY.search(spelt) and "auth" not in spelt:
        return None
    return spelt, says, bool(_PASSWORD.search(spelt))


def _given(
    text: str, named: _Named, about: tuple[str, bool, bool], values: Sequence[tuple[re.Match[str], bool]]
) -> Iterator[Assigned]:
    name, says, password = about
    for match, strict in values:
        value = next(each for each in (match.groupdict().get(part) for part in _PARTS) if each)
        place = match.start() + match[0].rindex(value)
        kind = _kind(text, named, name, value)
        if kind is not None and not is_placeholder(value):
            yield Assigned(value, place, kind)
        elif says and (_is_strong(value) if strict else looks_random(value, is_password=password)):
            yield Assigned(value, place)


_PARTS = ("value", "variable", "element")


def _values(text: str, named: _Named, *, config: bool) -> Iterator[tuple[re.Match[str], bool]]:
    """Yield the first value in each form that the name is given, and whether it must look very random."""
    end = named.end
    if match := _QUOTED.match(text, end):
        if _assigns(text, match, named):
            yield match, False
            return
    elif match := _APART.match(text, end):
        yield match, False
        return
    if named.name.startswith("--") and (match := _FLAG.match(text, end)):
        yield match, False
    elif text[named.start - 1 : named.start] in ("?", "&", ";") and (match := _QUERY.match(text, end)):
        yield match, True
    elif match := _BARE.match(text, end):
        yield match, not config
    elif _ENV_LINE.search(text[max(named.start - 40, 0) : named.start]) and (match := _ENV.match(text, end)):
        yield match, False
    elif match := _SCHEME.match(text, end):
        yield match, True


def _assigns(text: str, match: re.Match[str], named: _Named) -> bool:
    """Say whether what stands between name and value gives the one to the other."""
    separator, closed = match["sep"], bool(match["closed"])
    if separator == ",":
        return closed and ")" not in match["closed"] and text[named.start - 1 : named.start] in ("'", '"', "`")
    if separator == "(":
        return bool(_SETTERS.search(named.name)) and not closed
    if separator.isspace():
        return named.name.startswith("--") or (closed is False and named.name.isupper())
    return True


def _kind(text: str, named: _Named, name: str, value: str) -> str | None:
    """Return the issuer's kind by the name, or for what looks like an identifier by what stands above."""
    kind = kind_of(name, value)
    if kind is None and _UUID.fullmatch(value):
        kind = kind_of(spelled(text[max(named.start - _CONTEXT, 0) : named.end]), value)
    if kind is None:
        return None
    mixed = any(char.isdigit() for char in value) and any(char.isalpha() for char in value)
    return kind if mixed and (looks_random(value, is_password=True) or _UUID.fullmatch(value)) else None


_UUID = re.compile(UUID)


def _is_strong(value: str) -> bool:
    """Say whether no name in code looks like the value."""
    kinds = (str.isdigit, str.islower, str.isupper)
    hexadecimal = bool(re.fullmatch(r"[0-9a-f]{32,128}", value))
    mixed = all(any(test(char) for char in value) for test in kinds) and len(value) >= 20
    return (hexadecimal or mixed) and looks_random(value, is_password=False)


def _authorized(text: str, named: _Named) -> Iterator[Assigned]:
    match = _SCHEME.match(text, named.end)
    if match is None:
        return
    value, scheme = match["value"].rstrip(":"), match["scheme"].lower()
    if scheme == "basic":
        login = decoded(value)
        if login and ":" in login and not is_weak_login(login.partition(":")[2], ""):
            yield Assigned(value, match.start("value"))
    elif looks_random(value, is_password=False):
        yield Assigned(value, match.start("value"))


def _is_config(path: str) -> bool:
    name = path.rpartition("/")[2].lower()
    return name.endswith(_CONFIG_SUFFIXES) or name.startswith((".env", "dockerfile")) or "." not in name
