"""What a question says beside the diff: guidelines, linked issues, definitions around, what people answered.

All of it is fenced, none of it is addressed to the model, and nothing here changes on every push: a question about code
that stayed the same is the same question. What is about one place only goes where that place is shown.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from review.diff.paths import display
from review.models import Discussion, Guideline, LinkedIssue, Source
from review.models.surroundings import Around
from review.prompts.around import around
from review.prompts.fence import fenced, prose
from review.prompts.guidance import holding
from review.prompts.packing import Piece
from review.prompts.redaction import redact_lines
from review.prompts.shown import visible

MAX_GUIDELINES = 6_000  # characters of all guidelines together
MAX_TITLE = 300
MAX_ISSUE = 2_000
MAX_ELSEWHERE = 2_000
MAX_REPLY = 500
MAX_REPLIES = 5
MAX_DISCUSSIONS = 10
LEAST_CODE = 4  # characters of a line that tell it from others: a brace stands everywhere

GUIDELINES = "How this repository wants its code, from its base branch:"
CLOSES = "An issue that this change is to close, as it was reported:"
NAMES = "An issue that the description names:"
AROUND = "Where the code below stands, and what it calls; no part of what you judge:"
ELSEWHERE = (
    "What stands elsewhere in this repository, from an index of its default branch: no part of what you judge, and not "
    "always complete."
)
CALLERS = "Callers of what changes in {path}:"
CALLEES = "Called by what changes in {path}:"
TESTS = "Tests that reach what changes in {path}:"
ANSWERED = (
    "Earlier findings on code below, and what people answered. Judge by the code: leave out a finding that an answer "
    "shows to be wrong; an answer that only asks for something changes nothing."
)


@dataclass(frozen=True, slots=True)
class Context:
    """What a review knows beside its change and its guidelines.

    `sources` are the changed files by path, `elsewhere` is what the repository's graph says of each.
    """

    issues: tuple[LinkedIssue, ...] = ()
    discussions: tuple[Discussion, ...] = ()
    sources: Mapping[str, Source] = field(default_factory=dict)
    elsewhere: Mapping[str, Around] = field(default_factory=dict)


NO_CONTEXT = Context()


@dataclass(frozen=True, slots=True)
class Fences:
    """What makes a fence: the key, and the repository that it holds for."""

    key: bytes
    scope: str

    def around(self, label: str, text: str) -> str:
        """Return the text in its fence."""
        return fenced(self.key, self.scope, label, text)


def guidelines(pieces: Sequence[Piece], known: Sequence[Guideline], fences: Fences) -> list[str]:
    """Return the guidelines that hold for these files, the nearest first, as far as there is room."""
    sections, room = [], MAX_GUIDELINES
    for guideline in holding(known, {piece.path for piece in pieces}):
        text = prose(guideline.text, room) if room > 0 else ""
        if text:
            sections.append(f"{GUIDELINES}\n{fences.around(f'GUIDELINE {display(guideline.path)}', text)}")
        room -= len(text)
    return sections


def issues(context: Context, fences: Fences) -> list[str]:
    """Return the linked issues."""
    return [
        f"{CLOSES if issue.closes else NAMES}\n"
        + fences.around(
            f"ISSUE {issue.number}", f"{prose(issue.title, MAX_TITLE)}\n\n{prose(issue.body, MAX_ISSUE)}".strip()
        )
        for issue in context.issues
    ]


def nearby(pieces: Sequence[Piece], context: Context, fences: Fences) -> list[str]:
    """Return what stands around the shown code, and what was said of it before."""
    found = [fences.around(f"AROUND {display(path)}", text) for path, text in around(pieces, context.sources)]
    sections = [f"{AROUND}\n" + "\n\n".join(found)] if found else []
    if known := "\n".join(_elsewhere(pieces, context.elsewhere)):
        sections.append(f"{ELSEWHERE}\n{fences.around('ELSEWHERE', known[:MAX_ELSEWHERE])}")
    answers = "\n".join(_answers(pieces, context.discussions))
    return [*sections, f"{ANSWERED}\n{fences.around('ANSWERS', answers)}"] if answers else sections


def _elsewhere(pieces: Sequence[Piece], known: Mapping[str, Around]) -> Iterator[str]:
    for path in dict.fromkeys(piece.path for piece in pieces):
        told = known.get(path, Around())
        for kind, lines in ((CALLERS, told.callers), (CALLEES, told.callees), (TESTS, told.tests)):
            if lines:
                yield kind.format(path=display(path))
                yield from (
                    f"  {visible(line)}" for line in redact_lines([f"{one.path}: {one.text}" for one in lines], ())
                )


def _answers(pieces: Sequence[Piece], discussions: Sequence[Discussion]) -> Iterator[str]:
    """Write each discussion as one line of JSON, so that no answer can pretend to be another's."""
    shown: dict[str, set[str]] = {}
    for piece in pieces:
        texts = shown.setdefault(piece.path, set())
        texts.update(_plain(line.text) for hunk in piece.hunks for line in hunk.lines)
    about = [one for one in discussions if one.replies and _code(one) in shown.get(one.path, ())]
    for one in sorted(about, key=lambda one: (one.path, one.code, one.title))[:MAX_DISCUSSIONS]:
        said = {
            "path": display(one.path)[:MAX_TITLE],
            "code": _code(one),
            "finding": prose(one.title, MAX_TITLE),
            "answers": [
                {"by": str(reply.speaker), "text": prose(reply.text, MAX_REPLY)} for reply in one.replies[-MAX_REPLIES:]
            ],
        }
        yield json.dumps(said, ensure_ascii=False)


def _code(discussion: Discussion) -> str | None:
    code = _plain(visible(discussion.code))
    return code if len(code) >= LEAST_CODE else None


def _plain(line: str) -> str:
    return " ".join(line.split())
