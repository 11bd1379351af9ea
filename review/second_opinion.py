"""The step between judging and concluding: what would cost attention is put to another model before anybody reads it.

Only findings of models are ever asked about. A verdict raises or drops one; no word of it is shown to anybody.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from review.diff.paths import display
from review.findings.calibration import calibrate
from review.findings.claim import Claim
from review.findings.verifying import DOUBTED, UNVERIFIED, Outcome, opinions, outcome
from review.judge import Judgement, says_the_same
from review.models import Answer, Fate, FateKind, Finding, Knowledge, Prompt, Severity
from review.pack import Pack
from review.policy import Policy
from review.policy_keys import Ensemble
from review.prompts.unfenced import shown_code
from review.prompts.verification import MOST_FINDINGS, verification

SEVERE = Severity.HIGH
UNCERTAIN = 0.7  # of 1; not measured: where a model calls itself rather sure, and one in three is wrong
LEAST = 0.5  # of 1: below it a finding is more likely noise than not
RAISED = 0.5  # of the doubt that is left, so much goes when another model proves it; not measured either
MOST_QUESTIONS = 4

ANOTHER, ITSELF = "a second model", "the same model, asked again,"
CONFIRMED = "{who} confirmed it with code of this change"
REFUTED = "{who} refuted it with code of this change"
DOUBTS = "{who} doubts it"
NO_VERDICT = "{who} could not verify it"
NO_ANSWER = "not verified: no model answered when asked for a second opinion"
LEFT_OUT = f"not verified: a review asks at most {MOST_QUESTIONS} times for a second opinion, and others went first"
TOO_UNSURE = "its confidence is {confidence} of 10, and below {least} nothing is posted"
AFTER = "{opinion}; {reason}"

Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Doubt:
    """A question about findings, which are named by their place in the judgement; the first one is its number 1."""

    prompt: Prompt
    findings: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Doubts:
    """The judgement with calibrated confidences, what to ask about it, and findings that there is no question for.

    `known` are findings that people see already, or accepted: without a new verdict they are left alone.
    """

    judgement: Judgement
    questions: tuple[Doubt, ...] = ()
    left: frozenset[int] = frozenset()
    known: frozenset[int] = frozenset()

    @property
    def prompts(self) -> tuple[Prompt, ...]:
        """Return what is to be asked."""
        return tuple(doubt.prompt for doubt in self.questions)


def doubts(packed: Pack, judgement: Judgement, knowledge: Knowledge, policy: Policy, scope: str) -> Doubts:
    """Choose the severe and the uncertain findings, and write a question for all that one answer holds of them.

    `scope` makes the fence, as in `review.pack`. Equal code and findings make an equal question, so that it is asked
    once over all pushes: what was commented before is in it too, but is no reason to ask.
    """
    findings = calibrate(judgement.findings, knowledge.outcomes)
    judgement = replace(judgement, findings=findings)
    seen = {(one.fingerprint, one.path) for one in knowledge.earlier if one.posted or one.accepted}
    known = frozenset(index for index, one in enumerate(findings) if _key(one) in seen)
    if policy.ensemble is Ensemble.VERIFY or not policy.second_opinion:
        return Doubts(judgement, known=known)
    groups: dict[str, list[int]] = {}
    for index, (finding, form) in enumerate(zip(findings, judgement.asked, strict=True)):
        if _wanted(finding, packed.findings, policy, every=knowledge.threads_must_be_resolved):
            groups.setdefault(form, []).append(index)
    new = {form: group for form, group in groups.items() if not known.issuperset(group)}
    ordered = sorted(new, key=lambda form: min(_worst(findings[index], index) for index in new[form]))
    forms = {form.id: form for prompt in packed.prompts for form in _forms(prompt)}
    questions = [
        _doubt(forms[form], new[form], findings, knowledge.fence_key, scope) for form in ordered[:MOST_QUESTIONS]
    ]
    left = frozenset(index for form in ordered[MOST_QUESTIONS:] for index in new[form])
    return Doubts(judgement, tuple(questions), left, known)


def settle(asked: Doubts, answers: Sequence[Answer]) -> Judgement:
    """Return the judgement as the verdicts leave it: raised and verified, lowered, or not to be said, with the reason.

    Where nobody answered a finding is what it was, and says that it is not verified.
    """
    findings = list(asked.judgement.findings)
    given = {answer.prompt_id: answer for answer in answers}
    heard: set[int] = set()
    for doubt in asked.questions:
        answer = given.get(doubt.prompt.id)
        if answer is None:
            for index in doubt.findings:
                findings[index] = replace(findings[index], opinion=NO_ANSWER)
            continue
        heard.update(doubt.findings)
        for index, finding in _verdicts(doubt, answer, findings):
            findings[index] = finding
    for index in asked.left:
        findings[index] = replace(findings[index], opinion=LEFT_OUT)
    alone = asked.known - heard
    said = tuple(one if index in alone else _sure_enough(one) for index, one in enumerate(findings))
    return replace(asked.judgement, findings=said)


def _deserves(finding: Finding, policy: Policy) -> bool:
    return finding.severity.at_least(policy.at(finding.location.path).minimum_severity)


def _wanted(finding: Finding, checks: Sequence[Finding], policy: Policy, *, every: bool) -> bool:
    """Say whether the finding would cost attention and may be wrong; what a check says too needs nobody else.

    `every`: where a thread holds up the merge, no finding becomes one unverified.
    """
    if finding.fate is not None or not _deserves(finding, policy):
        return False
    doubtful = every or finding.severity.at_least(SEVERE) or finding.confidence < UNCERTAIN
    return doubtful and not any(other.fate is None and says_the_same(finding, other) for other in checks)


def _doubt(form: Prompt, group: Collection[int], findings: Sequence[Finding], key: bytes, scope: str) -> Doubt:
    worst = sorted(group, key=lambda index: _worst(findings[index], index))[:MOST_FINDINGS]
    chosen = sorted(worst, key=lambda index: _place(findings[index]))
    claims = {number: _claim(findings[index]) for number, index in enumerate(chosen, 1)}
    prompt = verification(form.user, claims, key=key, scope=scope)
    writers = dict.fromkeys(name for index in chosen for name in _writers(findings[index]))
    prompt = replace(prompt, language=form.language, share=form.share, avoid=tuple(writers))
    return Doubt(prompt, tuple(chosen))


def _verdicts(doubt: Doubt, answer: Answer, findings: Sequence[Finding]) -> Iterator[tuple[int, Finding]]:
    said, files = opinions(answer.text), shown_code(doubt.prompt.user)
    for number, index in enumerate(doubt.findings, 1):
        finding = findings[index]
        who = ITSELF if answer.model in _writers(finding) else ANOTHER
        yield index, _after(finding, outcome(said.get(number), files), who)


def _after(finding: Finding, came_to: Outcome, who: str) -> Finding:
    match came_to:
        case Outcome.CONFIRMED:
            sure = round(finding.confidence + (1 - finding.confidence) * RAISED, 4)
            return replace(finding, confidence=sure, verified=True, opinion=CONFIRMED.format(who=who))
        case Outcome.REFUTED:
            said = REFUTED.format(who=who)
            return replace(finding, opinion=said, fate=Fate(FateKind.SUPPRESSED, said))
        case Outcome.DOUBTED:
            factor, words = DOUBTED, DOUBTS
        case Outcome.UNVERIFIED:
            factor, words = UNVERIFIED, NO_VERDICT
    return replace(finding, confidence=round(finding.confidence * factor, 4), opinion=words.format(who=who))


def _sure_enough(finding: Finding) -> Finding:
    """Suppress what is more likely wrong than right, unless it has its fate."""
    if finding.fate is not None or finding.deterministic or finding.confidence >= LEAST:
        return finding
    reason = TOO_UNSURE.format(confidence=f"{_of_ten(finding.confidence):g}", least=f"{_of_ten(LEAST):g}")
    if finding.opinion:
        reason = AFTER.format(opinion=finding.opinion, reason=reason)
    return replace(finding, fate=Fate(FateKind.SUPPRESSED, reason))


def _of_ten(confidence: float) -> float:
    """Return it with one decimal, rounded down: 4.99 is not 5."""
    return math.floor(confidence * 100) / 10


def _forms(prompt: Prompt) -> Iterator[Prompt]:
    form: Prompt | None = prompt
    while form is not None:
        yield form
        form = form.smaller


def _claim(finding: Finding) -> Claim:
    """Return the finding as the question shows it: at the place that its evidence gave, not where the model said."""
    where = finding.location
    return Claim(
        path=display(where.path),
        start_line=where.start_line,
        end_line=where.end_line,
        quoted_code=finding.evidence,
        category=finding.category,
        severity=finding.severity,
        title=finding.title,
        message=finding.message,
        why="",
        suggestion=None,
        confidence=finding.confidence,
    )


def _writers(finding: Finding) -> tuple[str, ...]:
    """Return who wrote it; voters are named together, joined by a plus."""
    return tuple(name for name in (finding.model, *finding.model.split("+")) if name)


def _key(finding: Finding) -> Key:
    return finding.fingerprint, finding.location.path


def _worst(finding: Finding, index: int) -> tuple[int, float, int]:
    return finding.severity.rank, -finding.confidence, index


def _place(finding: Finding) -> tuple[object, ...]:
    where = finding.location
    return where.path, where.start_line, where.end_line, where.side, finding.category, finding.title, finding.message
