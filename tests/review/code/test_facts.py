"""The facts of a file, language by language: each sample has its facts beside it, as a table."""

from __future__ import annotations

import time
from pathlib import Path
from random import Random

import pytest

from review.code.drafts import MAX_DOTTED, MAX_NAME
from review.code.facts import facts_of
from review.code.grammars import GRAMMARS, MAX_BYTES
from review.code.languages import LANGUAGES
from review.models.code import FileFacts
from tests.review.code.facts_as_text import EXPECTED, as_text, samples

SOUND = [(language, path) for language, path in samples() if language in GRAMMARS]
MUTATIONS = 20  # of each sample here; `tests.proofs` has the long run


def facts(code: str, language: str = "python") -> FileFacts:
    found = facts_of(code.encode(), language)
    assert found is not None
    return found


@pytest.mark.parametrize(("language", "path"), samples(), ids=lambda value: getattr(value, "name", value))
def test_a_sample_of_each_language_has_the_facts_beside_it(language: str, path: Path) -> None:
    found = facts_of(path.read_bytes(), language, fragile=True)
    assert found is not None
    assert as_text(found) == (path.parent / EXPECTED).read_text()


def test_every_language_has_a_sample() -> None:
    assert {language for language, _ in samples()} == set(LANGUAGES)
    assert len(LANGUAGES) >= 22


@pytest.mark.parametrize("language", ["ruby", "yaml"])
def test_a_grammar_that_may_crash_is_used_only_where_that_is_allowed(language: str) -> None:
    assert facts_of(b"a: 1\n", language) is None
    assert facts_of(b"a: 1\n", language, fragile=True) is not None, "control"


def test_no_facts_without_a_grammar_or_of_what_no_one_wrote() -> None:
    assert facts_of(b"a = 1\n", "cobol") is None
    assert facts_of(b"a = 1\n" * MAX_BYTES, "python") is None
    assert facts_of(b"", "python") is not None


def test_broken_code_gives_what_can_be_had_and_where_it_broke() -> None:
    found = facts("def f():\n    pass\n\n\nclass A(:\n    def g(self):\n        f()\n")
    assert "f" in {one.name for one in found.definitions}
    assert found.errors
    assert all(start >= 5 for start, _ in found.errors)


def test_a_decorator_is_a_call_by_what_it_decorates() -> None:
    found = facts("@cached(1)\n@shop.public\ndef f():\n    g()\n")
    assert [(call.receiver, call.name, call.within) for call in found.calls] == [
        ("", "cached", 0), ("shop", "public", 0), ("", "g", 0),
    ]  # fmt: skip


def test_a_receiver_that_is_no_name_is_unknown() -> None:
    found = facts("a.b().c()\n'x'.join(d[0].e())\n")
    receivers = {call.name: call.receiver for call in found.calls}
    assert receivers == {"b": "a", "c": "?", "join": "?", "e": "?"}


def test_an_inner_function_counts_for_itself() -> None:
    found = facts("def f(a):\n    if a:\n        def g(b, c):\n            while b: pass\n    return g\n")
    measured = {one.name: one.measures for one in found.definitions}
    outer, inner = measured["f"], measured["f.g"]
    assert outer is not None
    assert inner is not None
    assert (outer.cyclomatic, outer.parameters) == (2, 1)
    assert (inner.cyclomatic, inner.parameters, inner.nesting) == (2, 2, 1)


def test_a_run_of_one_operator_is_one_break_in_the_line_of_reading() -> None:
    one = facts("def f(a): return a and a and a\n").definitions[0].measures
    two = facts("def f(a): return a and a or a\n").definitions[0].measures
    assert one is not None
    assert two is not None
    assert (one.cyclomatic, one.cognitive) == (3, 1)
    assert (two.cyclomatic, two.cognitive) == (3, 2)


@pytest.mark.parametrize(
    ("code", "doc"),
    [
        ("# One. Two.\ndef f(): ...\n", "One."),
        ("# One\n\ndef f(): ...\n", ""),
        ("a = 1  # One\ndef f(): ...\n", ""),
        ("# One\n# and two\n@d\ndef f(): ...\n", "One and two"),
        ("# One\ndef f():\n    '''Two'''\n", "One"),
        ("# noqa: F401\ndef f(): ...\n", ""),
    ],
)
def test_the_doc_is_the_first_sentence_of_the_comment_right_above(code: str, doc: str) -> None:
    assert facts(code).definitions[0].doc == doc


def test_words_are_those_of_identifiers_split_and_without_the_common_ones() -> None:
    found = facts("orderTotal = HTTPServer2(order_total, 'text words')  # a comment\nself.x = print(orderTotal)\n")
    assert dict(found.words) == {"order": 3, "total": 3, "http": 1, "server": 1}


