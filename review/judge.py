"""From a model's answers to findings with evidence; what cannot be believed keeps its reason."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from review.diff.paths import display
from review.errors import UnusableAnswer
from review.findings.claim import WITHDRAWN, Claim
from review.findings.evidence import Evidence, weigh
from review.findings.extraction import Extraction, extract
from review.findings.fingerprint import MODEL, stamp
from review.findings.packages import Packages
from review.models import Answer, Fate, FateKind, Finding, Location, Prompt, Side
from review.pack import Pack
from review.prompts.schema import categories_of
from review.prompts.shown import ShownHunk, holds_mark, secret_places, shown
from review.survey import Survey

UNANSWERED = "no model answered"
UNUSABLE = "the model's answer could not be used: {why}"
CUT_SHORT = "the model's answer was cut short; the findings that were whole are kept"
UNREADABLE_PART = "{count} finding(s) of the model's answer could not be read"
SMALLER = "the model read only the riskiest part; the whole did not fit"
SAME_AS = "it repeats {rule}, which is not new at this place"
OTHER_LINES = "it may be for other lines than those that it quotes"
NOT_ASKED = "the policy does not ask for {category} findings"

SECURITY = "security"
MAX_PATH = 300
MAX_EVIDENCE = 4_000


@dataclass(frozen=True, slots=True)
class Judgement:
    """The model's findings only; those that are not to be said carry their fate. Deterministic ones stay in the pack.

    `unread` maps each path that a question was about but that no model read to the end to the reason. `asked` holds for
    each finding the id of the form of the question that it answers.
    """

    findings: tuple[Finding, ...]
    asked: tuple[str, ...] = ()
    unread: Mapping[str, str] = field(default_factory=dict)


def judge(survey: Survey, packed: Pack, answers: Sequence[Answer], failed: Mapping[str, str]) -> Judgement:
    """Believe what the code supports. `failed` maps a prompt's id to the reason why there is no answer to it.

    An answer may name the id of the prompt or that of its smaller form, when that was what was asked in the end.
    """
    reader = _Reader(survey, packed)
    given = {answer.prompt_id: answer for answer in answers}
    unread: dict[str, str] = {}
    found: list[Finding] = []
    forms: list[str] = []
    for prompt in packed.prompts:
        answer, asked = _answer(prompt, given)
        if answer is None:
            unread.update(dict.fromkeys(prompt.paths, failed.get(prompt.id, UNANSWERED)))
            continue
        if asked is not prompt:
            unread.update(dict.fromkeys(prompt.paths, SMALLER))
        try:
            extraction = extract(answer.text)
        except UnusableAnswer as error:
            unread.update(dict.fromkeys(prompt.paths, UNUSABLE.format(why=error)))
            continue
        unread.update(dict.fromkeys(asked.paths, reason) if (reason := _shortfall(answer, extraction)) else {})
        said = [reader.finding(claim, extraction.trust, prompt) for claim in extraction.claims]
        found += [replace(finding, model=answer.model) for finding in said]
        forms += [asked.id] * len(said)
    merged = _merge(found, packed.findings)
    return Judgement(stamp(merged, survey.change.sources), tuple(forms), unread)


def _answer(prompt: Prompt, given: Mapping[str, Answer]) -> tuple[Answer | None, Prompt]:
    form: Prompt | None = prompt
    while form is not None:
        if form.id in given:
            return given[form.id], form
        form = form.smaller
    return None, prompt


def _shortfall(answer: Answer, extraction: Extraction) -> str | None:
    if answer.cut_off:
        return CUT_SHORT
    return UNREADABLE_PART.format(count=extraction.unreadable) if extraction.unreadable else None


class _Reader:
    """The change as the model saw it; a claim is held against nothing else."""

    def __init__(self, survey: Survey, packed: Pack) -> None:
        secrets = secret_places(packed.findings)
        asked = {path for prompt in packed.prompts for path in prompt.paths}
        self._files: dict[str, tuple[ShownHunk, ...]] = {
            file.path: shown(file, secrets.get(file.path, frozenset()))
            for file in survey.change.diff.files
            if file.path in asked
        }
        self._names = {display(path): path for path in self._files}
        lines = (line.text for hunks in self._files.values() for hunk in hunks for line in hunk.lines)
        self._packages = Packages([*self._files, *lines])

    def finding(self, claim: Claim, trust: float, prompt: Prompt) -> Finding:
        """Turn a claim into a finding at the place its evidence gives, or into a suppressed one with the reason."""
        path = self._path(claim.path)
        claim = self._packages.without_new(replace(claim, path=path))
        asked = {name: hunks for name, hunks in self._files.items() if name in prompt.paths}
        evidence = weigh(claim, asked)
        if claim.category not in categories_of(prompt.schema):
            evidence = Evidence(evidence.place, NOT_ASKED.format(category=claim.category))
        elif claim.withdrawn and evidence.reason is None:
            evidence = Evidence(evidence.place, WITHDRAWN[claim.withdrawn])
        return _finding(claim, evidence, trust)

    def _path(self, said: str) -> str:
        """Return the path a model means: as it was shown, or with a prefix that models like to add."""
        for name in (said, said.removeprefix("./"), said.removeprefix("a/"), said.removeprefix("b/")):
            if name in self._names:
                return self._names[name]
        return display(said[:MAX_PATH])


def _finding(claim: Claim, evidence: Evidence, trust: float) -> Finding:
    place = evidence.place
    message = claim.message if not claim.why or claim.why in claim.message else f"{claim.message}\n\n{claim.why}"
    location = (
        Location(claim.path, claim.start_line, claim.end_line, Side.RIGHT)
        if place is None
        else Location(claim.path, place.start, place.end, place.side)
    )
    return Finding(
        source=MODEL,
        rule_id=MODEL,
        severity=claim.severity,
        category=claim.category,
        cwe=(),
        confidence=round(claim.confidence * trust, 4),
        title=claim.title,
        message=message,
        location=location,
        evidence=claim.quoted_code[:MAX_EVIDENCE] if place is None else place.code,
        suggestion=None if holds_mark(claim.suggestion or "") else claim.suggestion,
        fingerprint="",
        fate=None if evidence.reason is None else Fate(FateKind.SUPPRESSED, evidence.reason),
        unproven="" if place is None or claim.lines == place.end - place.start + 1 else OTHER_LINES,
        fix=claim.fix,
        test=claim.test,
    )


def _merge(found: Iterable[Finding], deterministic: Sequence[Finding]) -> list[Finding]:
    """Give `merged` to what only repeats a check's finding that has its fate already, such as a pre-existing one.

    What repeats an open one is left to triage, which merges both into one comment, so that the model's words are kept.
    """
    fated = [other for other in deterministic if other.fate is not None]
    kept = []
    for finding in found:
        rule = next((other.rule_id for other in fated if says_the_same(finding, other)), None)
        if rule is not None and finding.fate is None:
            finding = replace(finding, fate=Fate(FateKind.MERGED, SAME_AS.format(rule=rule)))
        kept.append(finding)
    return kept


def says_the_same(finding: Finding, other: Finding) -> bool:
    """Compare with a deterministic finding: those that name a weakness are all the model's "security"."""
    same_kind = finding.category == other.category or (finding.category == SECURITY and bool(other.cwe))
    return same_kind and _overlap(finding.location, other.location)


def _overlap(one: Location, other: Location) -> bool:
    same = one.path == other.path and one.side is other.side
    return same and one.start_line <= other.end_line and other.start_line <= one.end_line
