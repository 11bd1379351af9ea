"""What the scan engine said, in our nouns. Its words may quote the code it read, so none of them is passed on."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict, Field

from review.models import ScanGap, ScanMatch, ScanReport, ScanTarget
from review.models.scan import SYNTAX

NO_ANSWER = "the scan engine gave no answer that could be read"
RULES_REFUSED = "the scan engine refused a rule, so not every rule was tried"
NOT_READ = "the scan engine did not read the file"
TIMED_OUT = "a rule ran into its time limit on the file"
MEMORY = "a rule ran into its memory limit on the file"
FAILED = "the scan engine failed on the file"

PARTIAL = "PartialParsing"
MAX_MESSAGE = 300
REASONS: Mapping[str, str] = {
    PARTIAL: SYNTAX,
    "Syntax error": SYNTAX,
    "Lexical error": SYNTAX,
    "Other syntax error": SYNTAX,
    "AST builder error": SYNTAX,
    "Timeout": TIMED_OUT,
    "Fixpoint timeout": TIMED_OUT,
    "Out of memory": MEMORY,
    "Stack overflow": MEMORY,
}


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class _Place(_Part):
    line: int


class _Result(_Part):
    check_id: str
    path: str
    start: _Place
    end: _Place


class _Span(_Part):
    file: str
    start: _Place
    end: _Place


class _Error(_Part):
    level: str
    kind: str | list[object] = Field(alias="type")
    path: str | None = None
    spans: list[_Span] | None = None
    rule_id: str | None = None
    message: str = ""

    @property
    def word(self) -> str:
        return self.kind if isinstance(self.kind, str) else str(self.kind[0]) if self.kind else ""


class _Paths(_Part):
    scanned: list[str]


class _Output(_Part):
    results: list[_Result]
    errors: list[_Error]
    paths: _Paths
    skipped_rules: list[object] = []


@dataclass(frozen=True, slots=True)
class Asked:
    """The engine's name and what it was asked to read, by the names that our own layout gave."""

    engine: str
    targets: Mapping[str, ScanTarget]


def unscanned(engine: str, targets: Iterable[ScanTarget], reason: str) -> ScanReport:
    """Return the report of a scan that read nothing: every target is a gap with this reason."""
    return ScanReport(engine, (), tuple(ScanGap(each.path, each.side, None, None, reason) for each in targets))


def read_answer(stdout: bytes, asked: Asked) -> ScanReport:
    """Read the engine's JSON; what it read is what was asked, minus what is not in `paths.scanned`, minus the errors.

    The exit status says nothing: it is 0 for a skipped file, a timeout and a parse error.
    """
    output = _output(stdout)
    if output is None:
        return unscanned(asked.engine, asked.targets.values(), NO_ANSWER)
    matches = tuple(_match(result, asked) for result in output.results if result.path in asked.targets)
    if output.skipped_rules or any(error.level == "error" and error.path is None for error in output.errors):
        blank = unscanned(asked.engine, asked.targets.values(), RULES_REFUSED)
        return ScanReport(asked.engine, matches, blank.gaps)
    scanned = frozenset(output.paths.scanned)
    silent = [each for name, each in asked.targets.items() if name not in scanned]
    gaps = (*unscanned(asked.engine, silent, NOT_READ).gaps, *_gaps(output.errors, asked))
    return ScanReport(asked.engine, matches, tuple(dict.fromkeys(gaps)))


def refused_rules(stdout: bytes) -> Mapping[str, str]:
    """Return why the engine refused which rules, by id, in its own words: only for rules that are not hostile text."""
    output = _output(stdout)
    errors = [] if output is None else [error for error in output.errors if error.level == "error" and error.rule_id]
    return {_bare(error.rule_id or ""): _first_lines(error.message) for error in errors}


def _first_lines(message: str) -> str:
    """Take the engine's repetition of the rule's id away, and line ends, which no list of faults has room for."""
    told = message.partition("\n")[2] or message
    return " ".join(told.split())[:MAX_MESSAGE]


def _output(stdout: bytes) -> _Output | None:
    try:
        # The engine copies bytes of the code into its messages, so what it writes is not always valid UTF-8.
        return _Output.model_validate(json.loads(stdout.decode("utf-8", "replace"), strict=False))
    except (ValueError, RecursionError):
        return None


def _bare(rule_id: str) -> str:
    return rule_id.rpartition(".")[2]  # the engine may put the rule file's place before the id


def _match(result: _Result, asked: Asked) -> ScanMatch:
    target = asked.targets[result.path]
    return ScanMatch(_bare(result.check_id), target.path, target.side, result.start.line, result.end.line)


def _gaps(errors: Iterable[_Error], asked: Asked) -> Iterable[ScanGap]:
    for error in errors:
        reason = REASONS.get(error.word, FAILED)
        spans = [span for span in error.spans or () if span.file in asked.targets]
        if error.word == PARTIAL and spans:
            for span in spans:
                target = asked.targets[span.file]
                yield ScanGap(target.path, target.side, span.start.line, span.end.line, reason)
        elif error.path is not None and error.path in asked.targets:
            target = asked.targets[error.path]
            yield ScanGap(target.path, target.side, None, None, reason)
