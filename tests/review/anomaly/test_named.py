"""What the patterns see becomes advice where it is new, and nothing where it only moved."""

from __future__ import annotations

import pytest

from review.anomaly.named import MOST_OF_A_RULE, named
from review.checks.text import lines_of
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


def test_more_of_a_kind_in_one_file_cost_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each finding takes the file apart: that of thousands would take minutes."""
    asked: list[bytes | None] = []

    def counted(content: bytes | None) -> list[str]:
        asked.append(content)
        return lines_of(content)

    monkeypatch.setattr("review.anomaly.named.lines_of", counted)
    many = new_file("a/x.py", *(f"if gethostname() == 'h{n}': os.system('{n}')" for n in range(50)))
    assert len(named(surveyed(many))) == MOST_OF_A_RULE
    assert len(asked) == MOST_OF_A_RULE


def test_only_so_much_of_a_change_is_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    files = (new_file("a/long.py", "x = 1  # and more"), new_file("b/x.py", RUN))
    assert named(surveyed(*files))
    monkeypatch.setattr("review.anomaly.named.MAX_TEXT", len(RUN))
    assert not named(surveyed(*files))


def test_a_password_that_opens_a_door_is_not_kept_as_evidence() -> None:
    door = new_file("a/x.py", "def login(password):", '    if password == "hunter2hunter2":', "        return True")
    (finding,) = named(surveyed(door))
    assert (finding.rule_id, finding.evidence) == ("opened-by-name", "")


def test_a_comment_runs_nothing() -> None:
    assert named(surveyed(new_file("a/x.py", "import base64", f"# {RUN}"))) == ()
