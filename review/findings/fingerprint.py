"""Who a finding is, whatever line it moves to.

Version 1 hashes: rule id (or `model`), the finding's code with white space evened out, the enclosing symbol, and the
ordinal among equals in the file. No line number, path, category, title or severity is in it, so a finding survives
moved lines, renamed files and another choice of words.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from review.findings.symbol import enclosing_symbol
from review.models import Finding, Location, Side, Source
from review.prompts.redaction import redact

VERSION = "1"
MODEL = "model"
_DIGITS = 32
_SEPARATOR = "\0"

_VALUE_BEGINS = re.compile(r"[\"'`=:]")
_LONG_WORD = re.compile(r"[^\s(){}\[\],;]{16,}")
# A name, however long, tells secrets apart: words of letters joined by what joins the words of a name.
_NAME = re.compile(r"[\W_]*[A-Za-z]{1,15}[0-9]{0,2}(?:[_.-]+[A-Za-z]{1,15}[0-9]{0,2})*[\W_]*")


def stamp(findings: Sequence[Finding], sources: Mapping[str, Source]) -> tuple[Finding, ...]:
    """Return the findings in their order, each with its fingerprint: "1:" and 32 hexadecimal digits.

    Equals are numbered from the top of the file; suppressed ones come last, so that they move nobody's number.
    """
    lines = _Lines(sources)
    order = sorted(range(len(findings)), key=lambda index: _rank(findings[index], index))
    seen: dict[tuple[str, ...], int] = {}
    stamped = list(findings)
    for index in order:
        finding = findings[index]
        identity = _identity(finding, lines.of(finding.location))
        place = (finding.location.path, *identity)
        ordinal = seen.get(place, 0)
        seen[place] = ordinal + 1
        stamped[index] = replace(finding, fingerprint=_hash((*identity, str(ordinal))))
    return tuple(stamped)


def _rank(finding: Finding, index: int) -> tuple[bool, int, int]:
    return finding.fate is not None, finding.location.start_line, index


def _identity(finding: Finding, lines: Sequence[str]) -> tuple[str, str, str]:
    rule = MODEL if finding.source == MODEL else finding.rule_id
    where = finding.location
    # A secret's finding carries no evidence, so that its value is nowhere; it must not be in the hash either.
    code = finding.evidence or _without_values(lines[where.start_line - 1 : where.end_line])
    return rule, normalise(code), enclosing_symbol(lines, where.start_line)


def normalise(code: str) -> str:
    """Return code with runs of white space as one space and without empty lines."""
    return "\n".join(" ".join(line.split()) for line in code.split("\n") if line.strip())


def _without_values(lines: Sequence[str]) -> str:
    """Keep only what stands before the first quote, `=` or `:` of each line, and of that no word a value could be."""
    before = redact("\n".join(_VALUE_BEGINS.split(line, maxsplit=1)[0] for line in lines))
    return _LONG_WORD.sub(lambda word: word[0] if _NAME.fullmatch(word[0]) else "", before)


def _hash(parts: Sequence[str]) -> str:
    digest = hashlib.sha256(_SEPARATOR.join(parts).encode("utf-8", "surrogatepass")).hexdigest()
    return f"{VERSION}:{digest[:_DIGITS]}"


class _Lines:
    """The lines of each file version, cut once."""

    def __init__(self, sources: Mapping[str, Source]) -> None:
        self._sources = sources
        self._cut: dict[tuple[str, Side], list[str]] = {}

    def of(self, where: Location) -> list[str]:
        key = (where.path, where.side)
        if key not in self._cut:
            source = self._sources.get(where.path)
            content = None if source is None else (source.head if where.side is Side.RIGHT else source.base)
            self._cut[key] = [] if content is None else content.decode("utf-8", "surrogateescape").split("\n")
        return self._cut[key]
