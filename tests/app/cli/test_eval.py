"""`diffdiver eval` as its users meet it: figures, recordings, comparisons, and what is no quality."""

from __future__ import annotations

import json
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from app.analyzers import semgrep
from app.analyzers.engine import Engine
from app.analyzers.sandbox import Sandbox
from app.cli.answering import NO_MODEL
from app.cli.eval import NO_JUDGE, eval
from app.cli.eval_asking import Asking
from app.cli.eval_run import Bench, run
from app.errors import UsageError
from review.evaluation.cases import read_cases
from tests.app.git.repositories import Repository
from tests.stand_in.provider_wires import Asked
from tests.stand_in.providers import ProviderStandIn
from tests.stand_in.threaded import ThreadedServer

SAMPLES = Path(__file__).parents[2] / "samples" / "eval" / "cases.jsonl"
# Ruby has no scan rules, so no engine is started for it.
LINES = ("def mean(rows)", "  rows.sum / rows.size", "end", "", "def first(rows)", "  rows[1]", "end")
DIFF = "--- /dev/null\n+++ b/mean.rb\n@@ -0,0 +1,7 @@\n" + "".join(f"+{line}\n" for line in LINES)
MEAN = {"path": "mean.rb", "start": 2, "end": 2, "what": "No rows are a division by zero.", "category": "bug"}
FIRST = {"path": "mean.rb", "start": 6, "end": 6, "what": "The first row is rows[0].", "category": "bug"}
CLAIM = {
    "path": "mean.rb",
    "start_line": 2,
    "end_line": 2,
    "quoted_code": LINES[1],
    "category": "correctness",
    "severity": "medium",
    "title": "mean divides by zero for an empty list",
    "message": "With no rows rows.size is 0, so the division raises ZeroDivisionError.",
    "why": "Whoever has no rows gets an error.",
    "suggestion": None,
    "confidence": 0.9,
}


def case(name: str = "mean", **named: object) -> dict[str, object]:
    return {"id": name, "lang": "ruby", "diff": DIFF, "expect": [MEAN, FIRST], "clean": [], **named}


@pytest.fixture
def write(tmp_path: Path) -> Any:  # a function of any cases
    def written(*cases: dict[str, object]) -> Path:
        file = tmp_path / "cases.jsonl"
        file.write_text("".join(json.dumps(one) + "\n" for one in cases or (case(),)))
        return file

    return written


@pytest.fixture
def model(monkeypatch: pytest.MonkeyPatch, data_dir: Path) -> Iterator[ProviderStandIn]:
    """A configured model that finds the first defect, and as a judge holds the first pair to be the same."""

    def answer(asked: Asked) -> object:
        if "<<<DEFECTS" in asked.user:
            return {"same": [{"finding": 1, "defect": 2, "reason": "a judge may say so"}]}
        return {"findings": [CLAIM]}

    stand_in = ProviderStandIn(answer, key=None)
    server = ThreadedServer()
    server.start(stand_in.app)
    monkeypatch.setenv("OPENAI_API_KEY", "sk-stand-in")
    monkeypatch.setenv("OPENAI_BASE_URL", f"{server.url}/v1")
    yield stand_in
    server.stop()


def evaluated(*options: object) -> Result:
    return CliRunner().invoke(eval, [*map(str, options)], catch_exceptions=False)


def told(*options: object, status: int = 0) -> dict[str, Any]:
    """Return the JSON without the time, which no two runs share."""
    result = evaluated(*options, "--format", "json")
    assert result.exit_code == status, result.output
    document: dict[str, Any] = _timeless(json.loads(result.stdout))
    return document


def _timeless(value: Any) -> Any:  # JSON
    if isinstance(value, dict):
        return {name: _timeless(one) for name, one in value.items() if not name.startswith("seconds")}
    return [_timeless(one) for one in value] if isinstance(value, list) else value


def test_the_checks_alone_on_the_samples(data_dir: Path) -> None:
    document = told(SAMPLES, "--no-model", "--at-once", 2)
    overall = document["overall"]
    assert (overall["precision"], overall["recall"], overall["f1"]) == (1.0, 0.25, 0.4)
    assert overall["findings_per_case"] == pytest.approx(1 / 3, abs=1e-6)
    assert (overall["cases"], overall["cost_usd"]) == (3, 0.0)
    assert sorted(document["by_class"]) == ["correctness", "security"]
    assert (document["by_class"]["security"]["recall"], document["by_class"]["correctness"]["recall"]) == (1.0, 0.0)
    assert sorted(document["by_kind"]) == ["clean", "seeded"]
    assert document["matching"]["tolerance_lines"] == 2
    assert [one["id"] for one in document["cases"]] == ["report-mean", "order-guard", "rename-only"]
    assert document["infrastructure"] == {"count": 0, "cases": []}


