"""Packing gives every check the change, and asks a model only what may be asked, in words that cannot be hijacked."""

from __future__ import annotations

import pickle
import re
from dataclasses import replace

import pytest

from review.checks import CHECKS
from review.models import Coverage, CoverageStatus, Guideline, Prompt, PullRequest, ScanMatch, ScanReport, Side
from review.models.surroundings import Around, Elsewhere, Surroundings
from review.pack import IGNORED, NO_LINES, READING, REMOVED, Pack, pack
from review.policy import Policy
from review.prompts.packing import LEFT_OUT, MAX_QUESTIONS, PARTLY
from review.prompts.templates import SYSTEM
from tests.review.made import CART, CLEAN_SCAN, PULL_REQUEST, fetched, knowledge, new_file, surveyed

SHELL = new_file("run.py", "import os", "", "def run(request):", "    os.system(request.args['name'])")
SHELL_SCAN = ScanReport("test", (ScanMatch("py-command-injection-request", "run.py", Side.RIGHT, 4, 4),), ())
TOKEN = "ghp_" + "x7Q2" * 9


def packed(
    *patches: str,
    policy: Policy | None = None,
    pull_request: PullRequest | None = PULL_REQUEST,
    scan: ScanReport = CLEAN_SCAN,
    models: bool = True,
) -> Pack:
    policy = policy or Policy()
    return pack(surveyed(*patches, pull_request=pull_request, policy=policy), scan, knowledge(models=models), policy)


def reading(made: Pack) -> dict[str, Coverage]:
    return {row.path: row for row in made.coverage if row.check == READING}


def only(made: Pack) -> Prompt:
    (prompt,) = made.prompts
    return prompt


def test_every_check_runs_and_accounts_for_every_file() -> None:
    made = packed(CART, SHELL, models=False)
    assert {(row.check, row.path) for row in made.coverage} == {
        (check.name, path) for check in CHECKS for path in ("cart.py", "run.py")
    }


def test_deterministic_findings_come_with_fingerprints() -> None:
    made = packed(SHELL, scan=SHELL_SCAN)
    assert [finding.rule_id for finding in made.findings] == ["py-command-injection-request"]
    assert made.findings[0].fingerprint.startswith("1:")


@pytest.mark.parametrize(
    ("models", "policy", "request_"),
    [
        (False, Policy(), PULL_REQUEST),
        (True, Policy(model_review=False), PULL_REQUEST),
        (True, Policy(), replace(PULL_REQUEST, draft=True)),
        (True, Policy(), replace(PULL_REQUEST, author_is_bot=True)),
    ],
)
def test_when_no_model_may_be_asked_there_is_no_question_and_no_word_about_it(
    models: bool, policy: Policy, request_: PullRequest
) -> None:
    made = packed(SHELL, scan=SHELL_SCAN, models=models, policy=policy, pull_request=request_)
    assert made.prompts == ()
    assert reading(made) == {}
    assert made.findings == packed(SHELL, scan=SHELL_SCAN).findings, "the security check does not depend on it"


def test_a_question_shows_each_line_with_its_number_and_mark() -> None:
    user = only(packed(CART)).user
    assert "file cart.py\n@@ class Cart:\n" in user
    assert "\n13-|            total += item.price\n" in user
    assert "\n15+|            total = total / (100 - self.discount)\n" in user
    assert "\n16 |        return total\n" in user


def test_findings_of_the_checks_are_given_as_facts() -> None:
    made = packed(SHELL, scan=SHELL_SCAN)
    assert "run.py:4 " in only(made).user
    assert "py-command-injection-request" in only(made).user


def test_the_fixed_part_of_a_question_holds_nothing_of_the_change() -> None:
    assert {prompt.system for prompt in packed(CART).prompts + packed(SHELL).prompts} == {SYSTEM}
    assert not re.search(r"[0-9a-f]{24}", SYSTEM)


def test_the_same_code_gives_the_same_question_on_every_push() -> None:
    later = replace(PULL_REQUEST, head_sha="c" * 40, base_sha="d" * 40)
    assert packed(CART, pull_request=later).prompts == packed(CART).prompts
    assert only(packed(CART)).id != only(packed(CART.replace("100", "200"))).id
    assert "a" * 40 not in only(packed(CART)).user


def test_other_files_leave_the_question_about_a_large_file_alone() -> None:
    large = new_file("large.py", *(f"value_{number} = compute({number})" for number in range(560)))
    alone = {prompt.paths: prompt.id for prompt in packed(large).prompts}
    beside = {prompt.paths: prompt.id for prompt in packed(large, CART).prompts}
    assert alone[("large.py",)] == beside[("large.py",)]


@pytest.mark.parametrize(
    ("patch", "reason"),
    [
        (new_file("package-lock.json", "{}"), "lock"),
        (new_file("vendor/a.py", "x = 1"), "vendored"),
        (new_file("a_pb2.py", "x = 1"), "generated"),
        (new_file("a.min.js", "x=1"), "minified"),
        (new_file("__snapshots__/a.snap", "x"), "snapshot"),
        ("diff --git a/a.png b/a.png\nnew file mode 100644\nBinary files /dev/null and b/a.png differ\n", "binary"),
        ("diff --git a/a b/b\nsimilarity index 100%\nrename from a\nrename to b\n", NO_LINES),
        ("diff --git a/a b/a\ndeleted file mode 100644\n--- a/a\n+++ /dev/null\n@@ -1,1 +0,0 @@\n-x\n", REMOVED),
    ],
)
def test_what_a_model_need_not_read_is_not_asked_about_and_says_why(patch: str, reason: str) -> None:
    made = packed(patch)
    (row,) = reading(made).values()
    assert made.prompts == ()
    assert row.status is CoverageStatus.NOT_APPLICABLE
    assert reason in row.reason


