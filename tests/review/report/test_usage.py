"""What the models took, as every report says it: who was asked, tokens, cost, and what came from a cache."""

from __future__ import annotations

import io
import json
from dataclasses import replace

import pytest
from rich.console import Console

from review.models import ModelUsage
from review.report.markdown import markdown
from review.report.sarif import sarif
from review.report.summary import account
from review.report.text import text
from review.report.wording import CACHED, NAMED_MODELS, usage_text
from tests.review.findings.test_sanitise import what_acts
from tests.review.report import told
from tests.review.report.test_json import reported

CALL = told.CALL
HIT = replace(CALL, input_tokens=None, cached_tokens=None, output_tokens=None, cost_microusd=0, outcome=CACHED)
LOST = replace(HIT, provider="anthropic", model="claude", cost_microusd=None, outcome="timeout")


@pytest.mark.parametrize(
    ("usage", "said"),
    [
        ([CALL], "`gpt-5-mini` (openai), 1 call, 2,431 tokens in (1,024 cached), 388 out, cost 0.0014 USD"),
        ([HIT, HIT], "`gpt-5-mini` (openai), no call, 2 answers from the cache, cost 0.0000 USD"),
        (
            [CALL, HIT, LOST],
            "`gpt-5-mini` (openai), `claude` (anthropic), 2 calls, 1 answer from the cache, "
            "2,431 tokens in (1,024 cached), 388 out, cost unknown (at least 0.0014 USD)",
        ),
    ],
)
def test_calls_and_answers_from_the_cache_are_told_apart(usage: list[ModelUsage], said: str) -> None:
    assert usage_text(usage) == said


def test_many_models_are_counted_and_not_all_named() -> None:
    many = [replace(CALL, model=f"m{n}") for n in range(NAMED_MODELS + 2)]
    assert "`m3` (openai) and 2 other models, 6 calls" in usage_text(many)


def test_a_models_name_acts_on_nothing() -> None:
    """A server may list any."""
    hostile = replace(CALL, model="`@octocat` ![i](https://e.example/p.png) <script>")
    assert what_acts(usage_text([hostile])) == set()


def test_the_json_report_sums_up_and_knows_no_more_than_its_parts() -> None:
    concluded = replace(told.clean(), usage=(CALL, HIT))
    assert reported(concluded)["usage_total"] == {
        "models": ["openai/gpt-5-mini"],
        "calls": 1,
        "cache_hits": 1,
        "input_tokens": 2_431,
        "cached_tokens": 1_024,
        "output_tokens": 388,
        "cost_usd": 0.001384,
    }
    total = reported(replace(concluded, usage=(CALL, HIT, LOST)))["usage_total"]
    assert isinstance(total, dict)
    assert (total["calls"], total["input_tokens"], total["cost_usd"]) == (2, None, None)


def test_every_format_shows_model_tokens_cost_and_cache_hits() -> None:
    """On GitHub, in the terminal, as JSON, SARIF and Markdown."""
    concluded, survey = told.local()
    concluded = replace(concluded, usage=(CALL, HIT))
    console = Console(file=io.StringIO(), width=200)
    console.print(text(concluded, survey.change))
    said = (
        console.file.getvalue(),  # type: ignore[attr-defined]  # it is the StringIO above
        markdown(concluded, survey.change),
        json.dumps(reported(concluded)["usage_total"]),
        json.dumps(sarif(concluded, version="1")["runs"]),
        "\n".join(account(concluded.findings, concluded.usage)),
    )
    for shown in said:
        assert "gpt-5-mini" in shown
        assert "2,431" in shown or "2431" in shown
        assert "0.0014" in shown or "0.001384" in shown
        assert "1 answer from the cache" in shown or '"cache_hits": 1' in shown
