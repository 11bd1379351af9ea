"""Prose that says without a doubt that there is nothing to report. In English only; anything else is no answer.

Every sentence must be one that is known here: a reservation ("but I could not see the rest", "no critical issues", "in
this file") is not, so it makes the whole text unknown.
"""

from __future__ import annotations

import re

MAX_PROSE = 800

_NOUN = r"(?:issues?|bugs?|problems?|defects?|findings?|errors?|vulnerabilit(?:y|ies)|concerns?)"
_NOUNS = rf"(?:(?:real|actual|reportable|new) )?{_NOUN}(?:(?:, | or | and |, or |/){_NOUN}){{0,3}}"
_WHAT = r"(?:code changes|pull request|changes?|diff|code|patch|commit|changeset|pr)"
_THE = rf"(?:this|these|the|your|that) (?:(?:provided|given|shown|submitted|proposed|entire|whole) )?{_WHAT}"
_WHERE = rf"(?: (?:in|with|introduced by|introduced in|caused by) {_THE}(?: (?:above|below|provided|shown))?)?"
_FOUND = r"(?: (?:were |was |have been )?(?:found|detected|identified|spotted|seen|present|reported|introduced))?"
_FIND = r"(?:find|see|identify|detect|spot|found|identified|have)"
_GOOD = r"(?:good|fine|correct|safe|sound|ok|okay|clean|solid|well[ -]structured)"
_START = r"(?:(?:overall|after (?:a )?(?:careful |thorough )?review), )?"

_NONE = re.compile(
    rf"{_START}(?:"
    rf"(?:there (?:are|is|were) )?no {_NOUNS}(?:{_FOUND}{_WHERE}|{_WHERE}{_FOUND}| to report)"
    rf"|(?:i|we) (?:have )?(?:found|see|saw|detected|identified|spotted|have) no {_NOUNS}(?: to report)?{_WHERE}"
    rf"|(?:i|we) (?:did not|didn't|do not|don't|have not|could not|couldn't) {_FIND} any {_NOUNS}{_WHERE}"
    rf"|{_THE} (?:has|have|contains?|introduces?) no {_NOUNS}"
    rf"|{_THE} (?:does|do) not (?:contain|introduce|have) any {_NOUNS}"
    rf"|(?:(?:i|we) have |there is )?nothing to report"
    rf"|{_NOUN}: (?:none|\[\]|0|no {_NOUN}|none found|nothing)"
    r")",
    re.IGNORECASE,
)
_NEUTRAL = re.compile(
    rf"(?:lgtm|looks {_GOOD}(?: to me)?|{_THE} (?:looks?|is|are|appears?|seems?)(?: to be)? {_GOOD}(?: and {_GOOD})?"
    rf"|(?:i|we) (?:have )?(?:carefully |thoroughly )?(?:reviewed|analy[sz]ed|examined|checked|read) {_THE}"
    r"(?: carefully)?(?: above| below| provided)?"
    rf"|(?:code )?review(?: (?:summary|results?))?|summary|results?|{_NOUN})",
    re.IGNORECASE,
)
_MARKS = re.compile(r"[*_#`>]+|^[ \t]*[-•] ", re.MULTILINE)
_HEADED = re.compile(rf"^[ \t]*({_NOUN}):?\s+(?=none\b|nothing\b|no |0\b|\[\])", re.IGNORECASE | re.MULTILINE)
_END = re.compile(r"[.!](?:\s+|$)|\n+")


def says_nothing_found(text: str) -> bool:
    """Say whether this text, and all of it, states that the change has no findings."""
    text = text.strip()
    if not text or len(text) > MAX_PROSE or "```" in text:
        return False
    plain = _HEADED.sub(r"\1: ", _MARKS.sub("", text).replace("’", "'"))
    sentences = [" ".join(part.split()).strip(" :") for part in _END.split(plain)]
    said = [sentence for sentence in sentences if any(map(str.isalnum, sentence))]
    none = [_NONE.fullmatch(sentence) is not None for sentence in said]
    return any(none) and all(ok or _NEUTRAL.fullmatch(one) for ok, one in zip(none, said, strict=True))
