"""The facts of a file, language by language: each sample has its facts beside it, as a table."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

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
