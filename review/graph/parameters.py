"""The parameters of a function and their types, read from its head: a name that is a parameter is no other thing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

MAX_HEAD = 1_000
MAX_PARAMETERS = 60

_AFTER = frozenset(("python", "typescript", "javascript", "kotlin", "scala", "rust", "swift"))
_NAMED = re.compile(r"[\w$]+")
_TYPED = re.compile(r"[A-Za-z_][\w.]*")
_WRAPPERS = frozenset(
    ("mut", "dyn", "impl", "Optional", "Type", "type", "Box", "Arc", "Rc", "Final", "final", "const", "static")
)
_WORDS = frozenset(
    ("mut", "val", "var", "private", "public", "protected", "readonly", "final", "const", "ref", "out", "in")
)


@lru_cache(65_536)
def parameters(signature: str, language: str) -> Mapping[str, str]:
    """Return the type of each parameter by its name, "" where none is written; of Go also the receiver."""
    found: dict[str, str] = {}
    for text in _parts(signature[:MAX_HEAD], "([" if language == "scala" else "("):
        name, kind = _read(text, language)
        if name and len(found) < MAX_PARAMETERS:
            found[name] = kind
    if language == "go":
        _share(found)
    return found


def _parts(head: str, opening: str) -> Iterator[str]:
    """Yield what stands between the commas of the outermost brackets."""
    depth, start = 0, 0
    for at, sign in enumerate(head):
        if sign in "([{<":
            depth += 1
            if depth == 1 and sign in opening:
                start = at + 1
        elif sign in ")]}" or (sign == ">" and head[at - 1 : at] not in ("-", "=")):
            if depth == 1 and start:
                yield head[start:at]
                start = 0
            depth = max(0, depth - 1)
        elif sign == "," and depth == 1 and start:
            yield head[start:at]
            start = at + 1


def _read(text: str, language: str) -> tuple[str, str]:
    text = text.partition("=")[0].strip()
    if language in _AFTER:
        before, _, kind = text.partition(":")
        names = [each for each in _NAMED.findall(before) if each not in _WORDS]
        return (names[-1] if names else "", _type(kind))
    words = [each for each in text.replace("*", " ").replace("&", " ").split() if each not in _WORDS]
    if not words:
        return "", ""
    if language == "go":
        return words[0], _type(" ".join(words[1:]))
    name = "".join(_NAMED.findall(words[-1])[-1:]).lstrip("$")
    return name, _type(" ".join(words[:-1]).replace("::", ".").replace("\\", "."))


def _type(text: str) -> str:
    """Return the first name of a written type that is no wrapper of another."""
    return next((each.rstrip(".") for each in _TYPED.findall(text.replace("::", ".")) if each not in _WRAPPERS), "")


def _share(found: dict[str, str]) -> None:
    """Give Go's `a, b T` both their type."""
    kind = ""
    for name in reversed(found):
        kind = found[name] = found[name] or kind
