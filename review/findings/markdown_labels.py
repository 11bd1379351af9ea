"""What models call the parts of a finding, and the sections around them, slips of the pen included."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import TypeVar

MAX_FUZZY = 300  # look-ups by distance in one answer; after that a name must be spelt as it is
MAX_NAME = 32
ONE_SLIP, TWO_SLIPS = 5, 9  # letters a name needs for one or two of them to be wrong


class Field(StrEnum):
    """A part of a finding, by the schema's name where it has one."""

    PATH = "path"
    LINE = "start_line"
    END = "end_line"
    QUOTE = "quoted_code"
    CATEGORY = "category"
    SEVERITY = "severity"
    TITLE = "title"
    MESSAGE = "message"
    WHY = "why"
    FIX = "fix"
    TEST = "test"
    CONFIDENCE = "confidence"


class Section(StrEnum):
    """What a heading says of all that stands below it."""

    FINDINGS = "findings"
    SUMMARY = "summary"
    PRAISE = "praise"


_Meaning = TypeVar("_Meaning", Field, Section)

_FIELDS = {
    Field.PATH: "file|path|filename|file name|file path|relevant file|location|where|place|affected file|source file",
    Field.LINE: "line|lines|line number|line numbers|line range|start line|at line|code location|affected lines",
    Field.END: "end line|last line",
    Field.QUOTE: "code|quote|quoted code|snippet|code snippet|existing code|current code|affected code|evidence|"
    "vulnerable code|problematic code|buggy code|original code|offending code|relevant code|before",
    Field.CATEGORY: "category|type|kind|issue type|label",
    Field.SEVERITY: "severity|priority|level|severity level|risk level",
    Field.TITLE: "title|issue|finding|bug|defect|problem|vulnerability|issue header|name|summary|headline",
    Field.MESSAGE: "message|description|details|detail|explanation|analysis|comment|what breaks|what happens|"
    "issue content|problem description|failure|failing input|how it fails",
    Field.WHY: "why|why it matters|rationale|reason|impact|consequence|consequences|risk|effect|who is hurt",
    Field.FIX: "fix|suggestion|suggested fix|suggested change|suggested code|improved code|replacement|recommendation|"
    "recommended fix|proposed fix|proposed change|possible fix|solution|remediation|corrected code|fixed code|after|"
    "replacement code|how to fix|mitigation",
    Field.TEST: "test|suggested test|test suggestion|regression test|test case",
    Field.CONFIDENCE: "confidence|certainty|confidence score|confidence level|probability",
}
_SECTIONS = {
    Section.FINDINGS: "findings|issues|issues found|bugs|problems|defects|detailed findings|review findings|comments|"
    "key issues|potential issues|vulnerabilities|code review|review|feedback|concerns|review comments",
    Section.SUMMARY: "summary|overview|walkthrough|conclusion|verdict|overall|overall assessment|changes|what changed|"
    "files reviewed|review summary|final thoughts|recommendations|next steps|overall recommendation|notes",
    Section.PRAISE: "positives|strengths|praise|what looks good|what is good|good practices|positive aspects|"
    "what works well|positive feedback|positive observations|no issues|false positives|not issues|checked and fine|"
    "non-issues|considered and rejected",
}


def _by_name(table: Mapping[_Meaning, str]) -> Mapping[str, _Meaning]:
    return MappingProxyType({name: meaning for meaning, names in table.items() for name in names.split("|")})


_FIELD_NAMES = _by_name(_FIELDS)
_SECTION_NAMES = _by_name(_SECTIONS)

_LABEL = re.compile(
    r"[^\w`'\"{\[(|<$/\\]{0,12}(?P<name>[A-Za-z][A-Za-z0-9#_ '/()-]{1,39}?)"
    r"(?:[*_` ]{0,4}[:：]|\*\* {0,2}[-–—])[*_]{0,3}"
)
_PLAIN = re.compile(r"[^a-z]+")
_SCALAR = re.compile(r"[|>][+-]?[ \t]*$")


_NUMBERS = (Field.LINE, Field.END)


class Labels:
    """Names of fields and sections with what may still be spent on misspelt ones."""

    def __init__(self) -> None:
        self._left = MAX_FUZZY

    def split(self, text: str) -> tuple[Field, str] | None:
        """Return the field a line begins with and the rest of the line, or None when it begins with none."""
        match = _LABEL.match(text)
        field = self.field(match["name"]) if match is not None else None
        if match is None or field is None or (field in _NUMBERS and any(map(str.isdigit, match["name"]))):
            return None  # "Line 12: ..." speaks of that line
        rest = text[match.end() :].strip()
        return field, "" if _SCALAR.match(rest) else rest

    def field(self, name: str) -> Field | None:
        """Return the field that goes by this name."""
        return self._find(name, _FIELD_NAMES)

    def section(self, heading: str) -> Section | None:
        """Return what kind of section a heading opens, or None when it is something else."""
        return self._find(heading, _SECTION_NAMES)

    def _find(self, said: str, names: Mapping[str, _Meaning]) -> _Meaning | None:
        plain = _PLAIN.sub(" ", said[: 3 * MAX_NAME].lower()).strip()
        if plain in names or not plain or len(plain) > MAX_NAME or self._left <= 0:
            return names.get(plain)
        self._left -= 1
        return next((names[name] for name in names if near(plain, name, _slips(name))), None)


def near(one: str, other: str, slips: int) -> bool:
    """Say whether one text becomes the other by at most so many letters added, lost, changed or swapped."""
    if abs(len(one) - len(other)) > slips:
        return False
    at = 0
    while at < min(len(one), len(other)) and one[at] == other[at]:
        at += 1
    one, other = one[at:], other[at:]
    if not one or not other or slips == 0:
        return max(len(one), len(other)) <= slips
    swapped = len(one) > 1 and len(other) > 1 and one[0] == other[1] and one[1] == other[0]
    return (
        near(one[1:], other[1:], slips - 1)
        or near(one[1:], other, slips - 1)
        or near(one, other[1:], slips - 1)
        or (swapped and near(one[2:], other[2:], slips - 1))
    )


def _slips(name: str) -> int:
    return 2 if len(name) >= TWO_SLIPS else int(len(name) >= ONE_SLIP)
