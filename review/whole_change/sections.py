"""Which lines of a TOML manifest declare dependencies; found without parsing it, for the file may be broken."""

from __future__ import annotations

import re

TABLE = re.compile(r"\s*\[\[?\s*([^\]]{1,200}?)\s*\]\]?\s*(?:#.*)?$")
ALL_OF_IT = re.compile(r"(?:^|[.-])dependencies$|(?:^|\.)dependency-groups$")
OPENS = re.compile(r"\s*(?:dependencies|requires)\s*=\s*\[")
CLOSES = re.compile(r".*\]\s*,?\s*(?:#.*)?$")
WITH_ARRAYS = frozenset({"project", "build-system"})


def declared(text: str) -> frozenset[int]:
    """Return the numbers of the lines, from 1, in a table or an array of dependencies."""
    found: set[int] = set()
    table, inside = "", False
    for number, line in enumerate(text.split("\n"), 1):
        header = TABLE.match(line[:300]) if not inside else None
        if header is not None:
            table = header[1].strip("\"'")
        elif inside:
            found.add(number)
            inside = not (CLOSES.match(line[:300]) and line.lstrip().startswith("]"))
        elif ALL_OF_IT.search(table):
            found.add(number)
        elif table in WITH_ARRAYS and OPENS.match(line[:300]):
            inside = "]" not in line
    return frozenset(found)
