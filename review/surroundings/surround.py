"""The step that brings what is known of the repository to a change; a review can do without it."""

from __future__ import annotations

from collections.abc import Mapping

from review.anomaly import kept
from review.anomaly.past import change_of
from review.anomaly.unusual import unusual
from review.findings.fingerprint import stamp
from review.graph import stored
from review.graph.graph import Graph
from review.graph.impact import Impact, impact
from review.graph.updating import update
from review.history import encoding
from review.history.partners import missing_partners
from review.models import Finding
from review.models.code import FileFacts
from review.models.mined import Mined
from review.models.surroundings import KnownRepository, Surroundings
from review.report.wording import count
from review.surroundings.around import around
from review.surroundings.told import callers_left, circles, left_out
from review.surroundings.touched import facts_at_head, touched
from review.surroundings.weighed import reviewers, weigh
from review.survey import Survey

BEHIND = "What is known of the repository's code is {commits} behind the base of this change."
FAR_BEHIND = 50  # commits; fewer change little of what is told

Facts = Mapping[str, FileFacts | None]


def surround(survey: Survey, known: KnownRepository) -> Surroundings:
    """Return what the repository says around the change.

    Hostile code may take a parser long, or its process: ask it where that costs nothing but the answer. Raises
    ReviewError for damaged bytes.
    """
    facts = facts_at_head(survey)
    mined = encoding.decode(known.mined) if known.mined is not None else None
    graph = stored.decode(known.graph) if known.graph is not None else None
    reach = _reach(survey, graph, facts) if graph is not None else None
    findings = _findings(survey, known, facts, reach, mined) if survey.not_asked is None else []
    paths = {file.path for file in survey.change.diff.files}
    risk = weigh(survey, mined, graph, facts, known.now) if mined is not None else None
    return Surroundings(
        findings=stamp(tuple(findings), survey.change.sources),
        around=around(reach, paths) if reach is not None else {},
        risk=risk.score if risk else None,
        reasons=risk.reasons if risk else (),
        files=risk.files if risk else {},
        reviewers=reviewers(survey, mined, known) if mined is not None else (),
        notice=_notice(known),
    )


def _reach(survey: Survey, base: Graph, facts: Facts) -> Impact:
    return impact(base, update(base, facts), touched(survey.change.diff.files))


def _findings(
    survey: Survey, known: KnownRepository, facts: Facts, reach: Impact | None, mined: Mined | None
) -> list[Finding]:
    files = survey.change.diff.files
    found: list[Finding] = []
    if reach is not None:
        found += [*callers_left(reach, files), *circles(reach, files)]
    if mined is not None:
        paths = [path for file in files for path in (file.path, file.old_path) if path]
        found += left_out(missing_partners(mined, paths), files)
    if known.models is not None:
        author = survey.change.pull_request.author if survey.change.pull_request else ""
        shape = change_of(mined, files, author, known.now) if mined is not None else None
        at_head = {path: each for path, each in facts.items() if each is not None}
        found += unusual(survey, kept.load(known.models), at_head, shape)
    return found


def _notice(known: KnownRepository) -> str:
    behind = known.behind or 0
    return BEHIND.format(commits=count(behind, "commit")) if behind >= FAR_BEHIND else ""
