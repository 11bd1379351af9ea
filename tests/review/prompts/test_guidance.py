"""Guidelines are looked for where they may stand, and hold for what lies below them."""

from __future__ import annotations

from review.models import Guideline
from review.prompts.guidance import MAX_BYTES, MAX_PATHS, BaseFiles, holding


def test_what_tools_read_is_looked_for_at_the_root_and_beside_what_changed() -> None:
    named = BaseFiles().named(["web/ui/a.ts"])
    assert {"AGENTS.md", "CLAUDE.md", ".github/copilot-instructions.md", ".cursorrules", "CONTRIBUTING.md"} < {*named}
    assert {".gitattributes", "web/.gitattributes", "web/AGENTS.md", "web/ui/CLAUDE.md"} < {*named}
    assert "web/CONTRIBUTING.md" not in named


def test_a_change_of_many_folders_asks_for_a_bounded_number_of_files() -> None:
    named = BaseFiles().named(f"d{n}/x/a.py" for n in range(5_000))
    assert len(named) == MAX_PATHS
    assert ".gitattributes" in named


def test_the_policys_own_are_named_or_listed() -> None:
    own = BaseFiles(("/docs/style.md", "docs/rules/*.md", "**/STYLE.md"))
    assert own.named([])[0] == "docs/style.md"
    assert own.folders() == ["", "docs/rules"]
    assert own.chosen(["docs/rules/a.md", "docs/rules/b/c.md", "x/y/STYLE.md", "docs/style.md"]) == [
        "docs/rules/a.md",
        "x/y/STYLE.md",
    ]


def test_guidelines_come_with_the_policys_first_and_attributes_are_none() -> None:
    files = {
        "CONTRIBUTING.md": b"Be kind.",
        "AGENTS.md": b"No floats.",
        "CLAUDE.md": b"No floats.\n",
        "web/AGENTS.md": b"No any.",
        "docs/style.md": b"Short names.",
        ".gitattributes": b"* text",
        "empty/AGENTS.md": b" \n",
    }
    assert BaseFiles(("docs/style.md",)).guidelines(files) == (
        Guideline("docs/style.md", "Short names."),
        Guideline("AGENTS.md", "No floats."),
        Guideline("CONTRIBUTING.md", "Be kind."),
        Guideline("web/AGENTS.md", "No any."),
    )


def test_a_guideline_of_any_size_and_encoding_is_a_text_of_bounded_length() -> None:
    (made,) = BaseFiles().guidelines({"AGENTS.md": b"\xff" * 10 * MAX_BYTES})
    assert len(made.text) == MAX_BYTES


def test_a_nested_guideline_holds_for_its_folder_alone_and_comes_first_there() -> None:
    known = (Guideline("AGENTS.md", "a"), Guideline("web/AGENTS.md", "b"), Guideline("web/ui/CLAUDE.md", "c"))
    assert [one.text for one in holding(known, {"web/ui/a.ts"})] == ["c", "b", "a"]
    assert [one.text for one in holding(known, {"web/a.ts"})] == ["b", "a"]
    assert [one.text for one in holding(known, {"website/a.ts"})] == ["a"]


def test_the_policys_own_and_the_roots_hold_for_all() -> None:
    known = (Guideline("docs/style.md", "a"), Guideline(".github/copilot-instructions.md", "b"))
    assert [one.text for one in holding(known, {"x.py"})] == ["a", "b"]
