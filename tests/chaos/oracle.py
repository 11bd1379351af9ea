"""The judgement, from the stand-in's store alone: what GitHub shows once everything is at rest."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from review.unreviewed import TITLE as GIVEN_UP
from tests.chaos.contents import TOKEN
from tests.chaos.scenery import Pull, Scenery
from tests.stand_in.posted import CheckRun, ReviewComment

SECURITY, REVIEW = "diffdiver/security", "diffdiver/review"
MARK = re.compile(r"<!-- diffdiver:v1 kind=(\w+) key=(\S+) sig=\w+ -->\s*\Z")
COUNTS = ("lost", "duplicated", "wrong_sha", "stuck", "wrong_verdict")
JUDGED = {SECURITY: ("success", "failure"), REVIEW: ("success", "neutral", "skipped")}


@dataclass
class Verdict:
    """What was found: a list of sentences under each count, and counts that are no fault."""

    faults: dict[str, list[str]] = field(default_factory=lambda: {name: [] for name in COUNTS})
    noted: Counter[str] = field(default_factory=Counter)

    def count(self, name: str) -> int:
        """Return how often something went wrong."""
        return len(self.faults[name])

    @property
    def clean(self) -> bool:
        """Say whether nothing went wrong."""
        return not any(self.faults.values())


def judge(scenery: Scenery, stale_s: float) -> Verdict:
    """Look at everything that was posted. A head that moved on less than `stale_s` before a write excuses it."""
    verdict = Verdict()
    by_head: dict[tuple[int, str, str], list[CheckRun]] = defaultdict(list)
    for run in scenery.github.world.check_runs.values():
        by_head[run.suite.repository.id, run.head_sha, run.name].append(run)
    for runs in by_head.values():
        _runs_of_a_head(verdict, scenery, runs)
    for pull in scenery.pulls.values():
        _comments(verdict, scenery, pull)
        if pull.made.state == "open":
            _final_head(verdict, scenery, pull, by_head)
    _stale_writes(verdict, scenery, stale_s)
    return verdict


def _runs_of_a_head(verdict: Verdict, scenery: Scenery, runs: Sequence[CheckRun]) -> None:
    """Hold every run to the truth about its commit; runs of one key beside the first are its copies."""
    for run in runs:
        where = f"{run.name} {run.id} ({run.external_id}) on {run.head_sha[:10]}"
        if run.status != "completed":
            verdict.faults["stuck"].append(f"{where} is {run.status}")
        elif run.conclusion == "cancelled":
            verdict.noted["cancelled runs"] += 1
        elif run.name == SECURITY:
            _true(verdict, scenery, run, where)
    judged = [run for run in runs if run.status == "completed" and run.conclusion != "cancelled"]
    for key in {run.external_id for run in runs}:
        same = [run for run in runs if run.external_id == key]
        concluded = {run.conclusion for run in same if run.status == "completed"}
        verdict.noted["twins concluded alike"] += len(same) - 1 if len(concluded) == 1 else 0
        if len(concluded) > 1:
            said = ", ".join(f"{run.id} {run.conclusion}" for run in same)
            verdict.faults["duplicated"].append(f"{runs[0].name} on {runs[0].head_sha[:10]} twice, unlike: {said}")
    verdict.noted["runs judged"] += len(judged)
    verdict.noted["heads judged again"] += len({run.external_id for run in judged}) > 1


def _true(verdict: Verdict, scenery: Scenery, run: CheckRun, where: str) -> None:
    planted = scenery.planted.get(run.head_sha, ())
    if run.conclusion not in ("success", "failure"):
        verdict.faults["wrong_verdict"].append(f"{where}: {run.conclusion} ({run.title})")
    elif planted and run.conclusion == "success":
        verdict.faults["wrong_verdict"].append(f"{where}: green with {len(planted)} findings")
    elif not planted and run.conclusion == "failure":
        verdict.noted["red without a finding"] += 1


def _final_head(
    verdict: Verdict, scenery: Scenery, pull: Pull, by_head: dict[tuple[int, str, str], list[CheckRun]]
) -> None:
    made = pull.made
    where = f"{made.repository.full_name}#{made.number} at {made.head_sha[:10]}"
    for name, right in JUDGED.items():
        runs = by_head.get((made.repository.id, made.head_sha, name), [])
        newest = max(runs, key=lambda run: run.id, default=None)
        if newest is None or newest.status != "completed":
            verdict.faults["lost"].append(f"{where}: {name} is {newest.status if newest else 'not there'}")
        elif newest.conclusion not in right:
            verdict.faults["lost"].append(f"{where}: {name} ended as {newest.conclusion}: {newest.title}")
        elif name == SECURITY and newest.conclusion == "failure" and not _ever_planted(scenery, pull):
            verdict.faults["lost"].append(f"{where}: red without a finding: {newest.title}")
        keys = {run.external_id for run in runs if _judges(run)}
        if len(keys) > 1 and not pull.judged_again:
            verdict.faults["duplicated"].append(f"{where}: {name} judged {len(keys)} times: {sorted(keys)}")
    said = {token for comment in scenery.github.comments(made) for token in TOKEN.findall(comment.code)}
    for token in scenery.planted.get(made.head_sha, ()):
        if token not in said:
            verdict.faults["lost"].append(f"{where}: no comment on {token}")


def _ever_planted(scenery: Scenery, pull: Pull) -> bool:
    """Say whether a commit of the branch held a token: one that was taken out again is leaked all the same."""
    here = (pull.made.repository.id, pull.made.head_ref)
    branch = [one for one in scenery.pulls.values() if (one.made.repository.id, one.made.head_ref) == here]
    return any(scenery.planted.get(sha) for one in branch for _, sha in one.heads)


def _judges(run: CheckRun) -> bool:
    """Say whether a run holds a verdict; one that was given up does not, and the review after it is no second one."""
    return run.status == "completed" and run.conclusion != "cancelled" and run.title != GIVEN_UP


def _comments(verdict: Verdict, scenery: Scenery, pull: Pull) -> None:
    made, heads = pull.made, {sha for _, sha in pull.heads}
    where = f"{made.repository.full_name}#{made.number}"
    comments = scenery.github.comments(made)
    verdict.noted["comments"] += len(comments)
    for name, many in _more_than_once(_key(comment.body) for comment in comments):
        verdict.faults["duplicated"].append(f"{where}: {many} comments of key {name}")
    for name, many in _more_than_once(token for c in comments for token in TOKEN.findall(c.code)):
        verdict.faults["duplicated"].append(f"{where}: {many} comments on {name}")
    summaries = [c for c in scenery.github.issue_comments(made) if "kind=summary" in c.body]
    verdict.noted["summaries"] += len(summaries)
    if len(summaries) > 1:
        verdict.faults["duplicated"].append(f"{where}: {len(summaries)} summaries")
    for comment in comments:
        if comment.commit_id not in heads:
            verdict.faults["wrong_sha"].append(f"{where}: comment {comment.id} on {comment.commit_id[:10]}, no head")
        elif not _belongs(scenery, comment):
            verdict.faults["wrong_sha"].append(f"{where}: comment {comment.id} stands at {comment.code!r}")
    if scenery.github.reviews(made, pending=True):
        verdict.faults["stuck"].append(f"{where} ({made.state}): a review is still pending")


def _belongs(scenery: Scenery, comment: ReviewComment) -> bool:
    """Say whether a comment stands on a finding of the very commit that it names."""
    return any(token in scenery.planted.get(comment.commit_id, ()) for token in TOKEN.findall(comment.code))


def _key(body: str) -> str:
    found = MARK.search(body)
    return found[2] if found else f"no mark: {body[:60]}"


def _more_than_once(names: Iterable[str]) -> list[tuple[str, int]]:
    return [(name, many) for name, many in Counter(names).items() if many > 1]


def _stale_writes(verdict: Verdict, scenery: Scenery, stale_s: float) -> None:
    """Hold each write to the heads of its moment: nobody can know of a push at once, but a worker reads again."""
    changes: dict[tuple[str, str], list[tuple[float, str]]] = {}
    for pull in scenery.pulls.values():
        changes[pull.made.repository.full_name, str(pull.made.number)] = pull.heads
    for asked in scenery.github.requests:
        if asked.operation != "pulls/create-review" or not isinstance(asked.body, dict) or asked.status >= 400:
            continue
        _, _, owner, name, _, number, *_ = asked.path.split("/")
        heads = changes[f"{owner}/{name}", number]
        sha = asked.body.get("commit_id")
        until = min((heads[i + 1][0] for i, (_, head) in enumerate(heads[:-1]) if head == sha), default=None)
        if heads[-1][1] == sha or until is None:
            continue
        late_s = asked.at - until
        verdict.noted["reviews begun on a head just gone"] += late_s > 0
        if late_s > stale_s:
            what = f"{owner}/{name}#{number}: a review of {str(sha)[:10]}"
            verdict.faults["wrong_sha"].append(f"{what} was begun {late_s:.1f} s after its head was gone")
