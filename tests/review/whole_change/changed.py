"""Changes with whole files on both sides, for the rules about the change as a whole."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import replace

from review.models import FetchedChange, FileStatus, Finding, Source, TreeChange
from review.policy import Policy
from review.survey import survey
from review.whole_change.judgement import whole_change
from tests.review.made import PULL_REQUEST

FILE = "100644"


def found(
    files: Mapping[str, tuple[str | None, str | None]], *, title: str = "Change", body: str = ""
) -> list[Finding]:
    """Judge a change given as path to (text at base, text at head), None where the file is not."""
    patch, tree, counts, sources = [], [], {}, {}
    for path, (before, after) in files.items():
        lines, gone = (after or "").split("\n")[:-1], (before or "").split("\n")[:-1]
        status = FileStatus.ADDED if before is None else FileStatus.REMOVED if after is None else FileStatus.MODIFIED
        old, new = (None if before is None else FILE), (None if after is None else FILE)
        mode = f"new file mode {FILE}\n" if before is None else f"deleted file mode {FILE}\n" if after is None else ""
        names = ("/dev/null" if before is None else f"a/{path}", "/dev/null" if after is None else f"b/{path}")
        body_lines = list(difflib.unified_diff(gone, lines, *names, lineterm=""))
        patch.append("\n".join([f"diff --git a/{path} b/{path}\n{mode}{body_lines[0]}", *body_lines[1:]]) + "\n")
        tree.append(TreeChange(path, path, status, old, new, "1" * 40, "2" * 40))
        plus = sum(line.startswith("+") for line in body_lines[2:])
        counts[path] = (plus, sum(line.startswith("-") for line in body_lines[2:]))
        sources[path] = Source(path, _bytes(before), _bytes(after))
    fetched = FetchedChange("b" * 40, "a" * 40, tuple(tree), "".join(patch).encode(), counts, sources, {})
    surveyed = survey(fetched, replace(PULL_REQUEST, title=title, body=body), Policy())
    assert not surveyed.unread
    return list(whole_change(surveyed))


def _bytes(text: str | None) -> bytes | None:
    return None if text is None else text.encode()


def rules(files: Mapping[str, tuple[str | None, str | None]], *, title: str = "Change", body: str = "") -> list[str]:
    """Return which rules spoke, without their common beginning."""
    return [one.rule_id.removeprefix("change.") for one in found(files, title=title, body=body)]


def logic(lines: int, *, name: str = "work") -> str:
    """Return Python with that many lines of logic and more."""
    body = "".join(f"    if value == {n}:\n        return value + {n}\n" for n in range(lines // 2))
    return f"def {name}(value):\n{body}"
