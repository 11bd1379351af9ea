"""Find the whole findings in a text that should have been JSON: prose, fences, cut-off lists, loose syntax.

Work is bounded whatever the text: one pass per reading of the quotes, small fragments only, and a budget for each of
the two parsers.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

MAX_FRAGMENT = 12_000  # characters of one finding; a longer object is a wrapper or garbage
MAX_PARSED = 1_000_000  # characters given to the exact parser in all
MAX_REPAIRED = 60_000  # characters given to the repairing parser in all; it is slow on nested garbage
MAX_REPAIR = 6_000  # ... and in one piece: 20,000 open braces cost it 3 seconds
MAX_DEPTH = 12

_MARKS = re.compile(r"""["'\\{}\[\]\n]""")
_FENCE = re.compile(r"```[A-Za-z0-9]*[ \t]*\n?")
_THOUGHTS = re.compile(r"\s{0,100}<(think|thinking|thought|reasoning|scratchpad)>")
_ANSWER = re.compile(r"</think(?:ing)?>\s{0,20}(?=[{\[`])")
_CODE_OF_JSON = frozenset({"", "json", "json5", "jsonc", "jsonl", "javascript", "js"})
_FENCED = re.compile(r"^[ \t>]{0,40}```([^`\n]{0,40})$", re.MULTILINE)
_PLACE_KEY = re.compile(r"""["'](?:path|file|file_path|filename|relevant_file)["']\s{0,10}:""")
_SAYING_KEY = re.compile(r"""["'](?:start_line|quoted_code|severity|title|message|confidence|line)["']\s{0,10}:""")
_LIST_KEY = re.compile(r"""\bfindings["']?\s{0,10}:\s{0,10}\[\s{0,20}[^\s\]]""")
_TRAILING_COMMA = re.compile(r",(\s*[}\]])")


def objects(text: str, quotes: str) -> Iterator[tuple[int, int]]:
    """Yield start and end of each closed `{...}` below MAX_FRAGMENT characters, inner ones before those around them.

    `quotes` are the characters that open a string; outside braces none does, for prose is full of them.
    """
    opened: list[int] = []
    inside, skip = "", -1
    for match in _MARKS.finditer(text):
        char, at = match[0], match.start()
        if at == skip:
            continue
        if inside:
            if char == "\\":
                skip = at + 1
            elif char == inside:
                inside = ""
        elif char in quotes and opened:
            inside = char
        elif char == "{":
            opened.append(at)
        elif char == "}" and opened:
            start = opened.pop()
            if at - start < MAX_FRAGMENT:
                yield start, at + 1


class Parsers:
    """The exact and the repairing parser with what each may still spend on one answer."""

    def __init__(self) -> None:
        self._exact = MAX_PARSED
        self._repair = MAX_REPAIRED

    def exact(self, fragment: str) -> object:
        """Parse JSON that may have raw line breaks in strings and trailing commas; None when it is not that."""
        if len(fragment) > self._exact:
            return None
        self._exact -= len(fragment)
        parsed = loads(fragment)
        return loads(_TRAILING_COMMA.sub(r"\1", fragment)) if parsed is None else parsed

    def repaired(self, fragment: str) -> object:
        """Parse what a model may write for JSON: comments, single quotes, bare keys, stray quotes; None when hopeless.

        json_repair makes something of anything, so the caller must check what came out.
        """
        if len(fragment) > min(MAX_REPAIR, self._repair) or _too_deep(fragment):
            return None
        self._repair -= len(fragment)
        import json_repair  # a last resort that few reviews need; it would cost every command line start its loading

        try:
            return json_repair.loads(fragment, skip_json_loads=True)
        # The library declares none of what it lets through. The first three came out of fuzzing it with 100,000 texts.
        except (ValueError, RecursionError, AssertionError, LookupError, TypeError, AttributeError):
            return None


def loads(text: str) -> object:
    """Parse JSON, line breaks in strings allowed; None for what is not JSON, or too deep or too long a number."""
    try:
        return json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return None


def without_fences(text: str) -> str:
    """Return the text without Markdown's code fences and the white space around."""
    return _FENCE.sub("", text).strip()


def without_thoughts(text: str) -> str:
    """Return what follows the thoughts that some models write ahead of their answer; drafts of it are no answer.

    Only thoughts that were closed are taken off, and only when something follows: the mark may be code under review.
    """
    opening = _THOUGHTS.match(text)
    if opening is not None:
        _, closing, rest = text.partition(f"</{opening[1]}>")
        return rest.strip() if closing and rest.strip() else text
    answer = _ANSWER.search(text) if "</think" in text and not text.lstrip().startswith(("{", "[")) else None
    return text if answer is None else text[answer.end() :]


def broken_json(text: str) -> bool:
    """Say whether the answer was written, or begun, as JSON: its own keys stand there outside of quoted code."""
    own = "".join(_own(text))
    return bool(_LIST_KEY.search(own) or (_PLACE_KEY.search(own) and _SAYING_KEY.search(own)))


def _own(text: str) -> Iterator[str]:
    """Yield the parts of a text that are not fenced code of a language other than JSON."""
    start, quoted = 0, False
    info: str | None = None
    for fence in _FENCED.finditer(text):
        if not quoted:
            yield text[start : fence.start()]
        info = fence[1].strip().lower() if info is None else None
        quoted = info is not None and info not in _CODE_OF_JSON
        start = fence.end()
    if not quoted:
        yield text[start:]


def _too_deep(fragment: str) -> bool:
    return max(fragment.count("{"), fragment.count("[")) > MAX_DEPTH * 4
