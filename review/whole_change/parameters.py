"""The parameters of a Python function, read without a parser, and whether old calls still fit them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

MAX_SIGNATURE = 4_000  # characters
MAX_SIGNATURE_LINES = 100
NAME = re.compile(r"\s*(\*{0,2})\s*([A-Za-z_]\w*)?")


@dataclass(frozen=True, slots=True)
class Parameters:
    """What a call may or must give: names that can be given by position or name, the required, and the catch-alls."""

    positional: tuple[str, ...]
    keyword: frozenset[str]
    required: frozenset[str]
    any_positional: bool
    any_keyword: bool


def parameters(lines: Sequence[str], index: int, start: int) -> Parameters | None:
    """Read the parameters after the name that ends at `start` of line `index`; None where they cannot be told."""
    text = "\n".join([lines[index][start:], *lines[index + 1 : index + MAX_SIGNATURE_LINES]])[:MAX_SIGNATURE]
    items = _items(text)
    return None if items is None else _read(items)


def breaks(old: Parameters | None, new: Parameters | None) -> str:
    """Say how a call that fitted `old` may not fit `new`; "" where all do, or where nobody can tell."""
    if old is None or new is None:
        return ""
    named_new = frozenset(new.positional) | new.keyword
    must = sorted(new.required - old.required - (frozenset(old.positional) | old.keyword))
    if must:
        return f"`{must[0]}` is new and has no default."
    gone = [name for name in (*old.positional, *sorted(old.keyword)) if name not in named_new]
    if gone and not new.any_keyword and not (new.any_positional and gone[0] in old.positional):
        return f"`{gone[0]}` is no longer a parameter."
    turned = sorted(name for name in new.required & (frozenset(old.positional) | old.keyword) - old.required)
    return f"`{turned[0]}` has no default any more." if turned else ""


def _items(text: str) -> list[str] | None:
    """Split what stands in the first parentheses at its own commas, without comments and string contents."""
    if not text.startswith("("):
        return None
    depth, quote, comment = 0, "", False
    items, current = list[str](), list[str]()
    for at, char in enumerate(text):
        if comment:
            comment = char != "\n"
        elif quote:
            quote = "" if char == quote and text[at - 1] != "\\" else quote
        elif char == "#":
            comment = True
        elif char in "\"'":
            quote = char
            current.append("0")
        else:
            depth += (char in "([{") - (char in ")]}")
            if depth == 0:
                return [*items, "".join(current)[1:] if not items else "".join(current)]
            if char == "," and depth == 1:
                items.append("".join(current)[1:] if not items else "".join(current))
                current = []
            else:
                current.append(char)
    return None


def _read(items: Sequence[str]) -> Parameters | None:
    positional: list[str] = []
    keyword, required = set[str](), set[str]()
    any_positional = any_keyword = named_only = False
    for item in items:
        if not item.strip() or item.strip() == "/":
            continue
        match = NAME.match(item)
        stars, name = (match[1], match[2] or "") if match else ("", "")
        if stars == "**":
            any_keyword = True
        elif stars == "*":
            named_only, any_positional = True, bool(name)
        elif not name:
            return None
        else:
            (keyword.add if named_only else positional.append)(name)
            required |= set() if "=" in item else {name}
    return Parameters(tuple(positional), frozenset(keyword), frozenset(required), any_positional, any_keyword)