def test_a_key_on_one_line_is_no_definition_in_a_document() -> None:
    found = facts('{"a": {"b": 1}, "c": {\n"d": 2}}\n', "json")
    assert [one.name for one in found.definitions] == ["c"]


def test_a_tree_as_deep_as_its_text_is_asked_no_deeper_than_people_write(monkeypatch: pytest.MonkeyPatch) -> None:
    assert facts("f(\n" * 300 + ")" * 300).calls, "control: deep code as people could write it"
    deep = "- f()\n" * 3_000
    few = len(facts(deep, "javascript").calls)
    monkeypatch.setattr("review.code.facts.MAX_DEPTH", 1_000_000)
    assert few < len(facts(deep, "javascript").calls)


@pytest.mark.parametrize(("language", "path"), SOUND, ids=lambda value: getattr(value, "name", value))
def test_hostile_changes_of_a_sample_raise_nothing(language: str, path: Path) -> None:
    dice, code = Random(language), path.read_bytes()
    for _ in range(MUTATIONS):
        changed = bytearray(code)
        for _ in range(dice.randrange(1, 9)):
            at = dice.randrange(len(changed))
            piece = dice.choice((b"(", b"}", b'"', b"`", b"\n", b"/*", b"\xff", b"\0", b"::", b"->"))
            changed[at : at + dice.choice((0, 1, 30))] = piece * dice.choice((1, 1, 50))
        found = facts_of(bytes(changed), language)
        assert found is None or all(1 <= one.start <= one.line <= one.end for one in found.definitions)


@pytest.mark.parametrize(
    ("language", "code", "expected"),
    [
        ("python", "type Price[T] = list[T]\n", ["Price"]),
        ("javascript", "export default class extends Base {\n  total() {}\n}\n", ["default", "default.total"]),
        ("typescript", "export default () => { f() }\n", ["default"]),
        ("rust", "impl dyn Shape {\n    fn area(&self) {}\n}\n", ["Shape", "Shape.area"]),
        ("kotlin", 'fun String?.orX() = this ?: "x"\n', ["String.orX"]),
        (
            "html",
            '<img id="logo" src="a.png"/><p id=plain>a</p><script id="run">f()</script>\n',
            ["logo", "plain", "run"],
        ),
    ],
)
def test_definitions_in_less_usual_forms_are_named(language: str, code: str, expected: list[str]) -> None:
    assert [one.name for one in facts(code, language).definitions] == expected


@pytest.mark.parametrize(
    ("language", "code", "bases"),
    [
        ("rust", "struct Cart<T: Copy + Send>(T);\n", ()),
        ("rust", "impl<T> Shape for Cart<T> where T: Copy {}\n", ("Shape",)),
        ("rust", "trait Shape: Area + Send {}\n", ("Area", "Send")),
        ("csharp", "record Cart(int A) : Base(A), IFoo;\n", ("Base", "IFoo")),
        ("kotlin", "class Cart(a: Int) : Base(a), Shape by other\n", ("Base", "Shape")),
    ],
)
def test_bases_are_what_a_type_extends_and_not_what_its_parameters_must_be(
    language: str, code: str, bases: tuple[str, ...]
) -> None:
    assert facts(code, language).definitions[0].bases == bases


@pytest.mark.parametrize(
    ("language", "code"),
    [
        ("python", "def f(a):\n    match a:\n        case 1: g()\n        case _: h()\n"),
        ("csharp", "class C { int F(int a) => a switch { 1 => 2, _ => 3 }; }\n"),
        ("scala", "object C { def f(a: Int) = a match { case 1 => 2; case _ => 3 } }\n"),
        ("java", "class C { int f(int a) { return switch (a) { case 1 -> 2; default -> 3; }; } }\n"),
        ("rust", "fn f(a: u8) -> u8 { match a { 1 => 2, _ => 3 } }\n"),
    ],
)
def test_what_is_left_over_in_a_switch_is_no_path_of_its_own(language: str, code: str) -> None:
    measured = [one.measures.cyclomatic for one in facts(code, language).definitions if one.measures]
    assert measured == [2]


def test_a_long_head_is_read_once_for_all_its_members() -> None:
    members = "".join(f"fn a{number}(){{}}\n" for number in range(2_000))
    start = time.process_time()
    found = facts(f"impl /*{'impl ' * 600}*/ Y {{\n{members}}}\n", "rust")
    assert len(found.definitions) == 2_001
    assert time.process_time() - start < 3, "7 s when each member reads it again"


def test_dotted_names_stay_short_enough_to_be_kept() -> None:
    modules = "".join(f"mod {'a' * 190}{number} {{\n" for number in range(20))
    found = facts(modules + "fn f(){}\n" + "}\n" * 20, "rust")
    assert max(len(one.name) for one in found.definitions) <= MAX_DOTTED + MAX_NAME + 1
