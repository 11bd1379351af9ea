"""Every finding ends with exactly one fate and a reason."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from review.findings.triage import Triaged, triage
from review.models import EarlierFinding, Fate, FateKind, Finding, Location, Severity
from review.policy import Policy
from tests.review.made import CART, finding, knowledge, new_file, surveyed

CODE = new_file("app.py", *(f"line {number}" for number in range(1, 101)))
RENAMED = """\
diff --git a/old.py b/new.py
similarity index 90%
rename from old.py
rename to new.py
--- a/old.py
+++ b/new.py
@@ -1,1 +1,2 @@
 one
+two
"""


def check(line: int, path: str = "app.py", **other: object) -> Finding:
    fields = {"fingerprint": f"f{path}{line}", "title": f"check at {line}", **other}
    return finding(path, line, "code", **fields)


def advice(line: int, path: str = "app.py", **other: object) -> Finding:
    fields: dict[str, object] = {"source": "model", "rule_id": "model", "category": "correctness", "cwe": ()}
    return check(
        line, path, **{**fields, "confidence": 0.9, "title": f"advice {line}", "fingerprint": f"m{line}", **other}
    )


def run(*findings: Finding, earlier: tuple[EarlierFinding, ...] = (), patch: str = CODE) -> Triaged:
    known = replace(knowledge(), earlier=earlier)
    return triage(findings, surveyed(patch).change, known, Policy())


def fates(triaged: Triaged) -> dict[str, FateKind | None]:
    return {one.title: one.fate.kind if one.fate else None for one in triaged.findings}


def test_every_finding_has_one_fate_and_a_reason() -> None:
    """Nothing is lost on the way and nothing is left open."""
    given = [check(line, severity=severity) for line, severity in enumerate(Severity, 1)] + [
        advice(n) for n in range(20, 40)
    ]
    done = run(*given).findings
    assert len(done) == len(given)
    assert all(one.fate and one.fate.reason for one in done)


@pytest.mark.parametrize("kind", [FateKind.PRE_EXISTING, FateKind.SUPPRESSED, FateKind.MERGED])
def test_a_fate_that_a_finding_brings_along_stays(kind: FateKind) -> None:
    """Checks and evidence know better; their reason is kept."""
    fate = Fate(kind, "because")
    assert run(check(1, fate=fate)).findings[0].fate == fate


def test_a_check_s_finding_at_the_level_is_commented_and_one_below_goes_to_the_summary() -> None:
    """`fail_on` is the line between them."""
    assert fates(run(check(1), check(2, severity=Severity.MEDIUM))) == {
        "check at 1": FateKind.POSTED,
        "check at 2": FateKind.SUMMARY,
    }


def test_at_most_twenty_five_of_them_are_commented() -> None:
    """The rest is in the summary and says why."""
    done = run(*(check(line) for line in range(1, 31))).findings
    kept = [one for one in done if one.fate and one.fate.kind is FateKind.SUMMARY]
    assert len(kept) == 5
    assert all(one.fate and "25" in one.fate.reason for one in kept)


def test_the_five_findings_most_worth_it_are_commented() -> None:
    """Severity times confidence decides among a model's findings."""
    weak = [advice(line, confidence=0.3, title=f"w{line}") for line in (1, 2, 3)]
    strong = [advice(line, title=f"s{line}") for line in (10, 20, 30)]
    low = [advice(line, severity=Severity.LOW, title=f"l{line}") for line in (40, 50)]
    posted = {title for title, kind in fates(run(*weak, *low, *strong)).items() if kind is FateKind.POSTED}
    assert posted == {"s10", "s20", "s30", "l40", "l50"}


def test_a_finding_posted_before_is_not_posted_again() -> None:
    """Same fingerprint on the same path."""
    earlier = EarlierFinding("f", "app.py", posted=True)
    assert fates(run(check(3, fingerprint="f"), earlier=(earlier,))) == {"check at 3": FateKind.REPEATED}


def test_a_rename_keeps_the_memory() -> None:
    """The path it was posted under may be the file's old one."""
    done = run(
        check(2, "new.py", fingerprint="f"), earlier=(EarlierFinding("f", "old.py", posted=True),), patch=RENAMED
    )
    assert fates(done) == {"check at 2": FateKind.REPEATED}


def test_code_that_moves_to_another_file_in_a_later_push_is_not_commented_twice() -> None:
    """Git sees no rename: the file was new in the pull request, and the comparison is with the merge base."""
    moved = check(3, fingerprint="same", title="moved")
    assert fates(run(moved, earlier=(EarlierFinding("same", "gone.py", posted=True),))) == {"moved": FateKind.REPEATED}


