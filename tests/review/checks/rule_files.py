"""The rules' own positive and negative code: one file per language and class in tests/samples/rules/.

A comment `ruleid: a, b` says that both rules match on the next line; `ok: a` that this one does not. The files are the
specification of the rules: what they hold is ours, written from the CWE definitions and the frameworks' documentation.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from review.models import ScanTarget, Side

FOLDER = Path(__file__).parents[2] / "samples" / "rules"
LANGUAGES = {
    ".py": "python",
    ".js": "javascript",
    ".ts": "typescript",
    ".tsx": "typescript",
    ".go": "go",
    ".rb": "ruby",
    ".php": "php",
    ".cs": "csharp",
    ".java": "java",
    ".kt": "kotlin",
    ".scala": "scala",
    ".rs": "rust",
    ".c": "c",
    ".cpp": "cpp",
    ".swift": "swift",
    ".tf": "terraform",
    ".dockerfile": "dockerfile",
    ".yaml": "yaml",
    ".sh": "bash",
    ".conf": "generic",
}
_ANNOTATION = re.compile(r"\s*(?:#|//|\{/\*)\s*(?P<kind>ruleid|ok): (?P<rules>[\w, -]+?)\s*(?:\*/\})?$")


@dataclass(frozen=True)
class Example:
    """One annotated line: the rule, the file's name, the line it speaks of, and whether it must match."""

    rule_id: str
    name: str
    line: int
    matches: bool


@cache
def targets(family: str) -> tuple[ScanTarget, ...]:
    return tuple(
        ScanTarget(file.name, Side.RIGHT, LANGUAGES[file.suffix], file.read_bytes())
        for file in sorted((FOLDER / family).iterdir())
        if file.suffix in LANGUAGES
    )


@cache
def examples(family: str) -> tuple[Example, ...]:
    found: list[Example] = []
    for target in targets(family):
        for number, line in enumerate(target.content.decode().split("\n"), 1):
            if annotation := _ANNOTATION.match(line):
                matches = annotation["kind"] == "ruleid"
                ids = (each.strip() for each in annotation["rules"].split(","))
                found.extend(Example(rule_id, target.path, number + 1, matches) for rule_id in ids)
    return tuple(found)


def counts(family: str) -> Counter[tuple[str, bool]]:
    return Counter((each.rule_id, each.matches) for each in examples(family))
