"""Code without comments and without the shape of its literals: same length, same lines, in time that grows evenly."""

from __future__ import annotations

import time

import pytest

from review.checks.mask import mask

CASES = [
    ("c", b"a(); // gets(x)\nb();", b"a();           \nb();"),
    ("c", b"// one \\\ngets(x)\nb();", b"        \n       \nb();"),
    ("c", b"a /* (\n( */ b", b"a     \n     b"),
    ("c", b"/* a *\\\n/ b", b"       \n  b"),
    ("c", b'f("a(b); \\"c\\", %s")', b'f("a b   \\ c\\   %s")'),
    ("c", b"f('\"', '(', '\\'', x)", b"f(' ', ' ', '\\'', x)"),
    ("cpp", b'R"x(a(b)" )x" c', b'R  "a b   "   c'),
    ("cpp", b'u8R"(a)" L"b"', b'u8R "a"  L"b"'),
    ("cpp", b"1'000'000; gets(x)", b"1'000'000; gets(x)"),
    ("c", b'"open (\ngets(x)', b'"open  \ngets(x)'),
    ("c", b"#error don't (\ngets(x)", b"#error don't  \ngets(x)"),
    ("c", b'"http://a.b" c', b'"http://a.b" c'),
    ("c", b"/\\\n/ /*\ngets(x)", b"  \n    \ngets(x)"),
    ("c", b"/\\\n* ( */ b", b"  \n       b"),
    ("c", b"// one \\ \n/*\ngets(x)", b"         \n  \ngets(x)"),
    ("c", b'"a \\ \nb"; gets(x); "', b'"a \\ \nb"; gets(x); "'),
    ("swift", b"a /* b /* c */ d */ e", b"a                   e"),
    ("swift", b'f("a(b) /* c")', b'f("a b  /* c")'),
    ("swift", b'f("a \\(b(c)) d")', b'f("a \\(b c ) d")'),
    ("swift", b'f("a \\(b("c(")) d") // e', b'f("a \\(b  c   ) d")     '),
    ("swift", b'#"a "b" \\(c) \\#(d)"#', b' "a  b  \\ c   \\(d)" '),
    ("swift", b'"""\n a "b" (\n"""; c', b'  "\n a  b   \n"  ; c'),
    ("swift", b'"" + "a"', b'"" + "a"'),
    ("swift", b'"open (\ngets(x)', b'"open  \ngets(x)'),
    ("swift", b'"open \\(a\ngets(x)', b'"open \\(a\ngets(x)'),
]


@pytest.mark.parametrize(("language", "code", "seen"), CASES)
def test_what_is_seen_of_code(language: str, code: bytes, seen: bytes) -> None:
    assert len(code) == len(seen), "the case itself"
    assert mask(code, language) == seen


def test_other_languages_stay_as_they_are() -> None:
    assert mask(b"x = 1 // (2)\n", "python") == b"x = 1 // (2)\n"


HOSTILE = {
    "c": [b"/*", b'"', b"'", b'R"(', b'R"x()x', b"1'", b"//\\\n", b'"\\', b"/", b'u8R"', b"*/", b"\\\n"],
    "swift": [b"/*", b'"', b'"\\(', b"#", b'"#', b'#"', b'"""\\(', b'"""\\(\n', b"(", b")", b'"\n', b'"a"("b")\n'],
}
CLOSED = [b"", b"\n", b'"', b"*/", b'"""', b")" * 100]


@pytest.mark.parametrize("language", HOSTILE)
def test_length_and_lines_stay_whatever_the_bytes(language: str) -> None:
    for row in HOSTILE[language]:
        for other in HOSTILE[language]:
            for end in CLOSED:
                code = row * 7 + other * 5 + end
                seen = mask(code, language)
                assert len(seen) == len(code)
                assert [at for at, byte in enumerate(seen) if byte == 10] == [
                    at for at, byte in enumerate(code) if byte == 10
                ]


@pytest.mark.slow
@pytest.mark.parametrize(("language", "row"), [(name, row) for name, rows in HOSTILE.items() for row in rows])
def test_time_grows_with_the_length_alone(language: str, row: bytes) -> None:
    """Ten megabytes of what a reader could stumble over; 2 to 10 s of CPU were measured for the worst of them."""
    begun = time.process_time()
    mask(row * (10_000_000 // len(row)), language)
    assert time.process_time() - begun < 40


def test_many_lengths_of_delimiters_cost_no_more_than_their_bytes() -> None:
    begun = time.process_time()
    mask(b"".join(b"#" * length + b'"\n' for length in range(1_000)), "swift")
    assert time.process_time() - begun < 5