def test_the_same_code_in_a_second_file_gets_a_comment_of_its_own() -> None:
    """The first one still stands where it was commented."""
    patch = CODE + new_file("twin.py", *(f"line {number}" for number in range(1, 101)))
    first = check(3, fingerprint="same", title="first")
    twin = check(3, "twin.py", fingerprint="same", title="twin")
    done = fates(run(first, twin, earlier=(EarlierFinding("same", "app.py", posted=True),), patch=patch))
    assert done == {"first": FateKind.REPEATED, "twin": FateKind.POSTED}


def test_an_accepted_finding_is_not_counted_again() -> None:
    """Whether or not it was posted."""
    done = run(check(3, fingerprint="f"), earlier=(EarlierFinding("f", "app.py", posted=True, accepted=True),))
    assert fates(done) == {"check at 3": FateKind.ACCEPTED}


def test_who_accepted_it_and_why_is_told_with_it() -> None:
    known = EarlierFinding("f", "app.py", posted=True, accepted=True, acceptance="accepted by octocat: a test")
    (done,) = run(check(3, fingerprint="f"), earlier=(known,)).findings
    assert done.fate is not None
    assert done.fate.reason == "accepted by octocat: a test"


def test_an_accepted_finding_hides_no_other_check_s_finding() -> None:
    """What a check finds on the same line for the same weakness has not been accepted."""
    earlier = (EarlierFinding("f", "app.py", posted=False, accepted=True),)
    done = run(check(3, fingerprint="f"), check(3, rule_id="other", title="new", fingerprint="g"), earlier=earlier)
    assert fates(done)["new"] is FateKind.POSTED


def test_a_check_leads_and_a_model_joins_on_the_same_lines() -> None:
    """One comment says both, whichever came first."""
    done = run(advice(3, severity=Severity.CRITICAL), check(3))
    assert fates(done) == {"advice 3": FateKind.MERGED, "check at 3": FateKind.POSTED}
    assert [(lead.title, [one.title for one in group]) for lead, group in done.merged.items()] == [
        ("check at 3", ["advice 3"])
    ]


def test_advice_on_another_matter_is_not_lost_in_a_quiet_finding() -> None:
    """A check's finding that gets no comment takes in only what says the same."""
    quiet = check(3, severity=Severity.LOW)
    assert fates(run(quiet, advice(3)))["advice 3"] is FateKind.POSTED
    assert fates(run(quiet, advice(3, category="security")))["advice 3"] is FateKind.MERGED


def test_near_duplicates_of_models_become_one() -> None:
    """Overlapping lines and the same category or nearly the same title."""
    one = advice(3, title="cache key misses the tenant", location=Location("app.py", 3, 6))
    other = advice(5, title="cache key misses the tenant id", category="security", confidence=0.5)
    assert sorted(str(kind) for kind in fates(run(one, other)).values()) == ["merged", "posted"]


def test_a_finding_outside_the_diff_goes_to_the_summary() -> None:
    """GitHub would refuse the comment, and the whole review with it."""
    done = run(check(400, "cart.py"), patch=CART)
    assert fates(done) == {"check at 400": FateKind.SUMMARY}
    assert done.places == {}


def test_a_finding_that_begins_outside_moves_only_within_its_own_lines() -> None:
    """Its first line that GitHub shows; never a neighbour's."""
    done = run(check(5, "cart.py", location=Location("cart.py", 5, 11)), patch=CART)
    assert list(done.places.values()) == [Location("cart.py", 10, 10)]


def test_a_path_that_is_not_utf8_cannot_be_commented_on() -> None:
    """GitHub's JSON has no way to name it, so the summary does."""
    assert fates(run(check(1, "a\udcff.py"))) == {"check at 1": FateKind.SUMMARY}


def test_a_local_review_reports() -> None:
    """There is nobody to post to."""
    change = surveyed(CODE, pull_request=None).change
    done = triage([check(1), advice(50)], change, knowledge(), Policy())
    assert set(fates(done).values()) == {FateKind.REPORTED}


def test_the_order_of_the_findings_given_does_not_matter() -> None:
    """Two runs over the same change post the same comments."""
    given = [check(n) for n in range(1, 40)] + [advice(n, confidence=0.5) for n in range(30, 60)]
    shuffled = given.copy()
    random.Random(1).shuffle(shuffled)
    assert run(*given) == run(*shuffled)


def test_the_same_finding_twice_is_one() -> None:
    """A finding can never be merged into itself and vanish."""
    assert fates(run(check(1), check(1))) == {"check at 1": FateKind.POSTED}
