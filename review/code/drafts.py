"""A definition while the parser's captures pass by, until all is known of it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from review.code.languages.reading import Reading
from review.code.measures import Branches
from review.models.code import Definition, DefinitionKind

MAX_NAME = 200
MAX_SIGNATURE = 300
MAX_HEAD = 4_000  # bytes before a body that are read
MAX_DEPTH = 30  # names of a dotted name
MAX_DOTTED = 1_000  # characters of one; what is deeper is named without those around it
MAX_BASES = 50
MAX_GAPS = 50

_KINDS = {
    "function": DefinitionKind.FUNCTION,
    "test": DefinitionKind.FUNCTION,
    "type": DefinitionKind.TYPE,
    "module": DefinitionKind.MODULE,
    "suite": DefinitionKind.MODULE,
    "key": DefinitionKind.KEY,
}
_WORD = re.compile(r"\w+")
_LABEL = re.compile(r"[\w-]+")
_SIGNS = re.compile(r"\s*(?:::|->|\\|:(?=\w))\s*")


@dataclass(slots=True)
class Draft:
    """What is known so far; bytes, not lines. `start` counts decorators and `export` in, `begin` decorators out."""

    kind: str
    within: int
    depth: int
    start: int
    begin: int
    end: int
    doc: str
    parent: Draft | None
    node: int  # where the captured node starts
    public: bool = True  # by the marks that stand before it in a type
    members_public: bool = True  # by the last such mark inside it
    opens: bool | None = None  # whether its head makes members public without a mark; None until one asks
    name: str = ""  # dotted
    own: str = ""
    named_at: int = -1
    named_to: int = -1
    body: int = -1
    parameters: int = 0
    receiver: bool = False
    bases: list[str] = field(default_factory=list)
    gaps: list[tuple[int, int]] = field(default_factory=list)  # comments in its head
    owners: list[str] = field(default_factory=list)
    attributes: list[bytes] = field(default_factory=list)
    branches: Branches = field(default_factory=Branches)

    def take_name(self, text: bytes, start: int, dropped: re.Pattern[str] | None) -> None:
        """Name it once; what is named later inside of it is something else."""
        own = " ".join(_unquoted(text[:MAX_NAME].decode("utf-8", "replace")).split())
        if self.named_at >= 0 or not own:
            return
        self.own = (
            own if self.kind in ("test", "suite", "key") else _SIGNS.sub(".", dropped.sub("", own) if dropped else own)
        )
        self.named_at, self.named_to = start, start + len(text)
        around = self.parent.name if self.parent and self.depth < MAX_DEPTH else ""
        if len(around) > MAX_DOTTED:
            around = ""
        self.name = ".".join(filter(None, (around, *self.owners, self.own)))

    def take_owner(self, text: bytes) -> None:
        """Take the names of a type that stands before the name: `(t *Tree[K])`, `Tree.`."""
        words = (_LABEL if self.kind == "key" else _WORD).findall(text[:MAX_NAME].decode("utf-8", "replace"))
        if words and self.named_at < 0:
            self.owners.append(words[0])

    def head(self, code: bytes) -> bytes:
        """Return what stands before the name, and the name as written."""
        return code[self.begin : min(self.named_to, self.begin + MAX_HEAD)]

    def signature(self, code: bytes) -> str:
        """Return the head on one line, up to the body, or of what has none the first line."""
        if self.kind == "key":
            return ""
        end = min(self.body if self.body >= 0 else self.end, self.begin + MAX_HEAD)
        pieces, at = [], self.begin
        for first, last in self.gaps[:MAX_GAPS]:
            if at <= first < end:
                pieces.append(code[at:first])
                at = last
        head = b" ".join((*pieces, code[at:end]))
        if self.body < 0:
            head = head.split(b"\n", 1)[0]
        return " ".join(head.decode("utf-8", "replace").split())[:MAX_SIGNATURE].rstrip(" {:=;")


def _unquoted(name: str) -> str:
    return name[1:-1] if len(name) > 1 and name[0] in "\"'`" and name[-1] == name[0] else name


@dataclass(frozen=True, slots=True)
class Rules:
    """A reading's rules, compiled."""

    reading: Reading
    shown: re.Pattern[bytes] | None
    hidden: re.Pattern[bytes] | None
    hidden_name: re.Pattern[str] | None
    open_types: re.Pattern[bytes] | None
    dropped: re.Pattern[str] | None
    test_name: re.Pattern[str] | None
    test_in: re.Pattern[str] | None
    test_mark: re.Pattern[bytes] | None
    receivers: re.Pattern[bytes] | None
    closed_types: re.Pattern[bytes] | None

    def public(self, draft: Draft, code: bytes) -> bool:
        """Say whether it can be used outside of what it stands in, as the language marks it."""
        parent = draft.parent
        if not draft.public or (parent is not None and parent.kind == "function"):
            return False
        head = draft.head(code)
        if self.hidden_name is not None and self.hidden_name.search(draft.own):
            return False
        if self.hidden is not None and self.hidden.search(head):
            return False
        return self.shown is None or bool(self.shown.search(head)) or self._in_open(parent, code)

    def _in_open(self, parent: Draft | None, code: bytes) -> bool:
        if self.open_types is None or parent is None or parent.kind != "type":
            return False
        if parent.opens is None:  # asked once: a head may be long, and its members many
            head = code[parent.begin : min(max(parent.body, parent.named_at), parent.begin + MAX_HEAD)]
            parent.opens = self.open_types.search(head) is not None
        return parent.opens

    def test(self, draft: Draft) -> bool:
        """Say whether a test runner would call it."""
        if draft.kind != "function":
            return draft.kind in ("test", "suite")
        if self.test_mark is not None and any(map(self.test_mark.search, draft.attributes)):
            return True
        parent = draft.parent
        if self.test_name is None or not self.test_name.search(draft.own) or (parent and parent.kind == "function"):
            return False
        if self.test_in is None:
            return True
        return parent is not None and any(map(self.test_in.search, parent.bases))


def rules_of(reading: Reading) -> Rules:
    """Compile a reading's rules."""
    return Rules(
        reading=reading,
        shown=_of_bytes(reading.shown),
        hidden=_of_bytes(reading.hidden),
        hidden_name=_of_text(reading.hidden_name),
        open_types=_of_bytes(reading.open_types),
        dropped=_of_text(reading.dropped),
        test_name=_of_text(reading.test_name),
        test_in=_of_text(reading.test_in),
        test_mark=_of_bytes(reading.test_mark),
        receivers=_of_bytes(reading.receivers),
        closed_types=_of_bytes(reading.closed_types),
    )


def _of_text(rule: str) -> re.Pattern[str] | None:
    return re.compile(rule) if rule else None


def _of_bytes(rule: str) -> re.Pattern[bytes] | None:
    return re.compile(rule.encode()) if rule else None


def finished(draft: Draft, code: bytes, rules: Rules, lines: tuple[int, int, int]) -> Definition:
    """Return the definition; `lines` are its first, its last, and the one with its name."""
    first, last, named = lines
    kind = _KINDS[draft.kind]
    measures = draft.branches.measured(last - first + 1, draft.parameters) if kind is DefinitionKind.FUNCTION else None
    return Definition(
        draft.name, kind, first, last, named, draft.signature(code), draft.doc,
        rules.public(draft, code), rules.test(draft), tuple(draft.bases), measures,
    )  # fmt: skip
