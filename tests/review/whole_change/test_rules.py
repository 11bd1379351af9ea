"""Each rule of thumb: when it speaks, and when it keeps quiet."""

from __future__ import annotations

import pytest

from review.models import Severity, Side
from review.report.render import comment_body
from tests.review.findings.test_sanitise import what_acts
from tests.review.report.told import DISCOUNT
from tests.review.whole_change.changed import found, logic, rules

BIG = logic(60)


# Behaviour without a test


@pytest.mark.parametrize(
    "path", ["tests/test_a.py", "src/a.test.ts", "pkg/a_test.go", "spec/a_spec.rb", "src/test/java/ATest.java"]
)
def test_any_test_in_the_change_is_enough(path: str) -> None:
    assert rules({"shop/a.py": (None, BIG)}) == ["untested"]
    assert rules({"shop/a.py": (None, BIG), path: (None, "x\n")}) == []


def test_little_logic_and_code_that_tests_itself_are_left_alone() -> None:
    assert rules({"shop/a.py": (None, logic(12))}) == []
    assert rules({"shop/a.py": (None, BIG + "def f():\n    >>> f()\n")}) == []
    assert (
        rules({"src/a.rs": (None, "".join(f"    if x == {n} {{ return {n}; }}\n" for n in range(50)) + "#[test]\n")})
        == []
    )
    assert rules({"docs/conf.py": (None, BIG), "examples/a.py": (None, BIG), "scripts/b.py": (None, BIG)}) == []


def test_documentation_strings_and_comments_are_no_logic() -> None:
    text = '"""Docs.\n\n' + "if x:\n    return y\n" * 50 + '"""\n' + "# if x: return y\n" * 50
    assert rules({"shop/a.py": (None, text)}) == []


# A description that the change contradicts


@pytest.mark.parametrize(
    "title", ["docs: explain", "docs(api): explain", "typo: fix one", "test: cover it", "tests(a): b"]
)
def test_a_title_that_says_less_than_the_change_does(title: str) -> None:
    (one,) = found({"shop/a.py": ("x = 1\n", "x = 1\n" + logic(8))}, title=title)
    assert one.rule_id == "change.description"
    assert rules({"shop/a.py": ("x = 1\n", "x = 1\n# a comment\n")}, title=title) == []


@pytest.mark.parametrize("title", ["Docs for the shop", "Add docs: and code", "fix: document it", "feat!: tests: x"])
def test_other_titles_say_nothing_that_could_be_wrong(title: str) -> None:
    assert rules({"shop/a.py": ("x = 1\n", "x = 1\n" + logic(8))}, title=title) == []


@pytest.mark.parametrize(
    ("line", "speaks"),
    [
        ("- [x] I have added tests that prove my fix works", True),
        ("* [X] Tests added", True),
        ("- [ ] I have added tests", False),
        ("- [x] Tests added (or n/a)", False),
        ("- [x] I have not added tests", False),
        ("- [x] I ran the tests", False),
        ("I have added tests", False),
    ],
)
def test_a_ticked_box_about_tests_is_held_against_the_change(line: str, speaks: bool) -> None:
    files = {"shop/a.py": ("x = 1\n", "x = 1\n" + logic(8))}
    assert rules(files, body=f"Why\n\n{line}\n") == (["ticked"] if speaks else [])
    assert rules({**files, "tests/test_a.py": (None, "x\n")}, body=line) == []


def test_what_the_author_wrote_is_quoted_harmlessly() -> None:
    """A title or a ticked line is hostile text like any other."""
    line = "- [x] tests added `@octocat` ![i](https://e.example/p.png) <img src=x>"
    (one,) = found({"a`@octocat`.py": ("x = 1\n", "x = 1\n" + logic(8))}, body=line)
    assert what_acts(comment_body(one)) == set()
    assert comment_body(DISCOUNT) != comment_body(one)


# Migrations

DJANGO = "from django.db import migrations\n\nclass Migration(Base):\n    operations = [\n        {}\n    ]\n"
ALEMBIC = "from alembic import op\n\ndef upgrade():\n    op.drop_column('a', 'b')\n\ndef downgrade() -> None:\n    {}\n"


