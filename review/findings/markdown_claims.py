"""Findings that a model wrote as Markdown, or as YAML, where JSON was asked for.

A finding is opened by a heading, a list entry, a table's row, a label (`**File:** ...`), or a paragraph that points at
a line; it ends where the next one begins. Headings that only group (a file, a severity, "Issues") hand down what they
say. What stands in code blocks is code and never opens anything. One pass over the text; nothing is learnt between
answers.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from review.findings.claim import Claim
from review.findings.markdown_blocks import BOLD_LEVEL, Block, Kind, blocks
from review.findings.markdown_drafts import Around, Draft, How
from review.findings.markdown_labels import Field, Labels, Section
from review.findings.markdown_places import Pointed, lines, pointed
from review.models.category import CATEGORIES

MAX_DRAFTS = 400
# Below every way of reading JSON (0.5 and up): the plainer the form, the less was guessed.
TRUST = {How.LABEL: 0.45, How.ROW: 0.45, How.HEADING: 0.4, How.ITEM: 0.4, How.PARAGRAPH: 0.3}
ENOUGH_TEXT = 20  # letters beside its place that make a list entry a finding of its own

_NUMBERED = re.compile(r"\W{0,4}(?:finding|issue|bug|problem|defect|comment)\W{0,3}\d", re.IGNORECASE)
_RANKS = "blocker critical high major medium moderate low minor info"
_GROUP_WORDS = frozenset(
    f"{_RANKS} severity priority risk issue issues finding findings bug bugs problem problems defect defects errors "
    "vulnerabilities concerns comments code quality review of the and in for this pull request pr change changes diff "
    "potential detailed other key must should fix report results analysis nits warnings blockers list new found "
    "security performance correctness concurrency resources tests documentation api misuse file files".split()
)
_WORDS = re.compile(r"[A-Za-z]+")
_CHATTER = re.compile(
    r"(?:let me know|overall|in summary|in conclusion|i hope|please let|feel free|that is all|that's all|"
    r"no other|the rest|otherwise)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class MarkdownReading:
    """The claims, what the least plain of them is worth, and how many were begun and could not be read."""

    claims: tuple[Claim, ...]
    trust: float
    unreadable: int


def markdown_claims(text: str, most: int) -> MarkdownReading:
    """Read at most so many claims; none when no finding in the text quotes code or speaks of a severity."""
    walk = _Walk()
    for block in blocks(text):
        walk.take(block)
    walk.close()
    read = [(draft, _claim(draft)) for draft in walk.drafts]
    kept = [(draft, claim) for draft, claim in read if claim is not None]
    plain = [one for one in kept if one[0].how is not How.PARAGRAPH]
    # Beside findings in their own form, paragraphs only talk about them.
    lost = sum(claim is None and draft.begun for draft, claim in read if not plain or draft.how is not How.PARAGRAPH)
    kept = plain or kept
    if not any(draft.firm for draft, _ in kept):
        return MarkdownReading((), 0.0, lost + walk.refused)
    claims = tuple(dict.fromkeys(claim for _, claim in kept))
    trust = min(TRUST[draft.how] for draft, _ in kept)
    return MarkdownReading(claims[:most], trust, lost + walk.refused + max(0, len(claims) - most))


def _claim(draft: Draft) -> Claim | None:
    """Return the claim; a mere paragraph must quote code to be one."""
    return None if draft.how is How.PARAGRAPH and not draft.quote() else draft.claim()


@dataclass(frozen=True, slots=True)
class _Group:
    """A heading that speaks for all below it; `level` as of headings, list entries deeper than all of them."""

    level: int
    around: Around
    section: Section | None = None


class _Walk:
    """Goes through the blocks with the draft that is open and the groups around it."""

    def __init__(self) -> None:
        self.drafts: list[Draft] = []
        self.refused = 0
        self._labels = Labels()
        self._draft: Draft | None = None
        self._groups: list[_Group] = []

    def take(self, block: Block) -> None:
        """Give one block to the draft that it belongs to."""
        if block.kind is Kind.HEADING:
            self._heading(block)
        elif any(group.section is Section.PRAISE for group in self._groups):
            return
        elif block.kind is Kind.CODE:
            self._code(block)
        elif block.kind is Kind.TABLE:
            self._table(block)
        elif block.kind is Kind.RULE:
            self.close()
        else:
            self._prose(block)

    def close(self) -> None:
        """End the open draft."""
        if self._draft is not None:
            self.drafts.append(self._draft)
        self._draft = None

    def _open(self, how: How, level: int, lead: str) -> Draft | None:
        self.close()
        if len(self.drafts) >= MAX_DRAFTS:
            self.refused += 1
            return None
        if any(group.section is Section.SUMMARY for group in self._groups):
            how = How.PARAGRAPH
        self._draft = Draft(how, level, lead, self._around())
        return self._draft

    def _around(self) -> Around:
        around = Around()
        for group in self._groups:
            given = {name: getattr(group.around, name) for name in ("path", "severity", "category")}
            around = replace(around, **{name: value for name, value in given.items() if value})
        return around

    def _heading(self, block: Block) -> None:
        if self._is_part(block):
            return
        self.close()
        self._groups = [group for group in self._groups if group.level < block.level]
        numbered = _NUMBERED.match(block.text) is not None
        label = self._labels.split(block.text)
        section = None if numbered else self._labels.section(block.text)
        place = pointed(block.text)
        if label is not None and label[0] is Field.PATH:
            place = pointed(label[1]) or Pointed(label[1].strip("`* "), 0, 0)
        if section is not None or (not numbered and _only_groups(block.text)):
            self._groups.append(_Group(block.level, _said_by(block.text), section))
        elif place is not None and not place.first and (label or _letters_beside(block.text, place) < 3):
            self._groups.append(_Group(block.level, Around(path=place.path)))
        else:
            self._open(How.HEADING, block.level, block.text)

    def _is_part(self, block: Block) -> bool:
        """Take a heading such as "Impact" below a finding's own heading for a label."""
        draft = self._draft
        deeper = draft is not None and (draft.how is not How.HEADING or block.level > draft.level)
        if draft is None or not deeper or (block.level < BOLD_LEVEL and draft.how is How.ITEM):
            return False
        name = self._labels.split(block.text) or _pair(self._labels.field(block.text))
        if name is None or name[0] is Field.TITLE or (name[0] in draft.said and name[0] is Field.PATH):
            return False
        draft.say(*name)
        return True

    def _prose(self, block: Block) -> None:
        label = self._labels.split(block.text)
        if label is not None:
            self._label(block, *label)
        elif block.kind is Kind.ITEM:
            self._item(block)
        else:
            self._text(block)

    def _label(self, block: Block, name: Field, value: str) -> None:
        draft = self._draft
        if draft is None or self._begins_next(draft, block, name):
            draft = self._open(How.LABEL, block.level, "")
        if draft is not None:
            draft.say(name, value)

    @staticmethod
    def _begins_next(draft: Draft, block: Block, name: Field) -> bool:
        """Say whether this label is the first of another finding: it repeats what can only be said once."""
        if name is Field.TITLE and draft.how is not How.HEADING:
            return bool(draft.said.get(name) or draft.lead) and block.level <= draft.level
        return name in (Field.PATH, Field.LINE, Field.TITLE) and bool(draft.said.get(name))

    def _item(self, block: Block) -> None:
        place = pointed(block.text)
        beside = _letters_beside(block.text, place)
        draft = self._draft
        if place is not None and not place.first and beside < 3 and (draft is None or draft.how is How.ITEM):
            self.close()
            self._groups = [group for group in self._groups if group.level < _as_level(block)]
            self._groups.append(_Group(_as_level(block), Around(path=place.path)))
        elif self._opens(block, place, beside):
            self._groups = [group for group in self._groups if group.level < _as_level(block)]
            self._open(How.ITEM, block.level, block.text)
        elif draft is not None:
            draft.add(block.text)

    def _opens(self, block: Block, place: Pointed | None, beside: int) -> bool:
        draft = self._draft
        if draft is None:
            return True
        pointing = bool(place and place.first)
        if draft.how is How.ITEM:
            return block.level <= draft.level or (draft.seen is None and pointing and not draft.said)
        if draft.how is How.PARAGRAPH:
            return pointing
        return draft.place() is None and beside >= ENOUGH_TEXT and (pointing or lines(block.text)[0] > 0)

    def _text(self, block: Block) -> None:
        draft = self._draft
        if block.first and _CHATTER.match(block.text):
            self.close()
            return
        place = pointed(block.text) if draft is None or block.first else None
        loose = draft is None or (draft.how >= How.ITEM and block.level == 0 and draft.place() is not None)
        if loose and place is not None and place.first:
            self._open(How.PARAGRAPH, 0, block.text)
        elif draft is not None:
            draft.add(block.text, first=block.first)
        elif place is not None and block.text.rstrip("*_ ").endswith(":"):
            self._groups = [_Group(0, Around(path=place.path)), *(one for one in self._groups if one.level)]

    def _code(self, block: Block) -> None:
        if self._draft is None:
            return
        if block.closed:
            self._draft.add_code(block.text, block.info)
        else:
            self._draft.broken = True

    def _table(self, block: Block) -> None:
        header = [self._labels.field(cell) for cell in block.rows[0]] if block.rows else []
        known = {name for name in header if name is not None}
        if len(known) > (1 if Field.PATH in known else 2):
            for row in block.rows[1:]:
                self._row(header, row)
        elif len(header) == 2:
            for cells in block.rows:
                name = self._labels.field(cells[0]) if len(cells) > 1 else None
                if name is not None:
                    self._label(block, name, cells[1])

    def _row(self, header: list[Field | None], row: tuple[str, ...]) -> None:
        draft = self._open(How.ROW, 0, "")
        for name, cell in zip(header, row, strict=False):
            if draft is not None and name is not None and cell:
                draft.say(name, cell)
        self.close()


def _pair(name: Field | None) -> tuple[Field, str] | None:
    return None if name is None else (name, "")


def _as_level(block: Block) -> int:
    return BOLD_LEVEL + 1 + block.level


def _only_groups(text: str) -> bool:
    words = [word.lower() for word in _WORDS.findall(text)]
    return bool(words) and all(word in _GROUP_WORDS for word in words)


def _said_by(heading: str) -> Around:
    words = {word.lower() for word in _WORDS.findall(heading)}
    severity = next((rank for rank in _RANKS.split() if rank in words), "")
    return Around(severity=severity, category=next((name for name in CATEGORIES if name in words), ""))


def _letters_beside(text: str, place: Pointed | None) -> int:
    beside = text if place is None else text[: place.start] + text[place.stop :]
    return sum(map(str.isalpha, beside))
