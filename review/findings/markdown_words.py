"""The words of a finding as a model runs them together in Markdown: number, severity, place, title, message."""

from __future__ import annotations

import re

from review.findings.markdown_places import pointed

MAX_WORDS = 8_000
MIN_LETTERS = 8  # what is shorter than this says nothing
TAG_LETTERS = 3

_WORD = r"(blocker|critical|high|major|error|medium|moderate|warning|low|minor|nit|info|P[0-3])"
_RANKED = re.compile(
    rf"[\[(]\s{{0,2}}{_WORD}(?:\s(?:severity|priority|risk))?\s{{0,2}}[\])]"
    rf"|^\W{{0,6}}{_WORD}\b(?:\s(?:severity|priority|risk))?[*_]{{0,2}}\s?[:–—-]"
    rf"|\bseverity\b\W{{1,6}}{_WORD}\b"
    rf"|\b{_WORD}[ -]severity\b"
    rf"|^\W{{0,6}}{_WORD}\W{{0,3}}$",
    re.IGNORECASE,
)
_PRIORITIES = {"p0": "critical", "p1": "high", "p2": "medium", "p3": "low"}
_SURE = re.compile(r"\bconfidence\b\W{1,6}(\d{1,3}(?:\.\d{1,4})?\s?%?(?:/10)?|high|medium|low)", re.IGNORECASE)
_COUNTED = re.compile(
    r"\W{0,4}(?:(?:finding|issue|bug|problem|defect|comment)\s?#?\d{0,3}\s?[:.)–—-]|#?\d{1,3}[.):]\s)", re.IGNORECASE
)
_BOLD = re.compile(r"[^\w`*]{0,6}(?:\*\*|__)([^*\n]{1,200}?)(?:\*\*|__)")
_LINES_FIRST = re.compile(r"[^\w`]{0,4}(?:lines?\s|L)\s?\d{1,8}(?:\s?[-–]\s?L?\d{1,8})?\b", re.IGNORECASE)
_ASIDE = re.compile(
    r"\([^()\n]{0,60}\b(?:severity|confidence)\b[^()\n]{0,60}\)|\((?:(?:at|on|in) )?lines?\s\d[^()\n]{0,20}\)",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"[.!?]\s|\n|\s[–—]\s")
_DANGLING = re.compile(r"\s(?:in|at|on|of|see)$", re.IGNORECASE)
_EDGES = " \t\n-–—:,.;|*_()[]"
_BEFORE_WORDS = " \t\n-–—:,.;|)]"
MAX_PREFIXES = 5


def ranked(text: str) -> str:
    """Return the severity that a text names as such ("[High]", "severity: low", "P1:"), or ""."""
    match = _RANKED.search(text[:MAX_WORDS])
    return next(filter(None, match.groups()), "") if match is not None else ""


def severity(word: str) -> str:
    """Return the word for a severity within a label's value, a priority by the severity it stands for."""
    found = re.search(_WORD, word[:100], re.IGNORECASE)
    plain = found[1].lower() if found else word.strip()
    return _PRIORITIES.get(plain, plain)


def certainty(text: str) -> str | None:
    """Return how sure a text says to be ("confidence: 80%"), as it is written."""
    match = _SURE.search(text[:MAX_WORDS])
    return match[1] if match is not None else None


def bare(value: str) -> str:
    """Return a label's value without the quotes of YAML and the marks of emphasis around it."""
    value = value.strip("\n").rstrip()
    for mark in ("**", '"', "'", "__"):
        if len(value) > 2 * len(mark) and value.startswith(mark) and value.endswith(mark):
            return value[len(mark) : -len(mark)]
    return value


def parted(text: str) -> tuple[str, str]:
    """Part a text into title and message: its bold beginning and the rest, else its first sentence and all of it."""
    text = _bared(text[:MAX_WORDS])
    bold = _BOLD.match(text)
    if bold is not None and letters(cleaned(bold[1])) >= MIN_LETTERS:
        return cleaned(bold[1]), _bared(text[bold.end() :])
    first, *others = text.split("\n")
    return cleaned(_SENTENCE.split(text, maxsplit=1)[0]), "\n".join([_without_place(first), *others])


def _bared(text: str) -> str:
    """Return a text without what stands ahead of its words: number, severity, place."""
    for _ in range(MAX_PREFIXES):
        shorter = _without_prefix(text.strip())
        if shorter == text:
            break
        text = shorter
    return text


def _without_prefix(text: str) -> str:
    bold = _BOLD.match(text)
    if bold is not None and letters(cleaned(bold[1])) < TAG_LETTERS:
        return text[bold.end() :].lstrip(_BEFORE_WORDS)
    if bold is not None and letters(cleaned(bold[1])) >= MIN_LETTERS:
        return text  # the title, whatever stands in it
    for prefix in (_COUNTED, _RANKED, _LINES_FIRST):
        match = prefix.match(text)
        if match is not None and not text[: match.start()].strip(_EDGES):
            return text[match.end() :].lstrip(_BEFORE_WORDS)
    place = pointed(text)
    if place is not None and not text[: place.start].strip(_EDGES):
        return text[place.stop :].lstrip(_BEFORE_WORDS)
    return text


def cleaned(title: str) -> str:
    """Return a title as plain words: without place, number, severity and emphasis."""
    title = _RANKED.sub(" ", _ASIDE.sub(" ", title[:1_000]))
    for prefix in (_COUNTED, _LINES_FIRST):
        match = prefix.match(title)
        title = title[match.end() :] if match is not None else title
    title = _without_place(title).replace("**", "").replace("__", "").replace(" ()", " ")
    return _DANGLING.sub("", " ".join(title.split()).strip(_EDGES))


def _without_place(text: str) -> str:
    """Cut the place off the ends of a text; within a sentence it stays."""
    place = pointed(text)
    if place is None:
        return text
    if not text[: place.start].strip(_EDGES):
        return text[place.stop :]
    if not text[place.stop :].strip(_EDGES):
        return text[: place.start].rstrip(_EDGES)
    return text


def letters(text: str) -> int:
    """Count the letters."""
    return sum(map(str.isalpha, text))