@pytest.mark.parametrize(("path", "text"), [
    ("shop/migrations/0002_fill.py", DJANGO.format("migrations.RunPython(fill),")),
    ("shop/migrations/0002_fill.py", DJANGO.format('migrations.RunSQL("UPDATE a SET b = (1, 2)"),')),
    ("migrations/versions/ab12_x.py", ALEMBIC.format("pass")),
    ("migrations/versions/ab12_x.py", ALEMBIC.format('"""Not possible."""\n    raise NotImplementedError')),
    ("db/migrations/001.js", "exports.up = (knex) => knex.schema.x();\nexports.down = async function (knex) {};\n"),
    ("db/migrate/1_a.rb", "def up\n  execute x\nend\n\ndef down\n  raise ActiveRecord::IrreversibleMigration\nend\n"),
    ("db/000002_add.up.sql", "CREATE TABLE a (b int);\n"),
    ("flyway/V2__drop.sql", "ALTER TABLE a DROP COLUMN b;\n"),
])  # fmt: skip
def test_a_migration_without_a_way_back(path: str, text: str) -> None:
    (one,) = found({path: (None, text)})
    assert (one.rule_id, one.severity) == ("change.migration", Severity.MEDIUM)


@pytest.mark.parametrize("files", [
    {"shop/migrations/0002_fill.py": DJANGO.format("migrations.RunPython(fill, empty),")},
    {"shop/migrations/0002_fill.py": DJANGO.format("migrations.RunPython(fill, reverse_code=empty),")},
    {"shop/migrations/0002_fill.py": DJANGO.format('migrations.RunSQL("a", "b"),')},
    {"shop/migrations/0002_add.py": DJANGO.format("migrations.AddField('a', 'b', models.IntegerField()),")},
    {"migrations/versions/ab12_x.py": ALEMBIC.format("op.add_column('a', b)")},
    {"migrations/versions/ab12_x.py": ALEMBIC.format("pass\n    op.add_column('a', b)")},
    {"db/000002_add.up.sql": "CREATE TABLE a (b int);\n", "db/000002_add.down.sql": "DROP TABLE a;\n"},
    {"db/migrations/V3__add.sql": "CREATE TABLE a (b int);\n-- drop column c\n"},
    {"shop/query.sql": "DROP TABLE a;\n"},
])  # fmt: skip
def test_a_migration_that_can_be_taken_back(files: dict[str, str]) -> None:
    assert rules({path: (None, text) for path, text in files.items()}) == []


def test_a_migration_that_was_there_before_is_not_judged() -> None:
    text = ALEMBIC.format("pass")
    assert rules({"migrations/versions/ab12_x.py": (text, text.replace("'b'", "'c'"))}) == []


# The public interface


@pytest.mark.parametrize(("path", "before", "after"), [
    ("src/pkg/a.py", "def load(path):\n    pass\n", "def fetch(path):\n    pass\n"),
    ("src/pkg/a.py", "def load(path, mode):\n    pass\n", "def load(path):\n    pass\n"),
    ("src/pkg/a.py", "def load(path):\n    pass\n", "def load(\n    path,\n    *,\n    mode: str,  # a\n):\n    x\n"),
    ("src/pkg/a.py", "def load(path, mode='r'):\n    pass\n", "def load(path, mode):\n    pass\n"),
    ("pkg/a.py", '__all__ = ["load"]\n\ndef load():\n    pass\n', "x = 1\n"),
    ("pkg/a.go", "package pkg\n\nfunc Load() {}\n", "package pkg\n\nfunc Fetch() {}\n"),
    ("src/index.ts", "export function load() {}\n", "export const x = 1;\n"),
])  # fmt: skip
def test_a_public_name_that_is_gone_or_called_in_another_way(path: str, before: str, after: str) -> None:
    (one,) = found({path: (before, after)})
    assert (one.rule_id, one.severity, one.location.side) == ("change.interface", Severity.MEDIUM, Side.LEFT)
    assert "load" in one.title.lower()


