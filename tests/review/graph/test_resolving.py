"""What a call means, language by language: each small repository has its edges written out, with their confidence."""

from __future__ import annotations

import time
from collections.abc import Mapping
from random import Random

import pytest

from review.code.languages import LANGUAGES
from review.graph.building import build
from review.graph.stored import encode
from review.graph.updating import update
from review.models.code import Call, Definition, DefinitionKind, FileFacts, Import
from tests.review.graph import repositories_compiled, repositories_scripts
from tests.review.graph.made import calls, graph_of, imports

REPOSITORIES = repositories_scripts.REPOSITORIES | repositories_compiled.REPOSITORIES


@pytest.mark.parametrize("language", REPOSITORIES)
def test_the_calls_of_a_language_lead_to_their_definitions(language: str) -> None:
    sample = REPOSITORIES[language]
    assert calls(graph_of(sample.files)) == set(sample.calls)


@pytest.mark.parametrize("language", REPOSITORIES)
def test_the_imports_of_a_language_lead_to_their_files(language: str) -> None:
    sample = REPOSITORIES[language]
    assert imports(graph_of(sample.files)) == set(sample.imports)


def found(files: Mapping[str, str]) -> set[str]:
    return calls(graph_of(files))


def test_a_parameter_hides_a_function_of_its_name() -> None:
    assert found({"a.py": "def rate(): pass\ndef use(rate):\n    rate()\n"}) == set()
    assert found({"a.py": "def rate(): pass\ndef use(other):\n    rate()\n"}) == {"a.py:use -> a.py:rate 95"}


def test_the_standard_library_is_not_a_file_of_its_name() -> None:
    files = {"shop/__init__.py": "", "shop/json.py": "def dumps(x): pass\n"}
    assert found({**files, "shop/use.py": "import json\ndef f():\n    json.dumps(1)\n"}) == set()
    assert found({**files, "shop/use.py": "from . import json\ndef f():\n    json.dumps(1)\n"}) == {
        "shop/use.py:f -> shop/json.py:dumps 90"
    }


def test_a_method_on_an_unknown_receiver_is_a_guess_where_only_one_has_its_name() -> None:
    one = "class A:\n    def settle(self): pass\n"
    use = "def f(x):\n    x.settle()\n"
    assert found({"a.py": one, "use.py": use}) == {"use.py:f -> a.py:A.settle 35"}
    assert found({"a.py": one, "b.py": one, "use.py": use}) == set()


def test_a_method_that_library_types_have_is_no_guess() -> None:
    assert found({"a.py": "class A:\n    def append(self, x): pass\ndef f(x):\n    x.append(1)\n"}) == set()


def test_a_receiver_from_outside_is_no_guess() -> None:
    files = {"a.py": "class A:\n    def settle(self): pass\n", "use.py": "import lib\ndef f():\n    lib.x.settle()\n"}
    assert found(files) == set()


def test_imports_and_bases_that_lead_in_a_circle_end() -> None:
    files = {
        "p/__init__.py": "from .a import *\nfrom .a import x\n",
        "p/a.py": "from . import *\nfrom . import x\nclass A(B):\n    def f(self): self.g()\n"
        "class B(A): pass\ndef h(): x()\n",
    }
    assert found(files) == set()


def test_a_go_import_from_elsewhere_is_not_a_folder_of_its_last_name() -> None:
    files = {
        "main.go": 'package main\nimport (\n"ex.com/shop/cart"\n"ex.com/shop/tax"\n"github.com/pkg/errors"\n)\n'
        "func main() { cart.New(); tax.New(); errors.New() }\n",
        "cart/cart.go": "package cart\nfunc New() {}\n",
        "tax/tax.go": "package tax\nfunc New() {}\n",
        "inner/errors/errors.go": "package errors\nfunc New() {}\n",
    }
    assert found(files) == {"main.go:main -> cart/cart.go:New 90", "main.go:main -> tax/tax.go:New 90"}


def test_bases_that_fan_out_take_no_more_than_a_file_s_steps() -> None:
    """Control: with 25 classes on each of eight levels there are 25 ** 8 ways to look for what none of them has."""
    lines = []
    for level in range(8):
        bases = ", ".join(f"K{level - 1}_{at}" for at in range(25)) if level else "object"
        lines += [f"class K{level}_{at}({bases}): pass" for at in range(25)]
    lines += [
        "class Last(K7_0):",
        "    def f(self):",
        "        self.none()",
        "        self.g()",
        "    def g(self): pass",
    ]
    start = time.process_time()
    assert found({"a.py": "\n".join(lines)}) == set()
    assert time.process_time() - start < 10


def test_names_that_no_code_has_are_no_error() -> None:
    """They came from a parser that read broken code."""
    chance = Random(11)
    words = (
        "",
        "?",
        ".",
        "..",
        "new",
        "self",
        "super",
        "cls",
        "crate",
        "a",
        "A",
        "A.b",
        "::",
        "\\",
        "./a",
        "/",
        "@/",
        "*",
        "é\n",
    )

    def word() -> str:
        return chance.choice(("", ".", "::", "/")).join(chance.choices(words, k=chance.randint(1, 4)))

    def definition(at: int) -> Definition:
        kind = chance.choice(tuple(DefinitionKind))
        return Definition(word(), kind, at, at + 3, at, word(), "", True, False, (word(), word()), None)

    for language in LANGUAGES:
        known = {}
        for number in range(12):
            made = tuple(definition(at) for at in range(1, 8))
            taken = tuple(Import(word(), word(), word(), 1) for _ in range(8))
            called = tuple(Call(word(), word(), 1, chance.randint(-1, 6)) for _ in range(30))
            path = f"{chance.choice(('', 'a/', 'a/b/', 'src/'))}{chance.choice(('mod', '__init__', 'A'))}{number}.x"
            known[path] = FileFacts(language, 9, made, taken, called, (), (), ())
        graph = build(known)
        assert encode(update(graph, known)) == encode(graph)