def test_the_policy_keeps_files_from_the_model_only() -> None:
    made = packed(CART, SHELL, scan=SHELL_SCAN, policy=Policy(ignore=("*.py", "!cart.py")))
    assert [prompt.paths for prompt in made.prompts] == [("cart.py",)]
    assert reading(made)["run.py"].reason == IGNORED
    assert [finding.location.path for finding in made.findings] == ["run.py"]


def test_what_does_not_fit_is_listed_never_dropped() -> None:
    names = [f"f{number:03}.py" for number in range(10 * MAX_QUESTIONS)]
    body = [f"value_{number} = compute({number})" for number in range(100)]
    made = packed(*(new_file(name, *body) for name in names))
    assert len(made.prompts) == MAX_QUESTIONS
    rows = reading(made)
    assert rows.keys() == set(names)
    asked = {path for prompt in made.prompts for path in prompt.paths}
    left = {path: row.reason for path, row in rows.items() if row.status is CoverageStatus.INCOMPLETE}
    assert rows.keys() - left.keys() <= asked
    assert left == {path: PARTLY if path in asked else LEFT_OUT for path in left}
    assert LEFT_OUT in left.values()


def test_a_file_that_could_not_be_parsed_is_incomplete_for_the_model_too() -> None:
    whole = fetched(CART, SHELL)
    survey = surveyed(CART, SHELL)
    broken = replace(survey, unread={"run.py": "the patch is broken"})
    assert whole.tree
    made = pack(broken, CLEAN_SCAN, knowledge(), Policy())
    assert reading(made)["run.py"].status is CoverageStatus.INCOMPLETE
    assert [prompt.paths for prompt in made.prompts] == [("cart.py",)]


def test_no_secret_reaches_a_question_from_code_title_or_body() -> None:
    key = "-----BEGIN RSA PRIVATE KEY-----"
    patch = new_file("conf.py", f'token = "{TOKEN}"', "x = '''", key, "q8Zr" * 16, "'''")
    request = replace(PULL_REQUEST, title=f"Use {TOKEN}", body=f"key: {TOKEN}")
    prompt = only(packed(patch, pull_request=request))
    everything = prompt.system + prompt.user + (prompt.smaller.user if prompt.smaller else "")
    assert TOKEN not in everything
    assert "q8Zr" not in everything
    assert everything.count("[redacted]") > 4


def test_invisible_characters_are_written_out_in_code_paths_and_titles() -> None:
    request = replace(PULL_REQUEST, title="fine\u202e title")
    user = only(packed(new_file("a\u200b.py", "x = 1 \u2066# admin\u2069"), pull_request=request)).user
    assert "fine\\u{202e} title" in user
    assert "file a\\u{200b}.py" in user
    assert "\\u{2066}# admin\\u{2069}" in user
    assert not re.search("[\u200b-\u200f\u202a-\u202e\u2066-\u2069]", user)


def test_guidelines_and_instructions_are_given() -> None:
    policy = Policy(instructions="We use decimals for money.", language="German", categories=("security",))
    known = replace(knowledge(), guidelines=(Guideline("AGENTS.md", "No floats for money."),))
    (prompt,) = pack(surveyed(CART, policy=policy), CLEAN_SCAN, known, policy).prompts
    assert "We use decimals for money." in prompt.user
    assert "No floats for money." in prompt.user
    assert "Write in German." in prompt.user
    assert "Categories: security." in prompt.user


def test_a_smaller_form_has_its_own_id_and_fewer_words() -> None:
    prompt = only(packed(CART, SHELL))
    assert prompt.smaller is not None
    assert prompt.smaller.id != prompt.id
    assert len(prompt.smaller.user) < len(prompt.user)
    assert set(prompt.smaller.paths) <= set(prompt.paths)


def test_survey_and_pack_can_cross_into_another_process() -> None:
    survey, made = surveyed(CART), packed(CART)
    assert pickle.loads(pickle.dumps((survey, made))) == (survey, made)


def test_a_question_names_the_language_of_most_of_its_code() -> None:
    script = new_file("run.sh", *(f"echo {number}" for number in range(50)))
    assert only(packed(CART)).language == "python"
    assert only(packed(CART, script)).language == "bash"
    assert only(packed(new_file("LICENSE-3", "words"))).language == ""


def test_the_budget_is_shared_out_over_the_questions_and_never_spent_on_one() -> None:
    large = [
        new_file(f"f{number}.py", *(f"value_{line} = compute({line})" for line in range(700))) for number in "1234"
    ]
    policy = Policy(budget_per_review=120_000)
    assert {prompt.share for prompt in packed(*large, policy=policy).prompts} == {30_000}
    assert only(packed(CART, policy=policy)).share == 40_000


def test_neither_the_share_nor_another_file_changes_a_question() -> None:
    alone, cheaper = only(packed(CART)), only(packed(CART, policy=Policy(budget_per_review=1)))
    assert (alone.id, alone.user) == (cheaper.id, cheaper.user)
    assert alone.share != cheaper.share


def test_code_elsewhere_is_shown_but_not_that_of_files_the_policy_keeps_from_models() -> None:
    around = Around(callers=(Elsewhere("open/a.py", "def seen()"), Elsewhere("own/b: c.py", "def unseen()")))
    known = replace(knowledge(models=True), surroundings=Surroundings(around={"cart.py": around}))
    policy = Policy(ignore=("own/",))
    asked = only(pack(surveyed(CART, pull_request=PULL_REQUEST, policy=policy), CLEAN_SCAN, known, policy)).user
    assert "open/a.py: def seen()" in asked
    assert "unseen" not in asked
