"""One finding as it is being gathered from a model's Markdown, and the claim that it comes to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from enum import IntEnum

from review.findings.claim import Claim
from review.findings.markdown_labels import Field
from review.findings.markdown_places import Pointed, lines, named, pointed
from review.findings.markdown_words import MIN_LETTERS, bare, certainty, cleaned, letters, parted, ranked, severity
from review.findings.reading import meant_claim

MAX_FIELD = 8_000
FIRST_LINES = 4  # of a text, in which its place is looked for
MIN_QUOTE = 8  # characters that inline code needs to stand for a line

_SPAN = re.compile(r"(?<!`)`([^`\n]{1,400})`(?!`)")
_REPAIRS = re.compile(
    r"\b(?:fix|fixed|instead|replac\w{1,4}|should be|chang\w{1,3} (?:it|this|to)|correct\w{0,4}|safer|suggest\w{0,6}|"
    r"better|rewrit\w{1,4}|use)\b",
    re.IGNORECASE,
)
_DIFF_ROW = re.compile(r"\s{0,8}(?:\d{1,7}\s{0,8}){0,2}([+-])(?:\s?\|\s?)?(?![+-]{2})")
_NOTHING = frozenset({"null", "none", "n/a", "~"})
_LASTING = frozenset({Field.MESSAGE, Field.WHY, Field.FIX, Field.TEST})


class How(IntEnum):
    """What opened a draft, the plainest first."""

    LABEL = 0
    ROW = 1
    HEADING = 2
    ITEM = 3
    PARAGRAPH = 4


@dataclass(frozen=True, slots=True)
class Around:
    """What the headings above say of all below them; "" where they do not."""

    path: str = ""
    severity: str = ""
    category: str = ""


@dataclass(slots=True)
class Draft:
    """A finding under way. `lead` is the heading or the words that opened it, `level` its heading level or indent."""

    how: How
    level: int
    lead: str
    around: Around = Around()
    said: dict[Field, str] = field(default_factory=dict)
    body: list[str] = field(default_factory=list)
    current: Field | None = None
    waiting: bool = False
    suggestion: str = ""
    broken: bool = False
    seen: Pointed | None = None

    def __post_init__(self) -> None:
        """Look for a place in the lead, once."""
        self.seen = pointed(self.lead)

    def say(self, name: Field, value: str) -> None:
        """Set a field, or add to it; what follows without a label belongs to it too."""
        value = bare(value)
        if value.strip(" .`").lower() in _NOTHING:
            self.current = None
            return
        earlier = self.said.get(name, "")
        self.waiting = not value or (bool(earlier) and self.waiting)
        self.said[name] = f"{earlier}\n{value}".strip("\n")[:MAX_FIELD] if earlier else value[:MAX_FIELD]
        self.current = name

    def add(self, text: str, *, first: bool = False) -> None:
        """Add a line of prose to the label above it, or to the text; `first` says that it begins a paragraph.

        A label that stood alone takes all that follows; one with a value only the lines that belong to its paragraph.
        """
        lasting = self.current in _LASTING or (self.current is Field.QUOTE and self.waiting)
        if self.current is not None and first and not self.waiting:
            self.current = None
        if self.current is not None and (lasting or not self.said[self.current]):
            self.say(self.current, text)
        else:
            if self.seen is None and len(self.body) < FIRST_LINES:
                self.seen = pointed(text)
            self.body.append(text)

    def add_code(self, code: str, info: str) -> None:
        """Take a fenced block for the quote, the repair or the test, by the label or the words above it."""
        repairs = info.startswith("suggestion") or self.current is Field.FIX or self._hints()
        if self.current is Field.TEST:
            self.said[Field.TEST] = code[:MAX_FIELD]
        elif _is_diff(code, info):
            self._add_diff(code, repairs=repairs)
        elif self.current is not Field.QUOTE and repairs:
            self.suggestion = self.suggestion or code
        elif not self.said.get(Field.QUOTE):
            self.said[Field.QUOTE] = code[:MAX_FIELD]

    def place(self) -> Pointed | None:
        """Return where this finding says that it stands."""
        path = self.said.get(Field.PATH)
        found = (named(path) if path else None) or self.seen
        if found is None and self.around.path:
            found = Pointed(self.around.path, 0, 0)
        if found is None:
            return None
        first, last = (found.first, found.last) if found.first else self._lines()
        return replace(found, first=first, last=last)

    @property
    def begun(self) -> bool:
        """Say whether this was meant as a finding, readable or not."""
        telling = self.said.keys() & {Field.PATH, Field.QUOTE, Field.SEVERITY, Field.FIX}
        return bool(telling) or bool(self.seen and self.seen.first) or bool(ranked(self.lead))

    @property
    def firm(self) -> bool:
        """Say whether this speaks as a finding does: it quotes code, or names a severity or how sure it is."""
        told = {Field.SEVERITY, Field.CONFIDENCE} & self.said.keys()
        return bool(self.quote() or told or self.around.severity or ranked(self.lead))

    def quote(self) -> str:
        """Return the code that it quotes: a block, else the longest code within the lines."""
        said = self.said.get(Field.QUOTE, "")
        if said.strip():
            whole = _SPAN.fullmatch(said.strip())
            return whole[1] if whole else said
        texts = (self.lead, self.said.get(Field.TITLE, ""), self.said.get(Field.MESSAGE, ""), *self.body)
        spans = [span for text in texts for span in _SPAN.findall(text[:MAX_FIELD])]
        fitting = (span for span in spans if len(span) >= MIN_QUOTE and pointed(f"`{span}`") is None)
        return max(fitting, key=len, default="")

    def claim(self) -> Claim | None:
        """Return the claim, or None when it names no place or says nothing."""
        place = self.place()
        if place is None or self.broken or not (place.first or self.quote()):
            return None
        title, message = self._words()
        if letters(title + message) < MIN_LETTERS:
            return None
        suggestion, fix = self._repair()
        return meant_claim(
            {
                "path": place.path,
                "start_line": place.first,
                "end_line": place.last,
                "quoted_code": self.quote(),
                "category": self.said.get(Field.CATEGORY) or self.around.category,
                "severity": severity(self.said.get(Field.SEVERITY) or ranked(self.lead) or self.around.severity),
                "title": title,
                "message": message,
                "why": self.said.get(Field.WHY, ""),
                "suggestion": suggestion or None,
                "fix": fix,
                "test": self.said.get(Field.TEST, ""),
                "confidence": self.said.get(Field.CONFIDENCE) or certainty("\n".join([self.lead, *self.body])),
            }
        )

    def _lines(self) -> tuple[int, int]:
        first, last = lines(self.said.get(Field.LINE, ""), bare=True)
        if first:
            end = lines(self.said.get(Field.END, ""), bare=True)[0]
            return first, max(first, last, end)
        texts = (self.said.get(Field.PATH, ""), self.lead, *self.body[:2])
        return next((said for text in texts if (said := lines(text))[0]), (0, 0))

    def _words(self) -> tuple[str, str]:
        """Return title and message: what is labelled so, else the opening words and what follows them."""
        title, rest = parted(self.lead) if self.how is not How.HEADING else (cleaned(self.lead), "")
        labelled = self.said.get(Field.TITLE, "")
        if labelled and self.how is How.HEADING and letters(title) >= MIN_LETTERS:
            rest = labelled
        elif labelled:
            title, rest = cleaned(labelled), ""
        elif self.body and cleaned(rest) == title:
            rest = ""
        text = "\n".join(filter(None, [rest, *self.body])).strip()
        message = "\n\n".join(filter(None, [self.said.get(Field.MESSAGE, ""), text]))
        return title or parted(message)[0], message

    def _repair(self) -> tuple[str, str]:
        """Return the replacement code and the advice in words."""
        fix = self.said.get(Field.FIX, "").strip()
        return self.suggestion[:MAX_FIELD], fix

    def _hints(self) -> bool:
        above = self.body[-1] if self.body else self.lead
        return self.current in (None, Field.MESSAGE, Field.WHY) and bool(_REPAIRS.search(above[-120:]))

    def _add_diff(self, code: str, *, repairs: bool) -> None:
        """Part a diff. What a repair removes is the code that is there; of a one-sided diff that side is the quote.

        One with both sides counts as a repair: should it be the change itself, the quote is of what that removed.
        """
        removed, added, kept = (list(_side(code, marks)) for marks in ("-", "+", "+ "))
        if repairs or (removed and added):
            self.suggestion = self.suggestion or "\n".join(added)
            self.said[Field.QUOTE] = self.said.get(Field.QUOTE) or "\n".join(removed)[:MAX_FIELD]
        elif not self.said.get(Field.QUOTE):
            self.said[Field.QUOTE] = "\n".join(kept if added else removed)[:MAX_FIELD]


def _is_diff(code: str, info: str) -> bool:
    """Say whether a block is in a diff's form: by its name, or since every line is marked, not all as a list's."""
    rows = [row for line in code.split("\n")[:200] if line.strip() for row in [_DIFF_ROW.match(line)]]
    marks = {row[1] if row else " " for row in rows}
    return info.startswith(("diff", "patch")) and marks != {" "} if info else "+" in marks and " " not in marks


def _side(code: str, marks: str) -> Iterator[str]:
    for line in code.split("\n"):
        row = _DIFF_ROW.match(line)
        if row is None and line.startswith(("@@", "---", "+++")):
            continue
        if (row[1] if row else " ") in marks:
            yield line[row.end() :] if row else line.removeprefix(" ")
