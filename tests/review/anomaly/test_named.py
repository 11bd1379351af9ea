"""What the patterns see becomes advice where it is new, and nothing where it only moved."""

from __future__ import annotations

from review.anomaly.named import MOST_OF_A_RULE, named
from review.models import Severity
from tests.review.made import new_file, removed_file, surveyed

RUN = 'exec(base64.b64decode("aW1wb3J0IG9z"))'


def test_a_pattern_is_advice_with_its_code_and_never_reaches_the_default_gate() -> None:
    (finding,) = named(surveyed(new_file("a/x.py", "import base64", RUN)))
    assert (finding.rule_id, finding.location.start_line) == ("decoded-and-run", 2)
    assert not finding.deterministic
    assert finding.severity.rank > Severity.HIGH.rank


def test_what_only_moved_is_not_news() -> None:
    assert named(surveyed(removed_file("a/x.py", RUN), new_file("b/x.py", "import base64", RUN))) == ()


def test_a_few_of_a_kind_are_enough() -> None:
    assert len(named(surveyed(*(new_file(f"a/x{n}.py", RUN) for n in range(9))))) == MOST_OF_A_RULE
