"""Judging keeps what the code supports, says why for the rest, and never touches what a check found."""

from __future__ import annotations

import json
from dataclasses import replace

from review.findings import evidence
from review.findings.claim import WITHDRAWN
from review.judge import CUT_SHORT, NOT_ASKED, SMALLER, UNANSWERED, UNREADABLE_PART, Judgement, judge
from review.models import Answer, Fate, FateKind, Finding, Location, Severity, Side
from review.pack import Pack, pack
from review.policy import Policy
from review.survey import Survey
from tests.review.findings.test_extraction import FINDING
from tests.review.made import CART, CLEAN_SCAN, finding, knowledge, new_file, surveyed


def prepared(*patches: str, policy: Policy | None = None) -> tuple[Survey, Pack]:
    policy = policy or Policy()
    survey = surveyed(*patches, policy=policy)
    return survey, pack(survey, CLEAN_SCAN, knowledge(), policy)


def answered(made: Pack, *findings: dict[str, object], cut_off: bool = False) -> list[Answer]:
    text = json.dumps({"findings": list(findings)})
    return [Answer(prompt.id, text, "model-x", cut_off) for prompt in made.prompts]


def judged(*findings: dict[str, object], policy: Policy | None = None) -> Judgement:
    survey, made = prepared(CART, policy=policy)
    return judge(survey, made, answered(made, *findings), {})


def only(judgement: Judgement) -> Finding:
    (one,) = judgement.findings
    return one


def test_a_supported_claim_becomes_an_open_finding_of_the_model() -> None:
    one = only(judged(FINDING))
    assert (one.source, one.rule_id, one.category, one.severity) == ("model", "model", "correctness", Severity.HIGH)
    assert one.location == Location("cart.py", 15, 15, Side.RIGHT)
    assert one.evidence == "            total = total / (100 - self.discount)"
    assert one.message == f"{FINDING['message']}\n\n{FINDING['why']}"
    assert one.confidence == 0.9
    assert one.fate is None
    assert one.fingerprint.startswith("1:")
    assert not one.deterministic


def test_a_claim_without_evidence_is_kept_with_the_reason_why_it_is_not_said() -> None:
    one = only(judged({**FINDING, "quoted_code": "total = total / self.rate"}))
    assert one.fate == Fate(FateKind.SUPPRESSED, evidence.NOT_THERE)
    assert one.fingerprint


def test_a_file_outside_the_change_is_named_as_such_and_shown_harmlessly() -> None:
    one = only(judged({**FINDING, "path": "../../etc/pass\u202ewd\n"}))
    assert one.fate == Fate(FateKind.SUPPRESSED, evidence.NOT_IN_CHANGE)
    assert one.location.path == "../../etc/pass\\u{202e}wd"


def test_the_prefixes_models_add_to_a_path_do_not_matter() -> None:
    for prefix in ("b/", "./", "a/"):
        assert only(judged({**FINDING, "path": f"{prefix}cart.py"})).fate is None


def test_a_path_that_was_written_out_is_understood_again() -> None:
    survey, made = prepared(new_file("a\u200b.py", "total = total / (100 - self.discount)"))
    judgement = judge(survey, made, answered(made, {**FINDING, "path": "a\\u{200b}.py"}), {})
    assert only(judgement).location == Location("a\u200b.py", 1, 1, Side.RIGHT)


def test_a_line_whose_secret_was_taken_out_matches_as_it_was_shown() -> None:
    survey, made = prepared(new_file("a.py", 'api_key = "swordfish99"'))
    said = {**FINDING, "path": "a.py", "quoted_code": 'api_key = "[redacted]"', "category": "correctness"}
    one = only(judge(survey, made, answered(made, said), {}))
    assert one.fate is None
    assert "swordfish" not in repr(one)


def test_a_category_that_the_policy_does_not_ask_for_is_suppressed() -> None:
    one = only(judged(FINDING, policy=Policy(categories=("security",))))
    assert one.fate == Fate(FateKind.SUPPRESSED, NOT_ASKED.format(category="correctness"))


def test_a_loosely_written_answer_is_worth_less() -> None:
    survey, made = prepared(CART)
    loose = [Answer(prompt.id, f"Sure!\n{FINDING}", "model-x", False) for prompt in made.prompts]
    assert only(judge(survey, made, loose, {})).confidence < 0.9


def test_no_findings_is_a_complete_answer() -> None:
    assert judged() == Judgement(())


