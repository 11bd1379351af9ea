"""The terms that the number is made of: each a plain figure of the change or its past."""

from __future__ import annotations

import re
from collections.abc import Mapping
from math import log, log2

from review.risk.change import Changed
from review.risk.kinds import Kind, is_sensitive, kind_of
from review.risk.past import Past

MOST_TITLE = 200
NOBODYS = 0.5  # the authors' part of files that nobody changed before
PRIOR_REVERTED, PRIOR_COMMITS = 0.5, 50  # what a folder without a past is taken for

_REMOVES = re.compile(r"\b(?:remov|drop|delet|deprecat|disabl|stop\b|get rid\b)", re.IGNORECASE)
_ATTEMPTS = re.compile(
    r"\b(?:pin|unpin|workaround|temporary|temporarily|hack|try|attempt|experiment|experimental|again|instead|always"
    r"|never|default)\b",
    re.IGNORECASE,
)


def terms_of(changed: Changed, past: Past) -> Mapping[str, float]:
    """Return every term by name; counts as logarithms to base 2 of one more, shares and answers from 0 to 1."""
    lines = sum(one.lines for one in changed.files)
    added = sum(one.added for one in changed.files)
    kinds = {kind_of(one.path) for one in changed.files}
    title = changed.title[:MOST_TITLE]
    fixes = sum(one.fixes for one in past.files)
    rate = (past.folder_reverted + PRIOR_REVERTED) / (past.folder_commits + PRIOR_COMMITS)
    return {
        "size": log2(1 + lines),
        "files": log2(1 + len(changed.files)),
        "no_code": float(kinds <= {Kind.TEST, Kind.PROSE}),
        "tests": float(Kind.TEST in kinds),
        "pipeline": float(bool(kinds & {Kind.PIPELINE, Kind.MIGRATION, Kind.DEPENDENCIES})),
        "sensitive": float(any(is_sensitive(one.path) for one in changed.files)),
        "one_sided": abs(2 * added - lines) / lines if lines else 0.0,
        "removes": float(_REMOVES.search(title) is not None),
        "attempts": float(_ATTEMPTS.search(title) is not None),
        "fix_share": fixes / max(1, sum(one.year for one in past.files)),
        "fixes": log2(1 + max((one.fixes for one in past.files), default=0)),
        "reverted": log2(1 + past.reverted),
        "folder": log(rate),
        "own": past.own / past.commits if past.commits else NOBODYS,
        "new_author": float(past.own == 0 and past.commits > 0),
        "age": log2(1 + max((one.age for one in past.files), default=0.0)),
        "gaps": log2(1 + len(past.gaps)),
    }
