"""A new function unlike the rest of the repository is told of, with reasons and an ordinary example; others are not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from review.anomaly.past import change_of
from review.anomaly.unusual import MOST_FINDINGS, unusual
from review.code.facts import facts_of
from review.models import FileStatus, Finding, Severity
from review.models.code import FileFacts
from review.survey import Survey
from tests.review.anomaly.ordinary import NOW, function, models
from tests.review.history.commits import commit, mined
from tests.review.made import new_file, removed_file, surveyed

STRANGE = """\
def count_items_x(items, start):
    # Items of an order.
    total = start
    label = 'the order'
    os.system(label)
    exec(base64.b64decode(label))
    return total + len(items)
"""
NESTED = "def count_items_y(items, start):\n" + "".join(
    "    " * depth + f"for item in items[{depth}]:\n" for depth in range(1, 14)
)


def facts(survey: Survey) -> Mapping[str, FileFacts | None]:
    return {path: facts_of(source.head or b"", "python") for path, source in survey.change.sources.items()}


def whole(survey: Survey) -> Survey:
    """Return the change with its files as if git had read them, not as rebuilt from a patch."""
    sources = {path: replace(source, fragment=False) for path, source in survey.change.sources.items()}
    return replace(survey, change=replace(survey.change, sources=sources))


def told(*patches: str) -> tuple[Finding, ...]:
    survey = whole(surveyed(*patches))
    return unusual(survey, models(), facts(survey))


def added(code: str, path: str = "shop/new.py") -> str:
    return new_file(path, *code.rstrip("\n").split("\n"))


def test_a_function_that_does_what_no_other_does_is_told_with_its_reasons() -> None:
    (finding,) = told(added(STRANGE))
    assert (finding.rule_id, finding.severity, finding.deterministic) == ("unusual-shape", Severity.LOW, False)
    assert (finding.location.start_line, finding.location.end_line) == (1, 7)
    assert "Calls that start programs: 1, here mostly 0 to 0, more than any of them" in finding.message
    assert "An ordinary one most like it: `count_items_" in finding.message
    assert "in `shop/module_" in finding.message


def test_a_function_far_more_complex_than_others_is_told() -> None:
    (finding,) = told(added(NESTED + "    " * 14 + "total = 1\n"))
    assert finding.rule_id == "unusual-complexity"
    assert "Cyclomatic complexity: 14, here mostly 1 to 4, more than any of them" in finding.message


def test_ordinary_functions_are_not_told() -> None:
    assert told(added("\n\n".join(function(n) for n in range(500, 530)))) == ()


def test_a_function_that_only_moved_is_not_told() -> None:
    lines = STRANGE.rstrip("\n").split("\n")
    assert told(removed_file("shop/old.py", *lines), added(STRANGE)) == ()


def test_a_line_in_a_strange_function_does_not_make_it_new() -> None:
    survey = whole(surveyed(added(STRANGE)))
    (file,) = survey.change.diff.files
    (hunk,) = file.hunks
    one = replace(survey.change.diff, files=(replace(file, hunks=(replace(hunk, lines=hunk.lines[2:3]),)),))
    survey = replace(survey, change=replace(survey.change, diff=one))
    assert unusual(survey, models(), facts(survey)) == ()


def test_a_few_are_enough() -> None:
    many = [added(STRANGE.replace("_x", f"_x{n}"), f"shop/new_{n}.py") for n in range(6)]
    assert len(told(*many)) == MOST_FINDINGS


def test_a_language_without_a_model_is_passed_over() -> None:
    survey = whole(surveyed(added(STRANGE)))
    assert unusual(survey, replace(models(), populations={}), facts(survey)) == ()


def test_names_stay_inside_their_code_marks() -> None:
    finding = told(added(STRANGE, "shop/`@everyone` [x](y).py"))[0]
    assert "@everyone" not in finding.message


def test_a_change_shaped_unlike_earlier_ones_is_one_note() -> None:
    survey = whole(surveyed(*(new_file(f"other/{n}/x.kind{n}", "x") for n in range(40))))
    others = [commit(n, [f"other/{n}/x.kind{n}"], name="Bea", mail="bea@example.invalid") for n in range(40)]
    history = mined([*others, commit(40, ["shop/a.py"])])
    shape = change_of(history, survey.change.diff.files, "ann", NOW)
    (finding,) = unusual(survey, models(), {}, shape)
    assert (finding.rule_id, finding.severity) == ("unusual-change", Severity.INFO)
    assert ": 40, here mostly 1 to 2, more than any of them" in finding.message or "100%" in finding.message


def test_an_ordinary_change_has_no_note() -> None:
    survey = whole(surveyed(new_file("shop/module_3.py", "x")))
    history = mined([commit(n, ["shop/module_3.py"], day=n) for n in range(20)])
    files = [replace(file, status=FileStatus.MODIFIED) for file in survey.change.diff.files]
    assert unusual(survey, models(), {}, change_of(history, files, "ann", NOW)) == ()
