"""One line of hostile prose as GitHub Markdown that only looks like text.

Emphasis and inline code stay. A word that GitHub would turn into something (a mention, a link, a reference, a
commit, math) becomes inline code, which GitHub leaves alone; everything else with a meaning is escaped. The output is
a fixed point: entities and escapes are decoded before they are written again.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from html.entities import html5

from review.findings.invisible import escape_invisible

ENTITY = re.compile(r"&(?:#([0-9]{1,7})|#[xX]([0-9a-fA-F]{1,6})|([A-Za-z][A-Za-z0-9]{1,31}));")
ESCAPE = re.compile(r"(\\[!-/:-@\[-`{-~])")
# The text of a link must not be empty: were it to vanish between two code spans, their backticks would meet.
LINK = re.compile(r"(?<!\\)!?\[([^\[\]\\`]{1,300})\]\([^()\[\]\\`]{0,1000}\)")
BACKTICKS = re.compile(r"`+")
# What GitHub turns into something: mentions and addresses, math, links, issue and commit references; and what other
# bots take for a command, a word that begins with a slash.
# https://docs.github.com/en/get-started/writing-on-github/working-with-advanced-formatting/autolinked-references-and-urls
LIVE = re.compile(
    r"[@$]|\A/[a-z]|://|#\d|(?<![0-9a-z])(?:gh-\d|www\.|(?:mailto|xmpp):|[0-9a-f]{7,40}(?![0-9a-z]))",
    re.IGNORECASE | re.ASCII,  # without ASCII the Kelvin sign counts as a k and hides the reference behind it
)
SPECIAL = re.compile(r"[\\`\[\]|~]")
EMPHASIS = re.compile(r"\*|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])")
OPENING, CLOSING = "([{\"'*_", ")]}\"'.,;:!?*_"
# Escaped emphasis must stay escaped. Private-use characters cannot come from outside: they were written out before.
KEPT_STAR, KEPT_UNDERSCORE = "\ue000", "\ue001"


SHORT = 24  # characters of a word worth remembering: so little that all of them are nothing
LAST_CODE_POINT = 0x10FFFF
SPACES = re.compile(r"[\n\t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a line: literal text, or the inside of a code span with its own backticks."""

    text: str
    fence: str = ""

    @property
    def literal(self) -> str:
        """Return what a reader sees."""
        return self.text if not self.fence else self.text.strip(" ") or self.text


def plain(text: str) -> str:
    """Return `text` with invisible characters written out and every kind of space as the plain one."""
    return SPACES.sub(" ", escape_invisible(text))


def code(text: str) -> str:
    """Return `text`, one line, as inline code that nothing inside can end."""
    if not text.strip(" "):
        return "` `"
    longest = max((len(run) for run in BACKTICKS.findall(text)), default=0)
    pad = " " if text[0] in "` " or text[-1] in "` " else ""
    fence = "`" * (longest + 1)
    return f"{fence}{pad}{text}{pad}{fence}"


def words(line: str, *, emphasis: bool = True) -> list[str]:
    """Return the safe Markdown of a line, in parts between which it may be cut; without `emphasis` none stays."""
    if "`" not in line:
        text = _decode(line) if emphasis else EMPHASIS.sub(_keep, _decode(line))
        *before, last = (_known(word) if len(word) <= SHORT else _word(word) for word in text.split(" "))
        return [*(f"{word} " for word in before), last]
    chunks: list[list[Piece]] = [[]]
    parts: list[str] = []
    for piece in pieces(line):
        if piece.fence:
            chunks[-1].append(piece)
            continue
        text = piece.text if emphasis else EMPHASIS.sub(_keep, piece.text)
        for index, word in enumerate(text.split(" ")):
            if index:
                parts.append(_chunk(chunks[-1]) + " ")
                chunks = [[]]
            if word:
                chunks[-1].append(Piece(word))
    parts.append(_chunk(chunks[-1]))
    return parts


def pieces(line: str) -> list[Piece]:
    """Split a line into code spans and decoded text, as CommonMark pairs backticks, within the line only."""
    starts: dict[int, list[int]] = defaultdict(list)
    for run in BACKTICKS.finditer(line):
        starts[len(run.group())].append(run.start())
    found: list[Piece] = []
    text_from = at = 0
    while (run_at := line.find("`", at)) >= 0:
        run_at += _escaped(line, run_at, text_from)
        length = _run(line, run_at)
        places = starts.get(length, [])
        closer = bisect_right(places, run_at + length - 1) if length else len(places)
        if closer == len(places):
            at = run_at + length
            continue
        end = places[closer]
        found += [Piece(_decode(line[text_from:run_at])), Piece(line[run_at + length : end], "`" * length)]
        text_from = at = end + length
    return [*found, Piece(_decode(line[text_from:]))]


def escape(text: str) -> str:
    """Escape literal text; emphasis marks stay alive unless they came escaped."""
    text = text.replace("&", "&amp;").replace("<", "&lt;")
    text = SPECIAL.sub(lambda match: "\\" + match.group(), text)
    return text.replace(KEPT_STAR, "\\*").replace(KEPT_UNDERSCORE, "\\_")


def _run(line: str, at: int) -> int:
    match = BACKTICKS.match(line, at)
    return len(match.group()) if match else 0


def _escaped(line: str, at: int, text_from: int) -> int:
    """Return 1 when a backslash takes the first backtick of a run away, else 0."""
    slashes = at
    while slashes > text_from and line[slashes - 1] == "\\":
        slashes -= 1
    return (at - slashes) % 2


def _decode(text: str) -> str:
    """Return the characters that `text` shows: links reduced to their text, entities and escapes undone, once."""
    parts = ESCAPE.split(LINK.sub(r"\1", text))
    return "".join(_unescape(part) if index % 2 else ENTITY.sub(_entity, part) for index, part in enumerate(parts))


def _unescape(pair: str) -> str:
    return _keep(pair[1])


def _keep(mark: str | re.Match[str]) -> str:
    char = mark if isinstance(mark, str) else mark.group()
    return {"*": KEPT_STAR, "_": KEPT_UNDERSCORE}.get(char, char)


def _entity(match: re.Match[str]) -> str:
    decimal, hexadecimal, name = match.groups()
    if name:
        return plain(html5.get(name + ";", match.group()))
    point = int(decimal) if decimal else int(hexadecimal, 16)
    return plain(chr(point) if 0 < point <= LAST_CODE_POINT else "\ufffd")


def _word(word: str) -> str:
    return _chunk([Piece(word)]) if word else ""


# Of a review's texts most words are those of another.
_known = lru_cache(maxsize=4096)(_word)


def _chunk(chunk: list[Piece]) -> str:
    """Return the Markdown of pieces with no space between them: one code span if any text in it is live."""
    if not any(LIVE.search(piece.text) for piece in chunk if not piece.fence):
        return "".join(
            f"{piece.fence}{piece.text}{piece.fence}" if piece.fence else escape(piece.text) for piece in chunk
        )
    whole = "".join(piece.literal for piece in chunk).replace(KEPT_STAR, "*").replace(KEPT_UNDERSCORE, "_")
    if len(chunk) > 1:
        return code(whole)
    inner = whole.lstrip(OPENING)
    before, inner = whole[: len(whole) - len(inner)], inner.rstrip(CLOSING)
    return escape(before) + code(inner) + escape(whole[len(before) + len(inner) :])