@pytest.mark.parametrize(("path", "before", "after"), [
    ("src/pkg/a.py", "def load(path):\n    pass\n", "def load(path, mode='r', *rest, deep=False, **more):\n    pass\n"),
    ("src/pkg/a.py", "def load(path, mode):\n    pass\n", "def load(path, **options):\n    pass\n"),
    ("src/pkg/a.py", "def _load(path):\n    pass\n", "x = 1\n"),
    ("src/pkg/a.py", "def load(path):\n    pass\n", "load = other\n"),
    ("src/pkg/a.py", "@route('/a')\ndef load(path):\n    pass\n", "@route('/a')\ndef load(path, b):\n    pass\n"),
    ("src/pkg/a.py", "def load(path):\n    # deprecated, use fetch\n    pass\n", "x = 1\n"),
    ("src/pkg/_a.py", "def load(path):\n    pass\n", "x = 1\n"),
    ("shop/a.py", "def load(path):\n    pass\n", "x = 1\n"),
    ("pkg/a.py", '__all__ = ["x"]\n\ndef load():\n    pass\n', "x = 1\n"),
    ("cmd/a.go", "package main\n\nfunc Load() {}\n", "package main\n"),
    ("internal/a.go", "package a\n\nfunc Load() {}\n", "package a\n"),
    ("src/cart.ts", "export function load() {}\n", "export const x = 1;\n"),
])  # fmt: skip
def test_what_breaks_nobody_outside_is_left_alone(path: str, before: str, after: str) -> None:
    assert rules({path: (before, after)}) == []


def test_a_name_that_moves_to_another_file_is_not_gone() -> None:
    gone = ("def load(path):\n    pass\n", "x = 1\n")
    assert rules({"src/pkg/a.py": gone}) == ["interface"]
    assert rules({"src/pkg/a.py": gone, "src/pkg/b.py": ("y = 1\n", "y = 1\n\ndef load(path):\n    pass\n")}) == []


# Dependencies

PROJECT = '[project]\nversion = "1.0"\ndependencies = [\n  "requests>=2",\n{}]\n\n[tool.x]\nfiles = ["CHANGES.md"{}]\n'


@pytest.mark.parametrize(("path", "before", "after"), [
    ("requirements.txt", "a==1.0\n", "a==1.0\nflask==3.0  # see https://e.example\n"),
    ("pyproject.toml", PROJECT.format("", ""), PROJECT.format('  "flask[async]>=3",\n', "")),
    ("package.json", '{\n  "dependencies": {\n  }\n}\n', '{\n  "dependencies": {\n    "flask": "^1.0.0"\n  }\n}\n'),
    ("go.mod", "module a\n", "module a\n\nrequire github.com/a/flask v1.2.3\n"),
    ("Cargo.toml", "[dependencies]\n", '[dependencies]\nflask = { version = "1", features = ["x"] }\n'),
    ("Gemfile", "x\n", "x\ngem 'flask', '~> 1'\n"),
])  # fmt: skip
def test_a_new_dependency_is_noted(path: str, before: str, after: str) -> None:
    (one,) = found({path: (before, after)})
    assert (one.rule_id, one.severity) == ("change.dependencies", Severity.INFO)
    assert "flask`" in one.message


def test_what_is_no_dependency_is_not_taken_for_one() -> None:
    """A file list in the same manifest, a version, another release of the same."""
    assert rules({"pyproject.toml": (PROJECT.format("", ""), PROJECT.format("", ', "NEW.md"'))}) == []
    assert rules({"pyproject.toml": (PROJECT.format("", ""), PROJECT.format("", "").replace("1.0", "1.1"))}) == []
    assert rules({"package.json": ('{\n  "version": "1.0.0"\n}\n', '{\n  "version": "1.0.1"\n}\n')}) == []


def test_a_dependency_from_an_address_is_advice() -> None:
    files = {"requirements.txt": ("a==1.0\n", "a==1.0\nflask @ git+https://e.example/flask.git\n")}
    assert [(one.rule_id, one.severity) for one in found(files)] == [
        ("change.dependency", Severity.LOW),
        ("change.dependencies", Severity.INFO),
    ]
