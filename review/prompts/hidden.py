"""Text that a reader of the page does not see: it is kept from the model, and a person is told that it is there.

Notices hold counts and places, never the text itself: what was hidden must not be shown by us instead.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from review.diff.paths import display
from review.models import FileDiff, Line, LineKind, PullRequest
from review.prompts.rendered import hidden_parts

HIDDEN = "[hidden comment]"
MOST_FILES = 20
MOST_PARTS = 200  # of one file that are looked at for orders, and so many characters of each
LOOKED_AT = 4_000
DESCRIPTION = "the description"
KEPT_BACK = "{where} holds {count} that a reader does not see, such as HTML comments; no model was shown {them}."
ORDERS = "Hidden text in {where} speaks to whoever reviews this change. No model was shown it; look at it yourself."

_MARKDOWN = re.compile(r"\.(?:md|markdown|mdown|mkd)$", re.IGNORECASE)
# A code span shows what it holds; an escaped mark opens none.
_COMMENT = re.compile(r"\\.|`[^`\n]*`|(<!--.*?(?:-->|\Z))", re.DOTALL)
# What templates and other tools write into comments gives no orders: "Please describe your change", "auto-generated".
_ORDERS = re.compile(
    r"\b(?:ignore|disregard|forget|override|bypass)\b[^.\n]{0,60}\b(?:instructions?|rules?|prompts?|guidelines?|previous|"
    r"above|prior|polic(?:y|ies)|findings?)\b"
    r"|\b(?:do not|don't|never|must not|should not|no need to)\s{1,5}(?:report|flag|mention|raise|criticize|complain)\b"
    r"[^.\n]{0,40}\b(?:it|this|that|them|any|anything|about|findings?|issues?|bugs?|problems?|defects?)\b"
    r"|\b(?:ai|llm|language model|gpt|claude|copilot|diffdiver|"
    r"(?:ai|code|automated|review)[ -](?:reviewers?|bots?|agents?))"
    r"(?:\s{0,5}[:,]|\s{1,5}(?:must|should|please|shall)\b)"
    r"|\byou are (?:now |an? )|\bsystem prompt\b|\bas an ai\b"
    r"|\b(?:reviewers?|assistants?|models?)\s{0,5}[:,][^.\n]{0,80}"
    r"\b(?:approved?|safe|skip|lgtm|trust(?:ed)?|no findings)\b"
    r"|\b(?:answer|respond|reply|output|return|say|print|write)\b[^.\n]{0,40}"
    r"\b(?:findings?|no (?:issues|problems|bugs|defects)|approved?|lgtm|json)\b"
    r"|\bapprove (?:this|the|it|without)\b|\bfalse positives?\b"
    r"|\b(?:reviewers?|scanners?|findings?)\b[^.\n]{0,60}\b(?:findings?|false|approved|accepted|trusted|suppress|empty)\b",
    re.IGNORECASE,
)


def is_markdown(path: str) -> bool:
    """Say whether GitHub draws the file as a page, on which comments cannot be seen."""
    return _MARKDOWN.search(path) is not None


def without_comments(lines: Sequence[Line], texts: Sequence[str]) -> list[str]:
    """Return the texts of a Markdown file's diff lines with a mark in place of each part of a comment.

    Both sides are read apart: a comment that is opened on a removed line does not run on in the new text.
    """
    if not any("<!--" in text for text in texts):
        return list(texts)
    spans: list[list[tuple[int, int]]] = [[] for _ in texts]
    for gone in (LineKind.REMOVED, LineKind.ADDED):
        for index, start, end in _comments(texts, [at for at, line in enumerate(lines) if line.kind is not gone]):
            spans[index].append((start, end))
    return [_marked(text, sorted(set(found))) for text, found in zip(texts, spans, strict=True)]


def hidden_notices(pull_request: PullRequest | None, files: Iterable[FileDiff]) -> tuple[str, ...]:
    """Return what people are told: how much is hidden in description and Markdown, and where it gives orders."""
    notices: list[str] = []
    if pull_request is not None:
        parts = [part for text in (pull_request.title, pull_request.body) for part in hidden_parts(text)]
        # Tags and links are in half of all descriptions; that they hold attributes is no news.
        comments = sum(part.startswith(("<!", "<?")) for part in parts)
        if comments:
            notices.append(_kept_back("The description", comments))
        if _orders(parts):
            notices.append(ORDERS.format(where=DESCRIPTION))
    markdown = [file for file in files if is_markdown(file.path)]
    added = sum(sum(1 for _ in _added(file)) for file in markdown)
    if added:
        notices.append(_kept_back("Markdown of this change", added))
    ordering = [file.path for file in markdown if _orders(_added(file))]
    return (*notices, *(ORDERS.format(where=f"`{display(path)}`") for path in ordering[:MOST_FILES]))


def _orders(parts: Iterable[str]) -> bool:
    return any(_ORDERS.search(part[:LOOKED_AT]) for part in islice(parts, MOST_PARTS))


def _kept_back(where: str, count: int) -> str:
    words, them = ("1 piece of text", "it") if count == 1 else (f"{count:,} pieces of text", "them")
    return KEPT_BACK.format(where=where, count=words, them=them)


def _added(file: FileDiff) -> Iterator[str]:
    """Yield the comments of a file's new text that stand on an added line, at least in part."""
    for hunk in file.hunks:
        there = [line for line in hunk.lines if line.kind is not LineKind.REMOVED]
        text = "\n".join(line.text for line in there)
        line = at = 0
        for found in _COMMENT.finditer(text) if "<!--" in text else ():
            first = line + text.count("\n", at, found.start())
            line, at = first + found[0].count("\n"), found.end()
            if found[1] and any(one.kind is LineKind.ADDED for one in there[first : line + 1]):
                yield found[1]


def _comments(texts: Sequence[str], indexes: Sequence[int]) -> Iterator[tuple[int, int, int]]:
    """Yield the parts of comments as (index of the text, start, end), reading the texts at `indexes` as one."""
    joined = "\n".join(texts[index] for index in indexes)
    hidden = [found.span(1) for found in _COMMENT.finditer(joined) if found[1]]
    at = begins = 0
    for start, end in hidden:
        while start < end:
            while begins + len(texts[indexes[at]]) < start:
                begins += len(texts[indexes[at]]) + 1
                at += 1
            stop = min(end, begins + len(texts[indexes[at]]))
            if start < stop:
                yield indexes[at], start - begins, stop - begins
            start = stop + 1


def _marked(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """Put one mark in place of each span; those of the two sides may overlap."""
    parts: list[str] = []
    done = 0
    for start, end in spans:
        if start >= done:
            parts += [text[done:start], HIDDEN]
        done = max(done, end)
    return "".join([*parts, text[done:]])
