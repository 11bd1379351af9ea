"""The security score falls with every finding, the worst most, and says which classes it fell for."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from review.models import Severity
from review.score import Weighed, score

SEVERITIES = [one for one in Severity if one is not Severity.INFO]
FINDINGS = st.lists(
    st.builds(
        Weighed,
        st.sampled_from(["semgrep", "secrets", "tree"]),
        st.sampled_from(["py-eval-dynamic", "gone-rule"]),
        st.sampled_from(SEVERITIES),
        st.floats(0.1, 1),
    ),
    max_size=8,
)


def test_nothing_found_is_a_hundred() -> None:
    assert (score([]).value, score([]).classes) == (100, {})


def test_the_documented_examples() -> None:
    def of(*severities: Severity) -> int:
        return score([Weighed("semgrep", "py-eval-dynamic", one, 1.0) for one in severities]).value

    assert [of(one) for one in Severity] == [50, 71, 90, 97, 100]
    assert of(Severity.CRITICAL, Severity.CRITICAL) == 25


@settings(max_examples=60)
@given(FINDINGS, st.sampled_from(SEVERITIES))
def test_a_further_finding_never_raises_it_and_the_order_is_nothing(
    findings: list[Weighed], severity: Severity
) -> None:
    more = [*findings, Weighed("semgrep", "py-eval-dynamic", severity, 1.0)]
    assert 0 <= score(more).value <= score(findings).value <= 100
    assert score(list(reversed(more))) == score(more)


def test_findings_are_counted_by_their_class() -> None:
    found = [
        Weighed("secrets", "any", Severity.LOW, 1.0),
        Weighed("semgrep", "py-sql-injection-request", Severity.LOW, 1.0),
        Weighed("semgrep", "py-eval-dynamic", Severity.LOW, 1.0),
        Weighed("semgrep", "a-rule-of-an-older-version", Severity.LOW, 1.0),
    ]
    assert list(score(found).classes.items()) == [("A03:2021", 2), ("A07:2021", 1), ("other", 1)]
