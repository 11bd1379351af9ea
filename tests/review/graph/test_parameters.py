"""The parameters of heads as languages write them."""

from __future__ import annotations

import pytest

from review.graph.parameters import parameters


@pytest.mark.parametrize(
    ("language", "head", "expected"),
    [
        ("python", "def f(self, a: x.Y = 1, *b, **c) -> Z", {"self": "", "a": "x.Y", "b": "", "c": ""}),
        ("python", "def f(a: Optional[Y], b: dict[str, int])", {"a": "Y", "b": "dict"}),
        ("go", "func (s *S) M(a, b int, c *pkg.T) error", {"s": "S", "a": "int", "b": "int", "c": "pkg.T"}),
        ("java", "void f(final Foo<A, B> foo, int... n)", {"foo": "Foo", "n": "int"}),
        ("rust", "fn f(&mut self, c: &mut C, d: Box<D>) -> E", {"self": "", "c": "C", "d": "D"}),
        ("typescript", "go(private x?: Typed, y = 1): void", {"x": "Typed", "y": ""}),
        ("php", "function m(?Other $o, $p = [])", {"o": "Other", "p": ""}),
        ("python", "def f(" + "(" * 5_000, {}),
    ],
)
def test_parameters_have_their_types(language: str, head: str, expected: dict[str, str]) -> None:
    assert dict(parameters(head, language)) == expected
