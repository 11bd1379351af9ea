"""Every scan rule against its own code: the lines it must find, and the twins it must leave alone."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from app.analyzers import semgrep
from review.checks.owasp import NAMES
from review.checks.rules import AS_TEXT, FAMILIES, SCANNED_LANGUAGES, rule, rules_for
from review.models import ScanReport, Severity
from tests.review.checks.rule_files import counts, examples, targets

FAMILY_NAMES = sorted(set(FAMILIES.values()))
QUICK = {"python"}
ALL_IDS = [str(each["id"]) for each in rules_for(SCANNED_LANGUAGES)]


async def scanned(family: str, scratch: Path) -> ScanReport:
    return await semgrep.scan(semgrep.find(None), targets(family), rules_for([family]), scratch=scratch, deadline=60)


@pytest.mark.parametrize(
    "family", [name if name in QUICK else pytest.param(name, marks=pytest.mark.slow) for name in FAMILY_NAMES]
)
async def test_rules_match_exactly_the_annotated_lines(family: str, tmp_path: Path) -> None:
    """One run over all files of a language: no annotated line missed, no other line matched, no rule refused."""
    report = await scanned(family, tmp_path)
    found = {(match.rule_id, match.path, match.start_line) for match in report.matches}
    wanted = {(each.rule_id, each.name, each.line) for each in examples(family) if each.matches}
    assert (sorted(wanted - found), sorted(found - wanted), report.gaps) == ([], [], ())


@pytest.mark.parametrize("family", FAMILY_NAMES)
def test_every_rule_has_code_that_matches_and_two_twins_that_do_not(family: str) -> None:
    counted = counts(family)
    ids = [str(each["id"]) for each in rules_for([family])]
    thin = [each for each in ids if counted[each, True] < 1 or counted[each, False] < 2]
    unknown = {each.rule_id for each in examples(family)} - set(ids)
    assert (thin, unknown) == ([], set())


@pytest.mark.parametrize("family", FAMILY_NAMES)
def test_every_rule_keeps_to_one_language_family(family: str) -> None:
    """The engine silently drops one half of a rule that mixes families, another half than the ordinary CLI does."""
    wanted = [language for language, its_family in FAMILIES.items() if its_family == family]
    assert {tuple(rule(str(each["id"])).languages) for each in rules_for([family])} == {tuple(wanted)}


def test_rule_ids_are_unique_and_free_of_dots() -> None:
    """The engine puts the rule file's place before the id, with dots: only the last part is ours."""
    assert len(set(ALL_IDS)) == len(ALL_IDS)
    assert [each for each in ALL_IDS if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", each)] == []


def test_a_rule_says_all_that_a_finding_needs() -> None:
    for rule_id in ALL_IDS:
        described = rule(rule_id)
        assert isinstance(described.severity, Severity)
        assert 0 < described.confidence <= 1
        assert described.cwe, rule_id
        assert all(re.fullmatch(r"CWE-\d+", cwe) for cwe in described.cwe), rule_id
        assert described.owasp in NAMES, rule_id
        assert re.fullmatch(r"[a-z]+(-[a-z]+)*", described.category), rule_id
        assert described.title, rule_id
        assert described.message.count(".") >= 2, f"{rule_id}: a message names the danger and the fix"


def test_rules_are_chosen_by_the_languages_present() -> None:
    assert {rule(str(each["id"])).languages for each in rules_for(["go", "cobol"])} == {("go",)}
    assert rules_for(["cobol"]) == ()
    assert rules_for(["javascript"]) == rules_for(["typescript"]) == rules_for(["typescript", "javascript"])


def test_the_engine_gets_no_message_of_ours() -> None:
    """It puts code into the text of messages wherever they hold a dollar sign."""
    assert {each["message"] == each["id"] and "metadata" not in each for each in rules_for(SCANNED_LANGUAGES)} == {True}


def test_rules_that_read_text_need_no_parser_and_keep_to_the_files_of_their_family() -> None:
    for family, endings in AS_TEXT.items():
        for each in rules_for([family]):
            assert each["languages"] == ["regex"]
            assert each["paths"] == {"include": [f"*{ending}" for ending in endings]}
            assert not any("pattern" in key and "regex" not in key and key != "pattern-either" for key in each)
