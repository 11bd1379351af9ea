"""What models say of several places is said once."""

from __future__ import annotations

from dataclasses import replace

from review.findings.clustering import MOST_PLACES, cluster
from review.findings.triage import triage
from review.models import EarlierFinding, FateKind, Finding, Severity
from review.policy import Policy
from tests.review.findings.test_triage import CODE, advice, check, fates, run
from tests.review.made import knowledge, new_file, surveyed

MATTER = "The connection is not closed when a query fails"
OTHER = new_file("other.py", *(f"line {number}" for number in range(1, 51)))


def matter(line: int, path: str = "app.py", **other: object) -> Finding:
    return advice(line, path, **{"title": MATTER, "fingerprint": f"{path}{line}", **other})


def earlier(*found: Finding, posted: bool) -> tuple[EarlierFinding, ...]:
    return tuple(EarlierFinding(one.fingerprint, one.location.path, posted=posted) for one in found)


def kinds(*found: Finding, known: tuple[EarlierFinding, ...] = ()) -> dict[str, FateKind]:
    change = surveyed(CODE, OTHER).change
    done = triage(found, change, replace(knowledge(), earlier=known), Policy()).findings
    return {one.fingerprint: one.fate.kind for one in done if one.fate}


def test_near_duplicates_of_several_questions_become_one_comment() -> None:
    """With the same title, or nearly, wherever they stand; the reason names the place that leads."""
    first, second = matter(3, confidence=0.95), matter(9, "other.py", title=MATTER.replace("a query", "the query"))
    done = run(first, second, patch=CODE + OTHER)
    assert {one.fingerprint: one.fate.kind for one in done.findings if one.fate} == {
        "app.py3": FateKind.POSTED,
        "other.py9": FateKind.MERGED,
    }
    assert [one.fate.reason for one in done.findings if one.fate and one.fate.kind is FateKind.MERGED] == [
        "said once for several places, at app.py:3"
    ]
    assert [[one.fingerprint for one in group] for group in done.merged.values()] == [["other.py9"]]


def test_another_matter_category_or_a_worse_place_stays_its_own() -> None:
    """A title of two words tells nothing apart, and a high finding is not hidden in a low one."""
    found = (
        matter(3),
        matter(20, title="The file is not closed when the upload is cut off"),
        matter(40, category="security"),
        advice(60, title="Missing check", fingerprint="a"),
        advice(80, "other.py", title="Missing check", fingerprint="b"),
    )
    assert set(kinds(*found).values()) <= {FateKind.POSTED, FateKind.SUMMARY}
    worse = matter(50, severity=Severity.CRITICAL, confidence=0.2)
    assert cluster([matter(3), worse], lambda one, lead: one.severity.rank >= lead.severity.rank) == {}


def test_a_check_s_finding_is_never_clustered() -> None:
    found = [check(line, title=MATTER) for line in (3, 9)]
    assert set(fates(run(*found)).values()) == {FateKind.POSTED}


def test_a_new_place_of_an_old_matter_gets_a_comment_of_its_own() -> None:
    """The old comment does not name it; what was in it when it was written stays in it."""
    old, known, new = matter(3), matter(20), matter(40)
    memory = (*earlier(old, posted=True), *earlier(known, posted=False))
    assert kinds(old, known, new, known=memory) == {
        "app.py3": FateKind.REPEATED,
        "app.py20": FateKind.MERGED,
        "app.py40": FateKind.POSTED,
    }


def test_what_has_a_comment_keeps_it_whoever_is_surer_now() -> None:
    assert kinds(matter(3), matter(20, confidence=0.99), known=earlier(matter(3), posted=True)) == {
        "app.py3": FateKind.REPEATED,
        "app.py20": FateKind.POSTED,
    }
    both = earlier(matter(3), matter(20), posted=True)
    assert set(kinds(matter(3), matter(20), known=both).values()) == {FateKind.REPEATED}


def test_many_places_are_bounded_and_the_next_one_leads_again() -> None:
    found = [matter(line) for line in range(1, 3 * MOST_PLACES)]
    into = cluster(found, lambda _one, _lead: True)
    leads = list(into.values())
    assert max(leads.count(lead) for lead in set(leads)) == MOST_PLACES
    assert len(found) - len(into) == 3
