"""All that is said of the change as a whole, in one order."""

from __future__ import annotations

from itertools import chain

from review.findings.fingerprint import stamp
from review.models import Finding, LinkedIssue
from review.survey import Survey
from review.whole_change.dependencies import dependencies
from review.whole_change.description import mismatches
from review.whole_change.interface import breaking
from review.whole_change.issue import unaddressed
from review.whole_change.migrations import irreversible
from review.whole_change.parts import parts
from review.whole_change.untested import untested

MOST_OF_A_KIND = 3
RULES = (untested, mismatches, unaddressed, irreversible, breaking, dependencies)


def whole_change(survey: Survey, issues: tuple[LinkedIssue, ...] = ()) -> tuple[Finding, ...]:
    """Return what stands out in the change as a whole; nothing where only the security check may read it."""
    if survey.not_asked is not None:
        return ()
    seen = parts(survey, issues)
    found = chain.from_iterable(rule(seen)[:MOST_OF_A_KIND] for rule in RULES)
    return stamp(tuple(found), survey.change.sources)
