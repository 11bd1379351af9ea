"""One pass over a file's captures in their order: definitions open and close, all else belongs to the innermost."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping

from review.code.calls import receiver_and_name
from review.code.docs import from_comment, from_string
from review.code.drafts import MAX_BASES, Draft, Rules, finished
from review.code.imports import MAX_TEXT, Statement
from review.models.code import Call, Definition, Import

MAX_DEFINITIONS = 20_000  # of one file; more is data
MAX_CALLS = 50_000
MAX_IMPORTS = 5_000
MAX_BASE = 200
SPACE = b" \t\r\n"

# Where two captures have the same bytes, the one named first here comes first.
KINDS = (
    "body", "comment", "attribute", "wrap", "access", "suite", "test", "module", "type", "function", "key", "import",
    "elif", "else", "branch", "switch", "case", "and", "or", "owner", "name", "taken", "default", "alias", "base",
    "parameter", "doc", "call", "source",
)  # fmt: skip
_DEFINING = ("suite", "test", "module", "type", "function", "key")
_BRANCHING = ("else", "branch", "switch", "case", "and", "or")

_BEFORE_BODY = ("name", "owner", "parameter")

Event = tuple[int, int, int]
"""Start byte, negated end byte, rank: a sorted list has each before those inside it."""


class Outline:
    """What is known of a file while its captures pass by."""

    def __init__(self, code: bytes, newlines: list[int], rules: Rules) -> None:
        """Start at the top; `newlines` are the bytes of all line feeds."""
        self.code, self.newlines, self.rules = code, newlines, rules
        self.drafts: list[Draft] = []
        self.imports: list[Import] = []
        self.calls: list[tuple[str, str, int, int]] = []
        self.comments: list[tuple[int, int]] = []
        self._open: list[Draft] = []
        self._indexes: list[int] = []
        self._comment = (0, 0)  # the bytes of the last run of comments
        self._attributes: list[tuple[int, int]] = []  # the last run of decorators
        self._wrap: tuple[int, int] | None = None
        self._statement: tuple[int, Statement] | None = None
        self._elif = (-1, -1)
        own: Mapping[str, Callable[[str, int, int], None]] = {
            "comment": self._on_comment,
            "attribute": self._on_attribute,
            "wrap": self._on_wrap,
            "import": self._on_import,
            "elif": self._on_elif,
            "call": self._on_call,
            **dict.fromkeys(("source", "taken", "default", "alias"), self._on_part),
            **dict.fromkeys(_DEFINING, self._on_definition),
            **dict.fromkeys(_BRANCHING, self._on_branch),
        }
        self._handlers = [own.get(kind, self._on_detail) for kind in KINDS]

    def read(self, events: Iterable[Event]) -> None:
        """Take all captures, in their order."""
        around = self._open
        before = None
        for event in events:
            if event == before:  # two patterns found it
                continue
            before = event
            start, minus_end, rank = event
            while around and start >= around[-1].end:
                around.pop()
                self._indexes.pop()
            self._handlers[rank](KINDS[rank], start, -minus_end)
        self._finish_statement()

    def line(self, at: int) -> int:
        """Return the line of a byte, from 1."""
        return bisect_left(self.newlines, at) + 1

    def last_line(self, start: int, end: int) -> int:
        """Return the last line that has more than space before `end`."""
        while end > start + 1 and self.code[end - 1] in SPACE:
            end -= 1
        return self.line(end - 1)

    def definitions(self) -> tuple[tuple[Definition, ...], tuple[Call, ...]]:
        """Return the definitions that have a name, and the calls with the index of theirs."""
        several = self.rules.reading.keys_of_several_lines
        made: list[Definition] = []
        index: dict[int, int] = {-1: -1}
        for position, draft in enumerate(self.drafts):
            first, last = self.line(draft.start), self.last_line(draft.begin, draft.end)
            index[position] = index[draft.within]
            if draft.name and not (draft.kind == "key" and several and first == last):
                index[position] = len(made)
                named = self.line(max(draft.named_at, draft.begin))
                made.append(finished(draft, self.code, self.rules, (first, last, named)))
        calls = (Call(name, on, self.line(at), index[within]) for name, on, at, within in self.calls)
        return tuple(made), tuple(calls)

    def _blank(self, start: int, end: int) -> bool:
        return start <= end and end - start < MAX_TEXT and not self.code[start:end].strip(SPACE)

    def _ends(self, end: int, wrap_end: int) -> bool:
        return end <= wrap_end <= end + 20 and not self.code[end:wrap_end].strip(b";, \t\r\n")

    def _on_comment(self, _kind: str, start: int, end: int) -> None:
        first, last = self.line(start), self.last_line(start, end)
        if self._open and self._open[-1].body < 0:
            self._open[-1].gaps.append((start, end))
        if self.comments and first <= self.comments[-1][1] + 1:
            self.comments[-1] = (self.comments[-1][0], max(last, self.comments[-1][1]))
        else:
            self.comments.append((first, last))
        line_start = self.newlines[first - 2] + 1 if first > 1 else 0
        alone = self._blank(line_start, start)
        run = self._comment
        if alone and run[1] and self._blank(run[1], start) and self.code.count(b"\n", run[1] - 1, start) <= 1:
            self._comment = (run[0], end)
        else:
            self._comment = (start, end) if alone else (0, 0)

    def _on_attribute(self, _kind: str, start: int, end: int) -> None:
        draft = self._open[-1] if self._open else None
        if draft is not None and draft.named_at < 0 and draft.body < 0 and draft.kind != "key":
            draft.attributes.append(self.code[start : min(end, start + MAX_TEXT)])
            draft.begin = end
            while draft.begin < draft.end and self.code[draft.begin] in SPACE:
                draft.begin += 1
            return
        if self._attributes and not self._follows(self._attributes[-1][1], start):
            self._attributes.clear()
        self._attributes.append((start, end))

    def _follows(self, end: int, start: int) -> bool:
        """Say whether nothing but space and comments stands between two places."""
        comment = self._comment
        return self._blank(end, start) or (self._blank(end, comment[0]) and self._blank(comment[1], start))

    def _on_wrap(self, _kind: str, start: int, end: int) -> None:
        if self._wrap is None or start >= self._wrap[1]:
            self._wrap = (start, end)

    def _on_definition(self, kind: str, start: int, end: int) -> None:
        if len(self.drafts) >= MAX_DEFINITIONS:
            return
        if self.drafts and (self.drafts[-1].node, self.drafts[-1].end) == (start, end):
            return  # a test is a function too
        first, begin, attributes = self._before(start, end)
        parent = self._open[-1] if self._open else None
        within = self._indexes[-1] if self._indexes else -1
        draft = Draft(kind, within, len(self._open), first, begin, end, self._doc(first, begin), parent, start)
        draft.attributes = attributes
        draft.public = parent.members_public if parent is not None else True
        closed = self.rules.closed_types
        draft.members_public = closed is None or not closed.match(self.code, start)
        self.drafts.append(draft)
        self._open.append(draft)
        self._indexes.append(len(self.drafts) - 1)
        self._decorated(first)

    def _decorated(self, first: int) -> None:
        """Give the calls of its decorators to the definition that they change."""
        for position in range(len(self.calls) - 1, -1, -1):
            name, receiver, at, _ = self.calls[position]
            if at < first:
                return
            self.calls[position] = (name, receiver, at, len(self.drafts) - 1)

    def _before(self, start: int, end: int) -> tuple[int, int, list[bytes]]:
        """Return where a definition starts with all that belongs to it, where without decorators, and those."""
        begin = start
        if self._wrap is not None and self._wrap[0] <= start and self._ends(end, self._wrap[1]):
            begin, self._wrap = self._wrap[0], None
        run = self._attributes
        if run and start < run[-1][1]:  # inside of a decorator's arguments
            return begin, begin, []
        self._attributes = []
        if not run or not (self._follows(run[-1][1], begin) or begin <= run[0][0]):
            return begin, begin, []
        first = min(begin, run[0][0])
        if begin <= run[-1][0]:  # `@A export class` is one statement
            begin = run[-1][1]
            while begin < start and self.code[begin] in SPACE:
                begin += 1
        return first, begin, [self.code[one : min(last, one + MAX_TEXT)] for one, last in run]

    def _doc(self, first: int, begin: int) -> str:
        """Read the comment that ends right above a definition, or between its decorators and it."""
        start, end = self._comment
        for place in (first, begin):
            if end and self._blank(end, place) and self.code.count(b"\n", end - 1, place) <= 1:
                return from_comment(self.code[start:end])
        return ""

    def _on_branch(self, kind: str, start: int, end: int) -> None:
        if self._open and self._elif != (start, end):
            self._open[-1].branches.add(kind, start, end)

    def _on_elif(self, kind: str, start: int, end: int) -> None:
        self._elif = (start, end)  # also captured as a branch, where the language has no word of its own for it
        if self._open:
            self._open[-1].branches.add(kind, start, end)

    def _on_call(self, _kind: str, start: int, end: int) -> None:
        read = receiver_and_name(self.code, start, end)
        if read is not None and len(self.calls) < MAX_CALLS:
            within = self._indexes[-1] if self._indexes else -1
            self.calls.append((read[1], read[0], start, within))

    def _on_import(self, _kind: str, start: int, end: int) -> None:
        if self._statement is not None and start < self._statement[0]:
            return
        self._finish_statement()
        self._statement = (end, Statement(self.line(start), self.code[start : min(end, start + MAX_TEXT)]))

    def _on_part(self, kind: str, start: int, end: int) -> None:
        if self._statement is not None and end <= self._statement[0]:
            self._statement[1].add(kind, self.code[start : min(end, start + MAX_TEXT)])

    def _finish_statement(self) -> None:
        if self._statement is not None and len(self.imports) < MAX_IMPORTS:
            self.imports.extend(self._statement[1].read(self.rules.reading.separator))
        self._statement = None

    def _on_detail(self, kind: str, start: int, end: int) -> None:
        """Give a name, a base, a body … to the innermost definition."""
        draft = self._open[-1] if self._open else None
        if draft is None or (draft.body >= 0 and kind in _BEFORE_BODY):
            return
        text = self.code[start : min(end, start + MAX_TEXT)]
        if kind == "name":
            draft.take_name(text, start, self.rules.dropped)
        elif kind == "body":
            draft.body = start if draft.body < 0 else draft.body
        elif kind == "doc":
            draft.doc = draft.doc or from_string(text)
        elif kind == "base" and draft.kind in ("type", "module") and len(draft.bases) < MAX_BASES:
            draft.bases.append(" ".join(text.decode("utf-8", "replace").split())[:MAX_BASE])
        elif kind == "access":
            draft.members_public = b"public" in text
        elif kind == "owner":
            draft.take_owner(text)
        elif kind == "parameter":
            self._parameter(draft, text)

    def _parameter(self, draft: Draft, text: bytes) -> None:
        receivers = self.rules.receivers
        method = draft.parent is not None and draft.parent.kind == "type"
        if not (draft.parameters == 0 and method and not draft.receiver and receivers and receivers.match(text)):
            draft.parameters += 1
        else:
            draft.receiver = True
