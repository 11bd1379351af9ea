"""The guards of rules are asked before the engine starts: what they keep out and what they let pass stays the same."""

from __future__ import annotations

import pytest

from review.checks.rules import FAMILIES, guards, rules_for
from review.checks.rules.guards import fitting

GUARD = {"pattern-regex": r"(?s)\A.*\b(danger)\(.*\z"}
NONE_OF = {"pattern-regex": r"(?s)\A(?!.*safe).*\z"}
CALL = {"pattern": "danger(...)"}


def rule(*patterns: object) -> dict[str, object]:
    return {"id": "r", "patterns": list(patterns)}


def taint(sink: object, source: object = None) -> dict[str, object]:
    return {"id": "t", "mode": "taint", "pattern-sources": [source or {"pattern": "read()"}], "pattern-sinks": [sink]}


def test_a_guard_that_holds_goes_and_the_rule_stays() -> None:
    assert fitting([rule(GUARD, CALL)], ["x = danger(1)"]) == (rule(CALL),)


def test_a_guard_that_does_not_hold_takes_its_rule_along() -> None:
    assert fitting([rule(GUARD, CALL)], ["x = 1"]) == ()


def test_a_guard_that_wants_a_word_absent_is_turned_round() -> None:
    assert fitting([rule(NONE_OF, CALL)], ["danger(1)"]) == (rule(CALL),)
    assert fitting([rule(NONE_OF, CALL)], ["safe; danger(1)"]) == ()


def test_a_sink_that_is_kept_out_goes_and_a_rule_without_any_with_it() -> None:
    guarded = {"patterns": [GUARD, CALL]}
    assert fitting([taint(guarded)], ["x"]) == ()
    assert fitting([taint(guarded)], ["danger(1)"]) == (taint({"patterns": [CALL]}),)


def test_one_alternative_less_leaves_the_others() -> None:
    either = {"pattern-either": [{"patterns": [GUARD, CALL]}, {"pattern": "other()"}]}
    assert fitting([rule(either)], ["x"]) == (rule({"pattern-either": [{"pattern": "other()"}]}),)


def test_a_refusal_of_a_whole_file_is_a_guard_too() -> None:
    refused = {"pattern-not-regex": r"(?s)\A.*safe.*\z"}
    assert fitting([rule(refused, CALL)], ["danger(1)"]) == (rule(CALL),)
    assert fitting([rule(refused, CALL)], ["safe"]) == ()


def test_where_two_files_disagree_the_engine_asks() -> None:
    assert fitting([rule(GUARD, CALL)], ["danger(1)", "x"]) == (rule(GUARD, CALL),)


def test_a_rule_that_no_file_can_meet_is_not_even_read() -> None:
    assert fitting([rule(GUARD, CALL)], ["x", "y"]) == ()


def test_an_expression_of_the_code_is_no_guard() -> None:
    own = rule({"pattern-regex": "danger"}, CALL)
    assert fitting([own], ["x"]) == (own,)


@pytest.mark.parametrize("guard", [GUARD, NONE_OF, {"pattern-not-regex": r"(?s)\A.*safe.*\z"}])
def test_a_guard_that_takes_too_long_costs_no_rule(guard: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guards, "ASKED_S", 0.0)
    assert fitting([rule(guard, CALL)], ["x " * 1_000_000]) == (rule(CALL),)


def test_a_refusal_that_cannot_be_asked_costs_no_rule() -> None:
    assert fitting([rule({"pattern-not-regex": r"(?s)\A(*ACCEPT)\z"}, CALL)], ["a"]) == (rule(CALL),)


def test_a_refusal_of_a_single_line_is_left_to_the_engine() -> None:
    own = rule({"pattern-not-regex": r"(?i)\A.*safe.*\z"}, CALL)
    assert fitting([own], ["danger(1)\nsafe"]) == (own,)


@pytest.mark.parametrize("others", [(), ({"pattern-not": "a"},)])
def test_a_rule_of_guards_alone_keeps_them_for_the_engine_refuses_one_without_a_place(others: tuple[object]) -> None:
    own = rule(GUARD, *others)
    assert fitting([own], ["danger(1)"]) == (own,)
    assert fitting([own], ["x"]) == ()


@pytest.mark.parametrize("family", sorted(FAMILIES))
def test_every_guard_of_ours_can_be_asked(family: str) -> None:
    def asked(node: object) -> bool:
        if isinstance(node, dict):
            regex = node.get("pattern-regex") or node.get("pattern-not-regex")
            if isinstance(regex, str) and r"\A" in regex and guards.read(regex).expression is None:
                return False
            return all(asked(each) for each in node.values())
        return not isinstance(node, list) or all(asked(each) for each in node)

    assert asked(list(rules_for([family])))
