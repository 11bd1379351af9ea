"""The order of versions where it is known, and plain ranges of them.

Semantic versions (npm, crates, Go, NuGet with a fourth number, and near enough Composer's): https://semver.org/#spec-item-11
Python's: https://packaging.python.org/en/latest/specifications/version-specifiers/ Ruby's: `Gem::Version`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache

from review.packages.package import CRATES, GEMS, GO, NPM, NUGET, PACKAGIST, PYPI

Key = tuple[object, ...]
LONGEST = 100  # characters of a version that is compared

_SEMANTIC = re.compile(r"[v=\s]*(\d{1,18}(?:\.\d{1,18}){0,3})(?:-([0-9A-Za-z.-]+))?(?:\+\S*)?\s*")
_PYTHON = re.compile(
    r"\s*v?(?:(\d{1,9})!)?(\d{1,18}(?:\.\d{1,18})*)(?:[-_.]?(a|b|c|rc|alpha|beta|pre|preview)[-_.]?(\d{0,18}))?"
    r"(?:(?:[-_.]?(?:post|rev|r)[-_.]?(\d{0,18}))|-(\d{1,18}))?(?:[-_.]?dev[-_.]?(\d{0,18}))?(?:\+[a-z0-9._-]+)?\s*",
    re.IGNORECASE,
)
_EARLY = {"a": "a", "alpha": "a", "b": "b", "beta": "b", "c": "rc", "rc": "rc", "pre": "rc", "preview": "rc"}
_COMPARED = re.compile(r"\s*(===|==|>=|<=|!=|~=|~>|>|<|=|\^|~)?\s*([v\d][\w.+!-]*)\s*")


@lru_cache(4096)
def key_of(ecosystem: str, version: str) -> Key | None:
    """Return what sorts a version among others of its ecosystem, None where its order is not known."""
    maker = _ORDERS.get(ecosystem)
    return maker(version) if maker is not None and len(version) <= LONGEST else None


def _numbers(text: str) -> tuple[int, ...]:
    found = [int(part) for part in text.split(".")]
    while found and found[-1] == 0:
        found.pop()
    return tuple(found)


def _semantic(version: str) -> Key | None:
    match = _SEMANTIC.fullmatch(version)
    if match is None:
        return None
    early = match[2]
    parts = tuple((0, int(one[:18]), "") if one.isdigit() else (1, 0, one) for one in early.split(".")) if early else ()
    return (_numbers(match[1]), early is None, parts)


def _python(version: str) -> Key | None:
    match = _PYTHON.fullmatch(version)
    if match is None:
        return None
    post = match[5] if match[5] is not None else match[6]
    if match[3]:
        early: tuple[str, int] = (_EARLY[match[3].lower()], int(match[4] or 0))
    elif match[7] is not None and post is None:
        early = ("", 0)  # a development version comes before the first early one
    else:
        early = ("z", 0)
    after = -1 if post is None else int(post or 0)
    return (int(match[1] or 0), _numbers(match[2]), early, after, match[7] is None, int(match[7] or 0))


def _ruby(version: str) -> Key | None:
    match = re.fullmatch(r"(\d{1,18}(?:\.\d{1,18})*+)[.-]?([A-Za-z][0-9A-Za-z.-]*)?", version)
    if match is None:
        return None
    rest = re.findall(r"\d{1,18}|[A-Za-z]+", match[2] or "")
    parts = tuple((1, int(part), "") if part.isdigit() else (0, 0, part) for part in rest)
    return (_numbers(match[1]), match[2] is None, parts)


_ORDERS: Mapping[str, Callable[[str], Key | None]] = {
    NPM: _semantic, CRATES: _semantic, GO: _semantic, NUGET: _semantic, PACKAGIST: _semantic, PYPI: _python,
    GEMS: _ruby,
}  # fmt: skip


def before(ecosystem: str, first: str, second: str) -> bool | None:
    """Say whether the first version comes before the second, None where that is not known."""
    one, other = key_of(ecosystem, first), key_of(ecosystem, second)
    if one is None or other is None:
        return None
    try:
        return one < other
    except TypeError:
        return None


def satisfies(ecosystem: str, requirement: str, version: str) -> bool | None:
    """Say whether a version lies in a plain range; None where the range, or the version, is not that plain."""
    text = requirement.split(";")[0].strip()
    if not text or "|" in text or "*" in text or " - " in text or re.search(r"\.[xX]\b", text):
        return None
    known: bool | None = True
    at = 0
    while at < len(text):
        match = _COMPARED.match(text, at)
        if match is None:
            return None
        answer = _compared(ecosystem, match[1] or _bare(ecosystem), match[2], version)
        if answer is not True:
            known = answer
            break
        at = match.end()
        at += text[at : at + 1] == ","
    return known


def _bare(ecosystem: str) -> str:
    return {CRATES: "^", NUGET: ">=", GO: ">="}.get(ecosystem, "==")


def _compared(ecosystem: str, how: str, bound: str, version: str) -> bool | None:
    lower = before(ecosystem, version, bound)
    higher = before(ecosystem, bound, version)
    if lower is None or higher is None:
        return None
    simple = {
        ">=": not lower, "<=": not higher, ">": higher, "<": lower, "!=": lower or higher,
        "==": not lower and not higher, "===": not lower and not higher, "=": not lower and not higher,
    }  # fmt: skip
    if how in simple:
        plain = re.fullmatch(r"v?\d+(?:\.\d+){0,1}", bound) is not None and ecosystem in (NPM, CRATES, PACKAGIST)
        return None if plain and how in ("==", "=") else simple[how]  # `1.2` stands for every 1.2.x there
    end = _end(ecosystem, how, bound)
    below = before(ecosystem, version, end) if end else None
    return None if below is None else not lower and below


def _end(ecosystem: str, how: str, bound: str) -> str:
    """Return the first version that a caret, a tilde or Ruby's and Python's `~>` leave out, empty where unknown."""
    if not re.fullmatch(r"v?\d{1,18}(?:\.\d{1,18})*", re.split(r"[-+]|(?<=\d)[a-z]", bound, maxsplit=1)[0]):
        return ""
    parts = [int(one) for one in re.split(r"[-+]|(?<=\d)[a-z]", bound, maxsplit=1)[0].removeprefix("v").split(".")]
    if how == "^":
        place = next((index for index, part in enumerate(parts) if part), len(parts) - 1)
    elif how in ("~=", "~>") or (how == "~" and ecosystem == PACKAGIST):
        place = max(len(parts) - 2, 0)
    else:
        place = min(1, len(parts) - 1)
    return ".".join(map(str, [*parts[:place], parts[place] + 1]))