def test_a_prompt_without_an_answer_leaves_its_files_unread_with_the_reason() -> None:
    survey, made = prepared(CART)
    (prompt,) = made.prompts
    assert judge(survey, made, [], {prompt.id: "the budget is spent"}).unread == {"cart.py": "the budget is spent"}
    assert judge(survey, made, [], {}).unread == {"cart.py": UNANSWERED}


def test_an_unusable_answer_leaves_its_files_unread() -> None:
    survey, made = prepared(CART)
    judgement = judge(survey, made, [Answer(made.prompts[0].id, "I cannot help.", "model-x", False)], {})
    assert judgement.findings == ()
    assert judgement.unread.keys() == {"cart.py"}


def test_of_a_cut_off_answer_whole_findings_are_kept_and_the_file_is_not_read_to_the_end() -> None:
    survey, made = prepared(CART)
    judgement = judge(survey, made, answered(made, FINDING, cut_off=True), {})
    assert only(judgement).fate is None
    assert judgement.unread == {"cart.py": CUT_SHORT}


def test_an_answer_to_the_smaller_form_leaves_the_rest_unread() -> None:
    survey, made = prepared(CART)
    smaller = made.prompts[0].smaller
    assert smaller is not None
    judgement = judge(survey, made, [Answer(smaller.id, '{"findings": []}', "model-x", False)], {})
    assert judgement.unread == {"cart.py": SMALLER}


def test_an_answer_to_nobodys_question_is_not_read() -> None:
    survey, made = prepared(CART)
    stray = Answer("elsewhere", json.dumps({"findings": [FINDING]}), "model-x", False)
    assert judge(survey, made, [*answered(made), stray], {}).findings == ()


def test_what_a_check_found_before_the_change_is_not_said_again_by_a_model() -> None:
    survey, made = prepared(CART)
    old = finding(
        "cart.py", 15, "total = total / (100 - self.discount)", fate=Fate(FateKind.PRE_EXISTING, "at the merge base")
    )
    made = replace(made, findings=(old,))
    one = only(judge(survey, made, answered(made, {**FINDING, "category": "security"}), {}))
    assert one.fate is not None
    assert one.fate.kind is FateKind.MERGED
    assert old.rule_id in one.fate.reason


def test_a_model_that_says_all_is_clean_changes_no_finding_of_a_check() -> None:
    survey, made = prepared(CART)
    found = finding("cart.py", 15, "total = total / (100 - self.discount)")
    made = replace(made, findings=(found,))
    judgement = judge(survey, made, answered(made), {})
    assert judgement.findings == ()
    assert made.findings == (found,)


def test_what_other_models_did_not_stand_by_is_kept_with_the_reason_why_it_is_not_said() -> None:
    for code, reason in WITHDRAWN.items():
        assert only(judged({**FINDING, "withdrawn": code})).fate == Fate(FateKind.SUPPRESSED, reason)


def test_a_lack_of_evidence_is_named_before_what_other_models_thought() -> None:
    one = only(judged({**FINDING, "withdrawn": "outvoted", "quoted_code": "total = total / self.rate"}))
    assert one.fate == Fate(FateKind.SUPPRESSED, evidence.NOT_THERE)


def test_a_part_that_an_ensemble_could_not_read_leaves_the_file_unread() -> None:
    survey, made = prepared(CART)
    text = json.dumps({"findings": [FINDING], "unreadable": 2})
    judgement = judge(survey, made, [Answer(prompt.id, text, "a+b", False) for prompt in made.prompts], {})
    assert judgement.unread == {"cart.py": UNREADABLE_PART.format(count=2)}


def test_what_to_do_and_a_test_come_with_the_finding() -> None:
    one = only(judged({**FINDING, "fix": "Refuse 100.", "test": "assert Cart(100).total() == 0"}))
    assert (one.fix, one.test) == ("Refuse 100.", "assert Cart(100).total() == 0")


def test_style_is_not_said_unless_the_policy_asks_for_it() -> None:
    style = {**FINDING, "category": "naming", "severity": "high"}
    assert only(judged(style)).fate == Fate(FateKind.SUPPRESSED, NOT_ASKED.format(category="style"))
    asked = only(judged(style, policy=Policy(style=True)))
    assert (asked.fate, asked.category, asked.severity) == (None, "style", Severity.LOW)


def test_a_suggestion_never_puts_a_mark_of_ours_into_the_code() -> None:
    assert only(judged({**FINDING, "suggestion": 'total = "[redacted]"'})).suggestion is None
    assert only(judged({**FINDING, "suggestion": "total = 0"})).suggestion == "total = 0", "control"
