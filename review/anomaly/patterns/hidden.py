"""Code that is there and not seen: behind the screen's edge, minified, or with names that say nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator

from review.anomaly.patterns.pattern import MAX_LINE, TEST, Added, Hit
from review.models import FileKind, Severity

GAP = 80  # columns of blanks in the middle of a line: no alignment needs so many
LEAST_BRACKETS = 5
TAB = 4  # columns of a tab, at the least
LONG = 360  # characters of a line; people break it before that, or fill it with words
CODE = frozenset({
    "bash", "c", "cpp", "csharp", "go", "java", "javascript", "kotlin", "lua", "php", "python", "ruby", "rust", "scala",
    "swift", "typescript",
})  # fmt: skip
_BEYOND = re.compile(rf"\S([ \t]{{{GAP // TAB},}})(\S[^\n]*)")
_NAME = re.compile(r"[A-Za-z_$][\w$]*")
_COMMENT = re.compile(r"(?://|#|/\*|\*|--|<!--)")
_SIGNS = re.compile(r"[;{}(),=?:&|!+\[\]]")
_NAMES = re.compile(r"\b_0x[0-9a-fA-F]{3,}\b|\b(?=\w{0,9}[01])[IlO][IlO01]{4,}\b|\b[oO0_]{8,}\b")
_ESCAPES = re.compile(r"\\x[0-9a-fA-F]{2}|\\u00[0-9a-fA-F]{2}|\\[0-3][0-7]{2}")
# A literal that begins or goes on with a letter in disguise: `"\\x65\\x78ec"`, `'\\u0063hild'`.
_DISGUISED = re.compile(
    r"['\"][\w./]{0,40}\\(?:x|u00)(?:5f|[46][1-9a-f]|[57][0-9a])[\w./]{0,40}(?:\\(?:x|u00)[4-7][0-9a-f]|['\"])"
)
# The name of a member or an argument, joined of two literals in place: `global['ev' + 'al']`.
_JOINED = re.compile(r"[\w)\]]\[\s*['\"]\w{1,20}['\"]\s*\+\s*['\"]\w{1,20}['\"]\s*\]")
_SPELT = re.compile(r"(?:['\"][A-Za-z_./ -]{1,2}['\"]\s*\+\s*){5,}|(?:\bchr\(\d{2,3}\)\s*[.+]\s*){4,}")
_BUILT = re.compile(
    r"['\"]\w{1,40}['\"]\s*\[::-1\]|__builtins__\s*(?:\.__dict__)?\s*\[|getattr\(\s*(?:__builtins__|__import__\()|__import__\(\s*['\"][^'\"]{0,20}['\"]\s*\+"
)
BUILT_FILES = re.compile(r"[.-]min\.|(?:^|/)(?:dist|build|public|static|assets|vendor|docs?|out|lib/js)/|\.bundle\.")
MOST_NAMES, MOST_ESCAPES, MOST_DISGUISED = 4, 24, 2

EDGE = "Code stands beyond the right edge of the screen"
EDGE_TEXT = "{blanks} blanks push this code out of sight in a review. Bring it to where it can be read, or remove it."
MINIFIED = "Minified code in a folder of sources"
MINIFIED_TEXT = (
    "A line of {length:,} characters in a source file is the output of a tool: nobody can review it. Commit the source "
    "it was made from and build it, or keep it where vendored files are."
)
OBFUSCATED = "The code hides what it names"
OBFUSCATED_TEXT = "{what} make this unreadable on purpose. Ask for the plain form before this is merged."


def beyond_the_edge(added: Added) -> Iterator[Hit]:
    """Find code behind a long run of blanks."""
    if added.language not in CODE:
        return
    for number, text in added.lines:
        if _COMMENT.match(text.lstrip()) and "*/" not in text:
            continue
        found = _BEYOND.search(text[:MAX_LINE])
        columns = len(found[1].expandtabs(TAB)) if found else 0
        if found and columns >= GAP and not _COMMENT.match(found[2]) and len(found[2].strip("\\ \t")) > 3:
            message = EDGE_TEXT.format(blanks=len(found[1]))
            yield Hit("beyond-the-edge", EDGE, message, Severity.MEDIUM, 0.85, ("CWE-506", "CWE-1007"), number, number)


def minified(added: Added) -> Iterator[Hit]:
    """Find a line that a tool wrote in a file that people are said to write; one a file."""
    if not _of_people(added) or BUILT_FILES.search(added.path):
        return
    for number, text in added.lines:
        if len(text) < LONG:
            continue
        part = text[:MAX_LINE]
        if _written_by_a_tool(part.strip()):
            message = MINIFIED_TEXT.format(length=len(text))
            yield Hit("minified-source", MINIFIED, message, Severity.MEDIUM, 0.8, ("CWE-506",), number, number)
            return


def _written_by_a_tool(text: str) -> bool:
    """Say whether it is dense with signs, has hardly a blank, and names nearly everything by a letter or two."""
    if text.count("(") < LEAST_BRACKETS:
        return False  # a list of values
    names = _NAME.findall(text)
    short = sum(len(name) <= 2 for name in names)
    return text.count(" ") * 10 < len(text) and len(_SIGNS.findall(text)) * 6 > len(text) and short * 2 > len(names)


def obfuscated(added: Added) -> Iterator[Hit]:
    """Find names made to be unreadable, and text spelt in escapes or letter by letter; one a file."""
    if not _of_people(added):
        return
    names: set[str] = set()
    disguised = 0
    for number, whole in added.lines:
        text = whole[:MAX_LINE]
        names.update(_NAMES.findall(text))
        disguised += 0 if TEST.search(added.path) else len(_DISGUISED.findall(text))
        what = ""
        if len(names) >= MOST_NAMES:
            what = "Names like `_0x…` or of letters that look alike"
        elif (len(_ESCAPES.findall(text)) >= MOST_ESCAPES and _escaped_words(text)) or disguised >= MOST_DISGUISED:
            what = "Words written as character codes"
        elif _SPELT.search(text) or _BUILT.search(text) or _JOINED.search(text):
            what = "Names put together from pieces"
        if what:
            message = OBFUSCATED_TEXT.format(what=what)
            yield Hit("obfuscated", OBFUSCATED, message, Severity.MEDIUM, 0.8, ("CWE-506",), number, number)
            return


def _of_people(added: Added) -> bool:
    """Say whether people are said to write the file; what looks minified may be what hides."""
    return added.language in CODE and added.kind in {FileKind.SOURCE, FileKind.MINIFIED}


def _escaped_words(text: str) -> bool:
    """Say whether the escapes spell letters, which need none; bytes of a protocol or a picture do not."""
    codes = [int(found[2:], 16) for found in re.findall(r"\\x[0-9a-fA-F]{2}", text)]
    codes += [int(found[-2:], 16) for found in re.findall(r"\\u00[0-9a-fA-F]{2}", text)]
    codes += [int(found[1:], 8) for found in re.findall(r"\\[0-3][0-7]{2}", text)]
    letters = sum(chr(code).isalnum() or chr(code) in " ./_-:" for code in codes if code < 128)
    return bool(codes) and letters * 10 >= len(codes) * 8
