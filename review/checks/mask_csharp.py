"""What the scan engine reads of C#: its own parser stops at C# 10, so newer syntax is written in the older one's words.

Nothing that runs is taken out: a type's parameters become spaces, what its base is given becomes a field of the body.
Lines stay; in a line that is changed, columns may move. What each form means stands in
https://learn.microsoft.com/dotnet/csharp/whats-new/csharp-version-history
"""

from __future__ import annotations

import re

from review.checks.mask_tables import blank

_UNBRACED = bytes.maketrans(b"{}", b"  ")
# Brackets within brackets to a depth that headers have; what no header holds ends the search: hostile ones are cheap.
_TYPES = rb"<(?:[^<>(){};]++|<(?:[^<>(){};]++|<[^<>(){};]*+>)*+>)*+>"
# A literal in them is a name: in an interpolation what looks like a literal here is code between two.
_WORD = rb'(?:[^(){};"]++|"[\w .:/-]*+")'
_PARAMETERS = rb"\((?:W|\((?:W|\((?:W|\(W*+\))*+\))*+\))*+\)".replace(b"W", _WORD)

_GIVEN = re.compile(rb"(?<=[\w>])" + _PARAMETERS)

# Literals, comments and directives come first, so that nothing inside of them is taken for code.
# Each form is found by its start.
_FORMS = re.compile(
    rb"//[^\n]*+|/\*.*?(?:\*/|\Z)|(?:(?<=\n)|\A)[ \t]*+#[^\n]*+"
    rb'|(?<!\$)(?P<many>\$\$++)(?P<open>"{3,20}+)(?P<raw>.*?)(?P=open)'
    rb'|(?<!\$)\$*+(?P<quotes>"{3,20}+).*?(?:(?P=quotes)|\Z)'
    rb'|(?:\$@|@\$|@)"(?:""|[^"])*+"?'
    rb'|"(?:\\.|[^"\\\n])*+"?'
    rb"|'(?:\\.|[^'\\\n])*+'?"
    rb"|\b(?P<record>(?:readonly[ \t]++)?record)(?P<what>[ \t]++(?:class|struct))(?=\s)"
    rb"|(?<!@)\b(?P<kind>class|struct)(?P<name>\s++[A-Za-z_]\w*+\s*+(?:" + _TYPES + rb"\s*+)?)"
    rb"(?:(?P<parameters>" + _PARAMETERS + rb")(?P<bases>[^{};]{0,1000}+)(?P<body>\{?)|(?=;))"
    rb"|(?P<alias>\busing[ \t]++\w++[ \t]*+=[ \t]*+\([^;()]{0,500}+\);)"
    rb"|\bref[ \t]++(?P<readonly>readonly)(?=[ \t]++[\w.<>\[\]?]{1,200}+[ \t]++\w++[ \t]*+[,)])"
    rb"|(?P<maybe>\?)(?=\.[\w.]{1,200}+[ \t]*+=(?![=>]))",
    re.DOTALL,
)


def mask_csharp(content: bytes) -> bytes:
    """Return these bytes with the syntax that the engine cannot parse replaced by older syntax of the same meaning."""
    return _FORMS.sub(_replaced, content)


def _replaced(match: re.Match[bytes]) -> bytes:
    whole = match[0]
    if match["kind"]:
        return _header(match)
    if match["record"]:
        return match["record"].replace(b"readonly", b" " * len(b"readonly")) + blank(match["what"])
    if match["alias"]:
        return blank(whole)
    if match["readonly"]:
        return whole[: -len(match["readonly"])] + blank(match["readonly"])
    if match["maybe"]:
        return b" "
    return _raw(match) if match["many"] else whole


def _header(match: re.Match[bytes]) -> bytes:
    """Take the parameters out, and put what a base is given into the body; what has no body becomes a record."""
    if not match["body"]:
        return (b"record" if match["kind"] == b"class" else match["kind"]) + match[0][len(match["kind"]) :]
    given = [each[0] for each in _GIVEN.finditer(match["bases"]) if each[0][1:-1].strip()]
    if len(given) > 1:
        return match[0]  # only a class is given values: this is no header
    bases = _GIVEN.sub(lambda each: blank(each[0]) if each[0][1:-1].strip() else each[0], match["bases"])
    fields = b"".join(b" object _ = _" + b" ".join(each.split()) + b";" for each in given)
    return match["kind"] + match["name"] + blank(match["parameters"]) + bases + match["body"] + fields


def _raw(match: re.Match[bytes]) -> bytes:
    """Make a raw text with doubled braces one with single ones: its values stay code, its other braces go."""
    count = len(match["many"])
    values = re.split(rb"(\{{%d}|\}{%d})" % (count, count), match["raw"])
    text = b"".join(each[:1] if at % 2 else each.translate(_UNBRACED) for at, each in enumerate(values))
    return b"$" + match["open"] + text + match["open"]
