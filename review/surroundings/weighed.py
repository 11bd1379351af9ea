"""The risk of a change by its repository's past, and who could review it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from review.graph.graph import Graph
from review.graph.nodes import file_number
from review.graph.reach import fan_in
from review.graph.strings import ABSENT
from review.knowledge.codeowners import from_files
from review.knowledge.people import Identity
from review.knowledge.reviewers import suggest
from review.knowledge.wording import told
from review.models import FileDiff, FileStatus, LineKind
from review.models.code import FileFacts
from review.models.mined import Author, Mined
from review.models.surroundings import KnownRepository
from review.risk.change import Changed, Structure, Touched
from review.risk.past import past_of
from review.risk.scoring import hunk_risk, risk_of
from review.surroundings.touched import ranges
from review.survey import Survey


@dataclass(frozen=True, slots=True)
class Weighed:
    """The change's risk, 0 to 100, with its reasons in words, and that of each file, 0 to 1: what is read first."""

    score: int
    reasons: tuple[str, ...]
    files: Mapping[str, float]


def weigh(
    survey: Survey, mined: Mined, graph: Graph | None, facts: Mapping[str, FileFacts | None], now: int
) -> Weighed:
    """Weigh the change by what is known of its files."""
    pull_request = survey.change.pull_request
    files = survey.change.diff.files
    sizes = {file.path: _touched(file) for file in files}
    login = pull_request.author if pull_request else ""
    authors = tuple(Author(*one) for one in survey.change.history.authors)
    changed = Changed(tuple(sizes.values()), authors, pull_request.title if pull_request else "", login)
    past = past_of(mined, changed, now)
    risk = risk_of(changed, past, _structure(files, graph, facts))
    by_path = {one.path: one for one in past.files}
    each = {path: hunk_risk(path, one.added, one.removed, by_path.get(path)) / 100 for path, one in sizes.items()}
    return Weighed(risk.score, tuple(reason.text for reason in risk.reasons), each)


def reviewers(survey: Survey, mined: Mined, known: KnownRepository) -> tuple[str, ...]:
    """Return at most three who know the code, one line each, never the author: nobody is mentioned by it."""
    pull_request = survey.change.pull_request
    if pull_request is None:
        return ()
    paths = [path for file in survey.change.diff.files for path in (file.path, file.old_path) if path]
    authors = [Identity(login=pull_request.author), *(Identity(*one) for one in survey.change.history.authors)]
    return tuple(told(one) for one in suggest(mined, paths, authors, known.now, from_files(known.owners)))


def _touched(file: FileDiff) -> Touched:
    kinds = [line.kind for hunk in file.hunks for line in hunk.lines]
    former = file.old_path if file.status is FileStatus.RENAMED and file.old_path else ""
    return Touched(file.path, kinds.count(LineKind.ADDED), kinds.count(LineKind.REMOVED), former)


def _structure(files: tuple[FileDiff, ...], graph: Graph | None, facts: Mapping[str, FileFacts | None]) -> Structure:
    """Return the most complex function that the change touches, and the file that most others import."""
    complexity, function = max(
        ((measures, name) for file in files for measures, name in _complexities(file, facts.get(file.path))),
        default=(None, ""),
    )
    if graph is None:
        return Structure(complexity, function)
    used = fan_in(graph)
    numbers = ((file_number(graph, file.path), file.path) for file in files)
    dependents, needed = max(((int(used[at]), path) for at, path in numbers if at != ABSENT), default=(None, ""))
    return Structure(complexity, function, dependents, needed)


def _complexities(file: FileDiff, facts: FileFacts | None) -> list[tuple[int, str]]:
    if facts is None:
        return []
    lines = ranges(file, LineKind.ADDED)
    return [
        (one.measures.cyclomatic, one.name)
        for one in facts.definitions
        if one.measures is not None and any(start <= one.end and one.start <= end for start, end in lines)
    ]
