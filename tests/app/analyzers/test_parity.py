"""The native command against the ordinary command line program: the same matches, rule by rule and file by file.

The ordinary program is the engine's public interface; the native command, which has none, must agree with it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import orjson
import pytest

from app.analyzers import semgrep
from app.analyzers.layout import EXTENSIONS
from review.checks.mask import mask
from review.checks.rules import AS_TEXT, FAMILIES, rules_for
from review.models import ScanTarget
from tests.app.analyzers.hostile import cli
from tests.review.checks.rule_files import targets

FAMILY_NAMES = sorted(set(FAMILIES.values()))
EVERY_WRITING = {"python", "go", "ruby"}
Match = tuple[str, str, int, int]
Variant = Callable[[bytes], bytes]

VARIANTS: dict[str, Variant] = {
    "plain": lambda code: code,
    "windows": lambda code: code.replace(b"\n", b"\r\n"),
    "marked": lambda code: b"\xef\xbb\xbf" + code,
    "twice": lambda code: code + b"\n" + code,
    "spread": lambda code: code.replace(b"\n", b"\n\n"),
}


def varied(family: str, names: Sequence[str]) -> list[ScanTarget]:
    """Return the rules' own code in several writings, under names of their own."""
    return [
        ScanTarget(f"{name}-{each.path}", each.side, each.language, VARIANTS[name](each.content))
        for name in names
        for each in targets(family)
    ]


async def native(family: str, files: Sequence[ScanTarget], scratch: Path) -> set[Match]:
    report = await semgrep.scan(semgrep.find(None), files, rules_for([family]), scratch=scratch, deadline=300)
    return {(match.rule_id, match.path, match.start_line, match.end_line) for match in report.matches}


def ordinary(family: str, files: Sequence[ScanTarget], folder: Path) -> set[Match]:
    code, home = folder / "code", folder / "home"
    code.mkdir()
    home.mkdir()
    for each in files:
        (code / each.path).write_bytes(mask(each.content, each.language))
    (folder / "rules.json").write_bytes(orjson.dumps({"rules": list(rules_for([family]))}))
    flags = ("--config", "../rules.json", "--disable-nosem", "--max-target-bytes", "0", "--timeout", "5")
    answer = cli(code, *flags, "--", *(each.path for each in files), home=home)
    return {
        (each["check_id"].rpartition(".")[2], each["path"], each["start"]["line"], each["end"]["line"])
        for each in answer["results"]
    }


@pytest.mark.slow
@pytest.mark.parametrize("family", FAMILY_NAMES)
async def test_both_find_the_same(family: str, tmp_path: Path) -> None:
    """Over all rules of a language and all their files, those of three languages in every writing."""
    files = varied(family, list(VARIANTS) if family in EVERY_WRITING else ["plain", "windows"])
    assert len(files) * len(rules_for([family])) >= 30
    found = await native(family, files, tmp_path)
    assert found
    assert found == ordinary(family, files, tmp_path)


def test_the_long_run_compares_at_least_a_thousand_pairs_of_rule_and_file() -> None:
    pairs = [len(rules_for([family])) * len(targets(family)) for family in FAMILY_NAMES]
    assert sum(pairs) >= 1000


def test_every_scanned_language_has_an_extension_of_its_own() -> None:
    assert set(FAMILIES) <= set(EXTENSIONS)
    endings = [ending for endings in EXTENSIONS.values() for ending in endings]
    assert len(endings) == len(set(endings))


def test_rules_that_read_text_are_tried_on_the_endings_that_their_files_are_given() -> None:
    for family, endings in AS_TEXT.items():
        languages = [language for language, its_family in FAMILIES.items() if its_family == family]
        assert set(endings) == {ending for language in languages for ending in EXTENSIONS[language]}
