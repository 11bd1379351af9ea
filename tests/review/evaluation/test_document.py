"""The JSON of an evaluation: what scripts compare between versions."""

from __future__ import annotations

import json

from review.evaluation.cases import Case
from review.evaluation.document import Run, document
from review.evaluation.figures import Failed, Scored
from review.evaluation.matching import match
from review.models import Finding
from tests.review.evaluation.made import case, expected, finding


def scored(labelled: Case, *findings: Finding) -> Scored:
    return Scored(labelled, match(findings, labelled, 2), 1500, 0.5)


FIRST = Run("default", (scored(case(expected(), name="a"), finding()), scored(case(name="b"), finding())), ())
SECOND = Run("b.yml", (scored(case(expected(), name="a")),), (Failed(case(name="b"), "provider", "timeout"),))


def test_the_contract_of_one_run() -> None:
    told = json.loads(json.dumps(document([FIRST], version="1", tolerance=2, judge=False)))
    assert {"precision", "recall", "f1", "findings_per_case"} <= told["overall"].keys()
    assert told["overall"]["precision"] == 0.5
    assert told["overall"]["intervals"]["precision"] == [0.094531, 0.905469]
    assert told["overall"].keys() == told["by_class"]["correctness"].keys() == told["comments"].keys()
    assert told["matching"] == {
        "by": "lines",
        "tolerance_lines": 2,
        "one_to_one": True,
        "fates": ["posted", "reported", "summary"],
        "comment_fates": ["posted", "reported"],
    }
    assert not {"against", "difference"} & told.keys()


def test_two_runs_are_compared_where_both_have_a_result() -> None:
    told = json.loads(json.dumps(document([FIRST, SECOND], version="1", tolerance=2, judge=False)))
    assert told["against"]["infrastructure"] == {
        "count": 1,
        "cases": [{"id": "b", "what": "provider", "why": "timeout"}],
    }
    assert told["difference"]["cases"] == 1
    assert told["difference"]["recall"] == {"value": -1.0, "interval": None}
    (changed,) = told["difference"]["changed"]
    assert (changed["id"], len(changed["lost"]), changed["gained"], changed["false_positives"]) == ("a", 1, [], 0)


def test_the_same_runs_give_the_same_text() -> None:
    one, other = (json.dumps(document([FIRST, SECOND], version="1", tolerance=2, judge=True)) for _ in range(2))
    assert one == other
    assert '"tolerance_lines": null' in one


def test_a_path_that_is_not_text_can_be_written() -> None:
    run = Run("default", (scored(case(), finding("caf\udce9.py")),), ())
    assert '"caf\\\\xe9.py"' in json.dumps(document([run], version="1", tolerance=2, judge=False))