@pytest.mark.slow
def test_a_recorded_evaluation_is_replayed_without_key_or_network(
    write: Any, model: ProviderStandIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = write(case(), case("titled", title="Add means", body="For reports."))
    recorded = told(file, "--record", tmp_path / "a.jsonl")
    assert (recorded["overall"]["precision"], recorded["overall"]["recall"]) == (1.0, 0.5)
    assert recorded["overall"]["cost_usd"] > 0
    assert {one["found"][0]["fate"] for one in recorded["cases"]} == {"reported", "posted"}
    asked = len(model.log)
    monkeypatch.delenv("OPENAI_API_KEY")
    monkeypatch.delenv("OPENAI_BASE_URL")
    assert told(file, "--replay", tmp_path / "a.jsonl") == recorded
    assert len(model.log) == asked


def test_a_provider_that_fails_is_no_quality(write: Any, model: ProviderStandIn) -> None:
    model.key = "another"
    document = told(write(), status=3)
    assert (document["overall"]["cases"], document["overall"]["recall"], document["cases"]) == (0, None, [])
    (failed,) = document["infrastructure"]["cases"]
    assert (failed["id"], failed["what"]) == ("mean", "provider")
    assert "auth" in failed["why"]


def test_an_answer_that_cannot_be_used_is_quality(write: Any, data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Control of the one before: here the model was asked, and this is what it made of the question."""
    server = ThreadedServer()
    server.start(ProviderStandIn(lambda asked: "I cannot see a file.", key=None).app)
    monkeypatch.setenv("OPENAI_API_KEY", "sk-stand-in")
    monkeypatch.setenv("OPENAI_BASE_URL", f"{server.url}/v1")
    document = told(write())
    server.stop()
    assert (document["overall"]["cases"], document["overall"]["recall"]) == (1, 0.0)


@pytest.mark.slow
def test_a_case_that_the_recording_does_not_know_is_no_quality_and_the_others_count(
    write: Any, model: ProviderStandIn, tmp_path: Path
) -> None:
    told(write(), "--record", tmp_path / "a.jsonl")
    document = told(
        write(case("new", diff=DIFF.replace("mean", "average")), case()), "--replay", tmp_path / "a.jsonl", status=3
    )
    assert [one["id"] for one in document["cases"]] == ["mean"]
    (failed,) = document["infrastructure"]["cases"]
    assert failed["id"] == "new"
    assert "the recording holds no answer" in failed["why"]


async def test_a_scan_engine_that_dies_is_no_quality(tmp_path: Path) -> None:
    core = tmp_path / "semgrep-core"
    core.write_text("#!/bin/sh\nexit 1\n")
    core.chmod(core.stat().st_mode | stat.S_IXUSR)
    engine = Engine(core, semgrep.VERSION, Sandbox(None))
    bench = Bench(engine, tmp_path, tmp_path, Asking(None, None, None, False, None), 2, False, 1, lambda text: None)
    done = await run(bench, read_cases(SAMPLES.read_text().split("\n")), None)
    assert done.scored == ()
    assert {(one.what, one.why) for one in done.failed} == {("engine", semgrep.DIED)}


def test_a_case_may_be_two_revisions_of_a_repository_beside_it(write: Any, data_dir: Path, tmp_path: Path) -> None:
    made = Repository.create(tmp_path / "work", bare=False)
    (made.path / "README").write_text("means\n")
    made.git("add", "-A")
    made.git("commit", "-q", "-m", "first")
    (made.path / "mean.rb").write_text("\n".join(LINES) + "\n")
    made.git("add", "-A")
    made.git("commit", "-q", "-m", "second")
    there = case("there", diff=None, repo="work", base="main~1", head="main")
    gone = case("gone", diff=None, repo="elsewhere", base="main~1", head="main")
    document = told(write(there, gone), "--no-model", status=3)
    assert [(one["id"], len(one["missed"])) for one in document["cases"]] == [("there", 2)]
    (failed,) = document["infrastructure"]["cases"]
    assert (failed["id"], failed["what"]) == ("gone", "repository")


@pytest.mark.slow
def test_two_policies_side_by_side(write: Any, model: ProviderStandIn, tmp_path: Path) -> None:
    (tmp_path / "off.yml").write_text("review:\n  model: false\n")
    file = write(case(), case("other"))
    document = told(file, "--against", tmp_path / "off.yml")
    assert (document["policy"], document["against"]["policy"]) == ("default", str(tmp_path / "off.yml"))
    assert (document["overall"]["recall"], document["against"]["overall"]["recall"]) == (0.5, 0.0)
    assert document["difference"]["recall"] == {"value": -0.5, "interval": [-0.5, -0.5]}
    assert [(one["id"], len(one["lost"])) for one in document["difference"]["changed"]] == [("mean", 1), ("other", 1)]
    text = evaluated(file, "--against", tmp_path / "off.yml").stdout
    assert "difference (2 cases)" in text
    assert "-0.50 (-0.50 to -0.50)" in text
    assert "changed: other: +0 found, -1 lost, +0 wrong" in text


def test_what_both_policies_ask_is_asked_once_and_costs_both_the_same(
    write: Any, model: ProviderStandIn, tmp_path: Path
) -> None:
    (tmp_path / "b.yml").write_text("fail_on: low\n")
    document = told(write(), "--against", tmp_path / "b.yml")
    assert len(model.log) == 1
    assert document["overall"] == document["against"]["overall"]
    assert document["overall"]["cost_usd"] > 0


def test_a_judge_says_what_is_the_same_whatever_the_lines(write: Any, model: ProviderStandIn) -> None:
    document = told(write(), "--judge")
    (one,) = document["cases"]
    assert [found["expected"]["start_line"] for found in one["found"]] == [6]
    assert [missed["start_line"] for missed in one["missed"]] == [2]
    assert document["matching"]["by"] == "judge"
    assert document["judge_cost_usd"] > 0


def test_a_judge_that_cannot_be_had_is_no_quality(write: Any, model: ProviderStandIn, tmp_path: Path) -> None:
    told(write(), "--record", tmp_path / "a.jsonl")
    document = told(write(), "--judge", "--replay", tmp_path / "a.jsonl", status=3)
    assert [one["what"] for one in document["infrastructure"]["cases"]] == ["judge"]


def test_a_budget_holds_for_all_cases_and_what_it_stops_is_no_quality(write: Any, model: ProviderStandIn) -> None:
    document = told(write(), "--budget", 0, status=3)
    assert "the budget of eval is spent" in document["infrastructure"]["cases"][0]["why"]
    assert model.log == []


def test_the_text_states_the_tolerance_and_every_figure(write: Any, model: ProviderStandIn) -> None:
    result = evaluated(write(case(clean=[{"path": "mean.rb", "start": 1}]), case("quiet", expect=[])), "--tolerance", 0)
    assert "0 lines apart at most" in result.stdout
    for row in ("precision  ", "recall  ", "F1  ", "findings a case", "USD a case", "seconds a case", "by class"):
        assert row in result.stdout
    assert (
        "wrong findings (default): 0 where a case is known to be clean, 0 of a defect told already, 1" in result.stdout
    )
    assert "2/2 quiet" in result.stderr


def test_without_a_model_it_says_that_only_checks_are_evaluated(write: Any, data_dir: Path) -> None:
    assert "only the checks are evaluated" in evaluated(write()).stderr


@pytest.mark.parametrize(
    ("cases", "options", "why"),
    [
        ('{"id": "a"}', [], "line 1: .*`diff`, or `repo`"),
        ('{"id": "a", "diff": "prose\\n"}', [], "the diff of case 'a': .*no diff in this text"),
        (json.dumps(case()), ["--judge"], NO_JUDGE),
        (json.dumps(case()), ["--no-model", "--replay", "b"], NO_MODEL.format(option="--replay")),
        (json.dumps(case()), ["--against", "missing.yml"], "missing.yml cannot be read"),
        (None, [], "No such file"),
    ],
)
def test_bad_input_is_a_usage_error_that_says_where(
    data_dir: Path, tmp_path: Path, cases: str | None, options: list[str], why: str
) -> None:
    if cases is not None:
        (tmp_path / "cases.jsonl").write_text(cases)
    with pytest.raises(UsageError, match=why):
        evaluated(tmp_path / "cases.jsonl", *options)
