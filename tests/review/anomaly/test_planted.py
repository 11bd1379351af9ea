"""The planted variants are seen where they are spliced into a change, but for a known few."""

from __future__ import annotations

import pytest

from review.anomaly.named import named
from tests.review.anomaly.planted import Plant, beside, plants, spliced
from tests.review.made import new_file, surveyed

# Seen by our semgrep rules, which tell a call from its likeness: the pattern does not repeat them.
BY_RULES = {"src/session.py", "src/transport.py", "src/tls.py", "lib/agent.ts", "client.go", "src/Handler.php",
            "lib/http.rb", "src/tokens.py"}  # fmt: skip
# A production setting, and a build server's in a folder of scripts, are asked for every day: not seen on purpose.
MISSED = {("gated-by-environment", "lib/server.rb"), ("gated-by-environment", "scripts/test.sh")}


def seen_by_a_pattern(plant: Plant) -> bool:
    by_rule = plant.rule == "verification-off" and plant.path in BY_RULES
    return not by_rule and (plant.rule, plant.path) not in MISSED


SEEN = [plant for plant in plants() if seen_by_a_pattern(plant)]


@pytest.mark.parametrize("plant", SEEN, ids=lambda plant: f"{plant.rule} {plant.path}")
def test_a_planted_variant_is_seen_among_ordinary_lines(plant: Plant) -> None:
    ordinary = surveyed(new_file(plant.path, "total = 1", "other = 2", "third = 3"))
    assert named(ordinary) == ()
    changed, lines = spliced(ordinary, plant, plant.path)
    assert plant.rule in {finding.rule_id for finding in named(changed) if finding.location.start_line in lines}


def test_a_splice_keeps_the_lines_in_order() -> None:
    plant = Plant("x", "a.py", ("one", "two"))
    changed, lines = spliced(surveyed(new_file("a.py", "first", "last")), plant, "a.py")
    (file,) = changed.change.diff.files
    assert [(line.new, line.text) for line in file.hunks[0].lines] == [
        (1, "first"),
        (2, "one"),
        (3, "two"),
        (4, "last"),
    ]
    assert (lines, file.hunks[0].new_count) == (range(2, 4), 4)
    assert changed.change.sources["a.py"].head == b"first\none\ntwo\nlast\n"


def test_a_plant_can_be_a_file_of_its_own() -> None:
    changed, _ = beside(surveyed(new_file("a.py", "first")), Plant("x", "b.sh", ("one",)))
    assert [file.path for file in changed.change.diff.files] == ["a.py", "b.sh"]
    assert changed.languages["b.sh"] == "bash"
