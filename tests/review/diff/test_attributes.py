"""Attributes of the base say what is generated or vendored, with the last and the nearest word winning."""

from __future__ import annotations

import pytest

from review.diff.attributes import NO_MARKS, Attributes, Marks, attribute_files


@pytest.mark.parametrize(
    ("rules", "path", "expected"),
    [
        (b"api/*.ts linguist-generated", "api/a.ts", Marks(generated=True)),
        (b"api/*.ts linguist-generated=true\r\n", "api/a.ts", Marks(generated=True)),
        (b"api/*.ts linguist-generated", "web/a.ts", NO_MARKS),
        (b"ext/** linguist-vendored", "ext/a/b.c", Marks(vendored=True)),
        (b"vendor/** -linguist-vendored", "vendor/a.c", Marks(vendored=False)),
        (b"vendor/** linguist-vendored=false", "vendor/a.c", Marks(vendored=False)),
        (b"* linguist-generated\na.py !linguist-generated", "a.py", NO_MARKS),
        (b"a.py linguist-generated\n* -linguist-generated", "a.py", Marks(generated=False)),
        (b"* text=auto linguist-generated linguist-vendored", "a.py", Marks(generated=True, vendored=True)),
        (b'"a b.py" linguist-generated', "a b.py", Marks(generated=True)),
        (b"\t# a.py linguist-generated\na.py text", "a.py", NO_MARKS),
        (b"a.py linguist-documentation", "a.py", NO_MARKS),
        (b"\xff\xfe\0 linguist-generated\n\na.py", "a.py", NO_MARKS),
        (b"[attr]gen linguist-generated\na.py gen", "a.py", NO_MARKS),
    ],
)
def test_a_line_marks_the_files_that_it_names(rules: bytes, path: str, expected: Marks) -> None:
    assert Attributes.read({".gitattributes": rules}).of(path) == expected


def test_the_file_nearest_to_the_path_has_the_last_word() -> None:
    files = {"web/.gitattributes": b"*.ts -linguist-generated", ".gitattributes": b"*.ts linguist-generated"}
    attributes = Attributes.read(files)
    assert attributes.of("web/a.ts") == Marks(generated=False)
    assert attributes.of("website/a.ts") == Marks(generated=True)


def test_a_file_that_is_no_attribute_file_says_nothing() -> None:
    assert Attributes.read({"AGENTS.md": b"* linguist-generated"}).of("a.py") == NO_MARKS


def test_attributes_are_looked_for_in_every_folder_above_a_change() -> None:
    assert attribute_files(["a/b/c.py", "a/d.py", "e.py"]) == [
        ".gitattributes",
        "a/.gitattributes",
        "a/b/.gitattributes",
    ]
