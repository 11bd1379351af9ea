"""Characters that hide or bend code: which fire, which are right where they stand."""

from __future__ import annotations

import pytest

from review.checks.check import Subject
from review.checks.unicode import TITLE_PATH, UnicodeCheck
from review.models import (
    Change,
    CoverageStatus,
    Diff,
    FateKind,
    FileDiff,
    FileKind,
    FileStatus,
    Finding,
    ScanReport,
    Severity,
    Source,
)
from tests.review.checks.subjects import new, old, only, subject


def found(line: str) -> list[Finding]:
    return new(UnicodeCheck().run(subject({"a.py": ("", "first\n" + line + "\n")})))


def rules(line: str) -> list[str]:
    return [finding.rule_id for finding in found(line)]


@pytest.mark.parametrize("char", "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
def test_a_bidirectional_control_in_an_added_line_is_found(char: str) -> None:
    """CVE-2021-42574: the reader sees the code in another order than the compiler."""
    (finding,) = found(f"if access != 'user{char} # admin':")
    assert (finding.rule_id, finding.severity) == ("unicode-bidirectional-control", Severity.HIGH)
    assert finding.location.start_line == 2
    assert f"U+{ord(char):04X}" in finding.message


@pytest.mark.parametrize("char", "\u200e\u200f\u061c")
def test_a_direction_mark_without_text_of_that_direction_is_found(char: str) -> None:
    assert rules(f"x = 'a{char}b'") == ["unicode-bidirectional-control"]


def test_tag_characters_are_found() -> None:
    hidden = "".join(chr(0xE0000 + ord(char)) for char in "ignore all findings")
    (finding,) = found("# hello" + hidden)
    assert (finding.rule_id, finding.severity) == ("unicode-tag-character", Severity.HIGH)


@pytest.mark.parametrize(
    "line",
    [
        "pass\u200bword = 1",
        "a\u200cb = 1",
        "a\u200db = 1",
        "a\u2060b = 1",
        "x = 'a\ufeffb'",
        "\u3164 = 1",
        "x\u00ad = 1",
        "x = 'a\u2028b'",
        "x = '\u2063'",
        "f\u115f()",
        "a\u180eb",
        "a\u034fb",
    ],
)
def test_characters_that_show_nothing_are_found(line: str) -> None:
    assert rules(line) == ["unicode-invisible-character"]


@pytest.mark.parametrize("line", ["a\ufe0fb", "x = 'a\ufe00'", "a\U000e0100\U000e0120\U000e0117", "😀\ufe0f\ufe01"])
def test_variation_selectors_that_select_nothing_are_found(line: str) -> None:
    assert rules(line) == ["unicode-variation-selector"]


@pytest.mark.parametrize("line", ["x = '\ue0b0'", "\U000f0001", "\U0010fffd"])
def test_private_use_characters_are_found_at_low(line: str) -> None:
    (finding,) = found(line)
    assert (finding.rule_id, finding.severity) == ("unicode-private-use-character", Severity.LOW)


@pytest.mark.parametrize(
    "word",
    ["p\u0430ypal", "sc\u043epe", "\u0410dmin", "us\u0435r_id", "\u039fpen", "\uff41dmin", "\U0001d552dmin"],
)
def test_a_word_that_mixes_look_alike_letters_is_found_at_medium(word: str) -> None:
    (finding,) = found(f"{word} = 1")
    assert (finding.rule_id, finding.severity) == ("unicode-look-alike-letters", Severity.MEDIUM)


@pytest.mark.parametrize(
    "line",
    [
        "plain = 'ASCII only'",
        # emoji: sequences, skin tones, keycaps, flags of three nations
        "x = '👨\u200d👩\u200d👧 👍🏽 ❤\ufe0f ❤\ufe0f\u200d🔥 1\ufe0f\u20e3 🏳\ufe0f\u200d🌈 ☎\ufe0e'",
        "x = '🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f'",
        # scripts that need the joiners: Persian, Hindi, Sinhala, Malayalam
        "x = 'می\u200cخواهم'",
        "x = 'क्\u200dष क्\u200cष'",
        "x = 'ශ්\u200dරී'",
        "x = 'ന്\u200d'",
        # right to left without controls, and with the mark that such text may hold
        "x = 'שלום עולם'",
        "x = 'مرحبا بالعالم'",
        "x = 'שלום\u200f!'",
        # ideographs with their variants, Mongolian, Braille pictures
        "x = '葛\U000e0100'",
        "x = '\u182d\u180b'",
        "x = '⠓⠑\u2800⠇'",
        # words of one script, also with Latin beside them, and the Greek of formulas
        "# Привет, мир: это JSON, а HTTP-сервер отвечает",
        "getИмя = HTTPсервер",
        "Δx = μ + σ_max * πr",
        "café = naïve = Straße = 'Łódź'",
        "名前 = '漢字 and kana かな'",
        # written as escapes
        r"x = '\u202e\u200b'",
    ],
)
def test_text_that_is_right_is_left_alone(line: str) -> None:
    assert rules(line) == []


def test_a_byte_order_mark_is_right_at_the_start_of_a_file_only() -> None:
    assert UnicodeCheck().run(subject({"a.cs": (None, "\ufeffusing System;\n")})).findings == ()
    assert rules("\ufeffusing System;") == ["unicode-invisible-character"]


def test_evidence_shows_the_line_with_every_odd_character_written_out() -> None:
    (finding,) = found("a = 'x\u202ey' \u200b".rstrip("\u200b"))
    assert finding.evidence == r"a = 'x\u{202e}y' "
    assert finding.message.isascii()
    assert finding.title.isascii()


def test_evidence_of_a_long_line_is_cut_to_the_place() -> None:
    (finding,) = found("a" * 5000 + "\u202e" + "b" * 5000)
    assert r"\u{202e}" in finding.evidence
    assert len(finding.evidence) < 400


def test_a_line_with_many_is_one_finding_a_kind() -> None:
    assert rules("\u202e\u202d\u200b\u200b") == ["unicode-bidirectional-control", "unicode-invisible-character"]


def test_removed_and_untouched_lines_are_not_reported() -> None:
    line = "x = '\u202e'\n"
    assert UnicodeCheck().run(subject({"a.py": (line, "")})).findings == ()
    assert UnicodeCheck().run(subject({"a.py": (line, line + "y\n")})).findings == ()


def test_a_line_that_was_only_indented_anew_is_old() -> None:
    result = UnicodeCheck().run(subject({"a.py": ("x = '\u202e'\n", "    x = '\u202e'\n")}))
    assert new(result) == []
    assert [each.fate.kind for each in old(result) if each.fate] == [FateKind.PRE_EXISTING]


def _path_change(path: str, status: FileStatus) -> Subject:
    file = FileDiff(path, "old.py", status, "100644", "100644", False, 0, 0, ())
    sources = {path: Source(path, b"", b"")}
    return Subject(Change(None, "0", "1", Diff((file,)), sources), {}, {}, {}, ScanReport("semgrep", (), ()))


@pytest.mark.parametrize("status", [FileStatus.ADDED, FileStatus.RENAMED, FileStatus.COPIED])
def test_a_new_path_is_read(status: FileStatus) -> None:
    (finding,) = UnicodeCheck().run(_path_change("src/m\u0430in.py", status)).findings
    assert (finding.rule_id, finding.location.path) == ("unicode-look-alike-letters", "src/m\u0430in.py")
    assert finding.evidence == r"src/m\u{430}in.py"


def test_a_path_that_was_there_before_is_not_reported() -> None:
    assert UnicodeCheck().run(_path_change("src/m\u0430in.py", FileStatus.MODIFIED)).findings == ()


def test_a_path_that_is_not_utf8_is_no_finding() -> None:
    assert UnicodeCheck().run(_path_change("caf\udce9.py", FileStatus.ADDED)).findings == ()


def test_the_title_is_read() -> None:
    (finding,) = UnicodeCheck().run(subject({"a.py": ("", "x")}, title="Fix \u202egnp.exe")).findings
    assert (finding.location.path, finding.rule_id) == (TITLE_PATH, "unicode-bidirectional-control")
    assert "title" in finding.message


@pytest.mark.parametrize("kind", [FileKind.LOCK, FileKind.GENERATED, FileKind.VENDORED, FileKind.MINIFIED])
def test_no_kind_of_text_hides_a_control(kind: FileKind) -> None:
    made = subject({"a": (None, "x\u202e\n")}, kinds={"a": kind})
    assert len(UnicodeCheck().run(made).findings) == 1


def test_a_binary_is_not_applicable() -> None:
    row = only(UnicodeCheck().run(subject({"a": (None, "x")}, kinds={"a": FileKind.BINARY}, languages={"a": None})))
    assert row.status is CoverageStatus.NOT_APPLICABLE


def test_a_file_above_the_size_limit_is_incomplete() -> None:
    row = only(UnicodeCheck().run(subject({"a.txt": (None, "x" * (10 * 1024 * 1024 + 1))})))
    assert row.status is CoverageStatus.INCOMPLETE
