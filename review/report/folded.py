"""Text that stays closed until somebody wants it. The only raw HTML that is ever posted, and all of it is ours."""

from __future__ import annotations

import re

FOLDED = "<details>\n<summary>{title}</summary>\n\n{body}\n\n</details>"
PLAIN = re.compile(r"[A-Za-z0-9 ,:'-]{1,80}")
BRIEF = 600  # characters of advice that stand open: two or three sentences, and why
SENTENCE = re.compile(r"[.!?](?=\s)")
FENCE = re.compile(r"^ *(?:`{3}|~{3})", re.MULTILINE)


def folded(title: str, body: str) -> str:
    """Return safe Markdown as one closed block; `title` is our own words, for nothing escapes it."""
    if PLAIN.fullmatch(title) is None:
        raise ValueError("only words of ours may stand in HTML")
    return FOLDED.format(title=title, body=body)


def brief(text: str, limit: int = BRIEF) -> tuple[str, str]:
    """Split a model's prose into what stands open and what is folded, at a paragraph or else at a sentence.

    Code is not torn: where a block of it begins early, all of it goes with what is folded.
    """
    if len(text) <= limit:
        return text, ""
    code = FENCE.search(text)
    end = min(limit, code.start() if code else limit)
    ends = [text.rfind("\n\n", 0, end), max((match.end() for match in SENTENCE.finditer(text, 0, end)), default=-1)]
    if code is not None and code.start() <= limit:
        ends = [code.start(), *ends]
    at = next((one for one in ends if one > limit // 4), text.rfind(" ", 0, end))
    return (text[:at].strip(), text[at:].strip()) if at > 0 else ("", text)
