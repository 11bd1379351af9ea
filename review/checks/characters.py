"""Characters that show code other than it is, and the uses of them that are right.

Sources: CVE-2021-42574 (https://trojansource.codes), Unicode Technical Standards 39 and 51, and the joining rules of
Unicode chapter 9 and 12 for scripts that need the zero-width joiners.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class Danger(StrEnum):
    """What a character does to a reader; the value is the end of the rule's id."""

    BIDI = "bidirectional-control"
    TAG = "tag-character"
    SELECTOR = "variation-selector"
    INVISIBLE = "invisible-character"
    PRIVATE = "private-use-character"
    LOOKALIKE = "look-alike-letters"


@dataclass(frozen=True, slots=True)
class Seen:
    """A dangerous character or, for look-alikes, a whole word, with its place in the text."""

    danger: Danger
    text: str
    start: int


_BIDI = "\u202a-\u202e\u2066-\u2069"
_MARKS = "\u200e\u200f\u061c"
_TAGS = "\U000e0000-\U000e007f"
_SELECTORS = "\ufe00-\ufe0f\U000e0100-\U000e01ef"
_JOINERS = "\u200c\u200d"
# Other formats, separators, and letters that are drawn as nothing.
_BLANKS = (
    "\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u2028\u2029\u2060-\u2065\u206a-\u206f\u2800\u3164\ufeff\uffa0"
    "\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0080-\U000e00ff\U000e01f0-\U000e0fff"
)
_PRIVATE = "\ue000-\uf8ff\U000f0000-\U0010ffff"

_SUSPECT = re.compile(f"[{_BIDI}{_MARKS}{_TAGS}{_SELECTORS}{_JOINERS}{_BLANKS}{_PRIVATE}]")
_KINDS = (
    (Danger.BIDI, re.compile(f"[{_BIDI}{_MARKS}]")),
    (Danger.TAG, re.compile(f"[{_TAGS}]")),
    (Danger.SELECTOR, re.compile(f"[{_SELECTORS}]")),
    (Danger.PRIVATE, re.compile(f"[{_PRIVATE}]")),
)
_FLAG = re.compile("\U0001f3f4[\U000e0020-\U000e007e]{2,8}\U000e007f")  # England, Scotland, Wales: UTS 51, section 5
_RIGHT_TO_LEFT = re.compile("[\u0590-\u061b\u061d-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
# Arabic and Persian, Indic, Sinhala, Thai to Khmer, Mongolian: scripts whose letters join or must not.
_JOINING = re.compile("[\u0600-\u08ff\u0900-\u0dff\u0e00-\u109f\u1780-\u18af\ufb50-\ufdff\ufe70-\ufefc]")
_EMOJI = re.compile(
    "[#*0-9\u00a9\u00ae\u203c\u2049\u2122\u2139\u2190-\u2bff\u3030\u303d\u3297\u3299\U0001f000-\U0001faff]"
)
_IDEOGRAPH = re.compile("[\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0003ffff\u1000-\u109f\u2200-\u22ff]")
_MONGOLIAN = re.compile("[\u1800-\u18af]")
_NAME_PART = re.compile("[A-Za-z0-9_]")
_BRAILLE = re.compile("[\u2801-\u28ff]")

_WORD = re.compile(r"[^\W\d_]+")
_LATIN = re.compile("[A-Za-z]")
# Letters of other scripts that are drawn as a Latin one: UTS 39, confusables, the ones every font draws alike.
_CYRILLIC = "асеорхуіѕјԁԛԝһӏАВЕКМНОРСТХІЅЈҮ"
_GREEK = "οΑΒΕΖΗΙΚΜΝΟΡΤΥΧ"
_ARMENIAN = "օոսցհԼՏՍ"
_LOOKALIKE = re.compile(f"[{_CYRILLIC}{_GREEK}{_ARMENIAN}\uff21-\uff3a\uff41-\uff5a\U0001d400-\U0001d6a5]")
_OTHER_SCRIPT = re.compile(
    f"[^A-Za-z\u00c0-\u024f{_CYRILLIC}{_GREEK}{_ARMENIAN}\uff21-\uff3a\uff41-\uff5a\U0001d400-\U0001d6a5]"
)


def seen_in(text: str, *, at_file_start: bool = False) -> Iterator[Seen]:
    """Yield what is dangerous in one line; `at_file_start` allows a byte order mark in front."""
    if text.isascii():
        return
    flags = [match.span() for match in _FLAG.finditer(text)]
    for match in _SUSPECT.finditer(text):
        at = match.start()
        if at_file_start and at == 0 and match[0] == "\ufeff":
            continue
        if any(start <= at < end for start, end in flags) or _is_right(text, at):
            continue
        danger = next((danger for danger, pattern in _KINDS if pattern.match(match[0])), Danger.INVISIBLE)
        yield Seen(danger, match[0], at)
    yield from _lookalikes(text)


def _lookalikes(text: str) -> Iterator[Seen]:
    """Yield words that mix Latin letters with ones drawn like Latin; a letter that shows its script shows the mix."""
    for word in _WORD.finditer(text):
        letters = word[0]
        mixed = not letters.isascii() and _LATIN.search(letters) and _LOOKALIKE.search(letters)
        if mixed and not _OTHER_SCRIPT.search(letters):
            yield Seen(Danger.LOOKALIKE, letters, word.start())


def _is_right(text: str, at: int) -> bool:
    """Say whether the character stands where its script or an emoji needs it."""
    char, before, after = text[at], text[at - 1 : at], text[at + 1 : at + 2]
    if char in _MARKS:
        return bool(_RIGHT_TO_LEFT.search(text))
    if char in _JOINERS:
        return _joins(char, before, after)
    if "\ufe00" <= char <= "\ufe0f" or "\U000e0100" <= char <= "\U000e01ef":
        return _selects(char, before)
    if "\u180b" <= char <= "\u180f":
        return bool(_MONGOLIAN.match(before))
    return char == "\u2800" and bool(_BRAILLE.search(text))


def _joins(char: str, before: str, after: str) -> bool:
    if _JOINING.match(before) and not _NAME_PART.match(after):
        return True
    from_emoji = bool(_EMOJI.match(before)) or before == "\ufe0f"
    return char == "\u200d" and from_emoji and bool(_EMOJI.match(after))


def _selects(char: str, before: str) -> bool:
    if char in "\ufe0e\ufe0f":
        return bool(_EMOJI.match(before))
    return bool(_IDEOGRAPH.match(before))


def name_of(char: str) -> str:
    """Return the code point and its Unicode name, "U+202E RIGHT-TO-LEFT OVERRIDE"."""
    return f"U+{ord(char):04X} {unicodedata.name(char, '')}".rstrip()


def escaped(text: str) -> str:
    r"""Return the text with everything outside printable ASCII written as `\u{202e}`, tabs kept."""
    return "".join(char if " " <= char <= "~" or char == "\t" else f"\\u{{{ord(char):x}}}" for char in text)
