"""The change sorted into what people call code, tests and documentation, and findings made from it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from review.models import (
    WHOLE_CHANGE,
    FileDiff,
    FileKind,
    Finding,
    Line,
    LineKind,
    LinkedIssue,
    Location,
    PullRequest,
    Severity,
    Side,
    Source,
)
from review.survey import Survey

MOST_CODE = 200  # files whose lines are looked at; tests are looked for among all
MAX_LINE = 400  # characters of a line that are looked at
MAX_EVIDENCE = 300
CODE = frozenset({
    "c", "clojure", "cpp", "csharp", "dart", "elixir", "go", "java", "javascript", "julia", "kotlin", "lua", "ocaml",
    "php", "python", "r", "ruby", "rust", "scala", "solidity", "swift", "typescript", "vue",
})  # fmt: skip
TEST = re.compile(
    r"(?:^|/)(?:tests?|spec|specs|__tests__|testing|testdata|e2e|fixtures|cypress|features)/|"
    r"(?:^|/)(?:test_[^/]*|conftest\.py|[^/]*[._-](?:tests?|spec|specs|e2e)\.[a-z]+|[^/]*Tests?\.[a-z]+|tests?\.[a-z]+)$"
)
ASIDE = re.compile(
    r"(?:^|/)(?:docs?|documentation|examples?|samples?|demos?|scripts?|tools?|bench(?:marks?)?|\.github|ci)/|"
    r"(?:^|/)(?:setup|noxfile|fabfile|tasks|conf|[^/]*\.config|[^/]*rc)\.(?:py|[cm]?[jt]s)$|(?:^|/)migrations?/|"
    r"(?:^|/)(?:db/migrate|alembic|versions)/"
)
# A line that does something, in most languages; `name: text` and prose are none.
LOGIC = re.compile(
    r"\s*(?:(?:}\s*)?(?:return|if|elif|else|for|foreach|while|raise|throw|try|catch|except|yield|await|def|class|async|"
    r"func|fn|function|const|let|var|match|switch|case|with|export|public|private|protected|static)\b.*[\w)\]}:;,({]\s*$|"
    r"[\w.$\[\]'\">-]+\s*(?:[-+*/|&%]|:|\?\?)?=[^=].*|[\w.$>:!-]+\(.*)"
)
COMMENT = re.compile(r"\s*(?:#|//|/\*|\*|--|;|<!--|>>>|\.\.\. )")
TRIPLE = re.compile(r"\"\"\"|'''")


@dataclass(frozen=True, slots=True)
class Part:
    """A changed file that people wrote, with its language."""

    file: FileDiff
    language: str | None
    source: Source | None

    @property
    def path(self) -> str:
        """Return the path at head."""
        return self.file.path

    def lines(self, kind: LineKind) -> Iterator[Line]:
        """Give the added or removed lines."""
        return (line for hunk in self.file.hunks for line in hunk.lines if line.kind is kind)

    def text(self, side: Side) -> str:
        """Return the file on that side; nothing where it is not known whole."""
        if self.source is None or self.source.fragment:
            return ""
        content = self.source.head if side is Side.RIGHT else self.source.base
        return "" if content is None else content.decode("utf-8", "replace")


@dataclass(frozen=True, slots=True)
class Parts:
    """The change in parts: code that runs, tests, and every file that people wrote; and the issues it names."""

    pull_request: PullRequest | None
    code: tuple[Part, ...]
    tests: tuple[Part, ...]
    every: tuple[Part, ...]
    issues: tuple[LinkedIssue, ...] = ()


def parts(survey: Survey, issues: tuple[LinkedIssue, ...] = ()) -> Parts:
    """Sort the changed files; what no person wrote is left out."""
    every = tuple(
        Part(file, survey.languages.get(file.path), survey.change.sources.get(file.path))
        for file in survey.change.diff.files
        if survey.kinds.get(file.path) is FileKind.SOURCE and file.path not in survey.unread
    )
    tests = tuple(part for part in every if TEST.search(part.path))
    code = tuple(
        part for part in every if part.language in CODE and not TEST.search(part.path) and not ASIDE.search(part.path)
    )
    return Parts(survey.change.pull_request, code[:MOST_CODE], tests, every, issues)


def logic(part: Part) -> list[Line]:
    """Return the added lines that do something: no comment, no import, no documentation string."""
    quoted = _quoted(part.text(Side.RIGHT)) if part.language == "python" else frozenset[int]()
    return [
        line
        for line in part.lines(LineKind.ADDED)
        if line.new not in quoted and not COMMENT.match(line.text) and LOGIC.match(line.text[:MAX_LINE])
    ]


def _quoted(text: str) -> frozenset[int]:
    """Return the numbers of the lines that touch a string in triple quotes."""
    found: set[int] = set()
    mark = ""
    for number, line in enumerate(text.split("\n"), 1):
        inside = bool(mark)
        for match in TRIPLE.finditer(line):
            inside = True
            if not mark:
                mark = match.group()
            elif mark == match.group():
                mark = ""
        if inside:
            found.add(number)
    return frozenset(found)


def told(rule: str, severity: Severity, category: str, title: str, message: str, part: Part, line: Line) -> Finding:
    """Make a finding of the whole change; `line` is where its evidence stands."""
    number, side = (line.new, Side.RIGHT) if line.new is not None else (line.old, Side.LEFT)
    return Finding(
        source=WHOLE_CHANGE,
        rule_id=f"{WHOLE_CHANGE}.{rule}",
        severity=severity,
        category=category,
        cwe=(),
        confidence=0.5,
        title=title,
        message=message,
        location=Location(part.path, number or 1, number or 1, side),
        evidence=line.text[:MAX_EVIDENCE],
        suggestion=None,
        fingerprint="",
    )
