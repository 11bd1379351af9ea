"""What the scan engine reads of TypeScript: its parser stops at some forms of types, which are written otherwise here.

Only types are touched, nothing that runs: `typeof import("x")` becomes `any`, `export type *` loses its `type`, a
type's parameters lose `in` and `out`, and a call signature its own type parameters. Lines and columns stay.
"""

from __future__ import annotations

import re

from review.checks.mask_tables import blank

_INNER = rb"[^<>(){}'\"`;]"
_FORMS = re.compile(
    rb"//[^\n]*+\n?+|/\*.*?(?:\*/|\Z)"
    rb"|'(?:\\.|[^'\\\n])*+'?"
    rb'|"(?:\\.|[^"\\\n])*+"?'
    rb"|(?P<module>\btypeof[ \t]++import\((?:'[^'\n]{0,300}+'|\"[^\"\n]{0,300}+\")\))"
    rb"|(?P<export>\bexport[ \t]++)(?P<type>type)(?=[ \t]*+\*)"
    rb"|(?P<head>\b(?:class|interface|type)[ \t]++\w++[ \t]*+<[ \t\n]*+)"
    rb"(?P<variance>(?:in[ \t]++out|in|out)(?=[ \t]++\w))"
    # A tag of JSX has quotes, braces or nothing; these have a default or a bound.
    # Behind a mere line end `<` may compare, so there only a bound shows that nothing runs.
    rb"|(?P<own>(?:(?<=[{;])[ \t\n]*+<" + _INNER + rb"{0,1000}?(?:=(?!=)|\bextends\b)"
    rb"|(?<=\n)[ \t\n]*+<[ \t\n]*+\w++[ \t\n]++extends\b)" + _INNER + rb"{0,1000}+>)(?=\()",
    re.DOTALL,
)


def mask_typescript(content: bytes) -> bytes:
    """Return these bytes with the types that the engine cannot parse in words that it can."""
    return _FORMS.sub(_replaced, content)


def _replaced(match: re.Match[bytes]) -> bytes:
    whole = match[0]
    if match["module"] is not None:
        return b"any" + blank(whole[3:])
    if match["export"] is not None:
        return match["export"] + blank(match["type"])
    if match["head"] is not None:
        return match["head"] + blank(match["variance"])
    return blank(whole) if match["own"] is not None else whole
