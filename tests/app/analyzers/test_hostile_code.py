"""Attacks on the scanner from inside the change (reference/reliability.md sections 1 and 5), each with a control.

The controls run the engine, or the ordinary command line program, with a guard left out: they show that the attack is
real, so that the test of the guard cannot pass for another reason.
"""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import orjson
import pytest

from app.analyzers import semgrep
from review.models import Side
from tests.app.analyzers.hostile import EVAL, cli, fake_engine, laid_out, python, scan, unguarded

BIG = "eval(first)\n" + "# padding padding padding padding\n" * 40_000 + "eval(last)\n"


def bare_repository(canary: Path) -> dict[str, str]:
    """Return the four files that make a folder a bare repository whose config runs a command when git looks at it."""
    return {
        "HEAD": "ref: refs/heads/main\n",
        "config": "[core]\n\trepositoryformatversion = 0\n\tbare = false\n\tworktree = .\n"
        f"\tfsmonitor = touch {canary}\n",
        "objects/info/.keep": "",
        "refs/heads/.keep": "",
    }


@pytest.fixture(scope="module")
def ordinary(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Any], Path]:
    """Scan a hostile tree once with the ordinary program, by folder and without the guards; return what it said."""
    root = tmp_path_factory.mktemp("ordinary")
    tree, home, canary = root / "tree", root / "home", root / "canary"
    home.mkdir()
    files = bare_repository(canary) | {
        "plain.py": "eval(x)\n",
        "silenced.py": "eval(x)  # nosemgrep\n",
        "ignored.py": "eval(x)\n",
        ".semgrepignore": "ignored.py\n",
        "big.py": BIG,
    }
    for name, text in files.items():
        (tree / name).parent.mkdir(parents=True, exist_ok=True)
        (tree / name).write_text(text)
    (root / "rules.json").write_bytes(orjson.dumps({"rules": [EVAL]}))
    return cli(tree, "--config", str(root / "rules.json"), ".", home=home), canary


@pytest.mark.slow
def test_control_the_ordinary_program_loses_what_the_author_of_a_change_wants_lost(
    ordinary: tuple[dict[str, Any], Path],
) -> None:
    answer, _ = ordinary
    assert {result["path"] for result in answer["results"]} == {"plain.py"}
    assert answer["errors"] == [], "and says nothing about it"


@pytest.mark.slow
def test_control_the_ordinary_program_runs_the_command_of_a_planted_repository(
    ordinary: tuple[dict[str, Any], Path],
) -> None:
    assert ordinary[1].exists()


async def test_a_planted_repository_runs_no_command(tmp_path: Path) -> None:
    """At the root of the change and nested; the files are scanned as text under our own names."""
    canary = tmp_path / "canary"
    layout = bare_repository(canary)
    targets = [python(text, prefix + name) for prefix in ("", "vendor/") for name, text in layout.items()]
    report = await scan([*targets, python("eval(x)\n")], tmp_path)
    assert len(report.matches) == 1
    assert not canary.exists()


def test_the_engine_starts_no_program_but_uname(tmp_path: Path) -> None:
    """Nothing else is on its PATH: no git to fool, no shell."""
    layout = laid_out([python("x")], tmp_path)
    assert sorted(each.name for each in layout.tools.iterdir()) == ["osemgrep", "uname"]


async def test_suppression_comments_are_not_obeyed(tmp_path: Path) -> None:
    silenced = [python("eval(x)  # nosemgrep\n"), python("# nosemgrep: py-eval\neval(x)  # nosem\n", "b.py")]
    assert len((await scan(silenced, tmp_path)).matches) == 2
    assert len(unguarded(silenced, tmp_path, "--disable-nosem")["results"]) < 2


async def test_an_ignore_file_in_the_change_is_not_obeyed(tmp_path: Path) -> None:
    targets = [python("*\n", ".semgrepignore"), python("*\n", ".gitignore"), python("eval(x)\n")]
    assert len((await scan(targets, tmp_path)).matches) == 1


async def test_a_file_above_a_megabyte_is_scanned_to_its_end(tmp_path: Path) -> None:
    report = await scan([python(BIG)], tmp_path)
    assert [match.start_line for match in report.matches] == [1, 40_002]
    assert unguarded([python(BIG)], tmp_path, "--max-target-bytes")["results"] == [], (
        "silently skipped without the flag"
    )


OUR_HOME = str(Path.home())

HOSTILE_NAMES = [
    *(
        "../../etc/passwd.py",
        "/etc/cron.d/x.py",
        "-rf.py",
        "--config.py",
        "a\nb.py",
        "a\0b.py",
        ".git/hooks/post-checkout.py",
    ),
    *("con.py", "a b.py", "$(touch x).py", "`id`.py", "a;b.py", "é.py", "e\u0301.py", "A.PY", "a.py", "caf\udce9.py"),
    *("\u202egnp.py", "x" * 300 + ".py", "..", ".", "", "a/", "a.py/b.py", "C:\\x.py", "%2e%2e%2fx.py", "~root/x.py"),
]


def test_no_name_of_the_change_reaches_the_disk(tmp_path: Path) -> None:
    targets = [python("eval(x)\n", name) for name in HOSTILE_NAMES]
    layout = laid_out(targets, tmp_path)
    on_disk = [each for each in tmp_path.rglob("*") if each.parent == layout.code]
    assert sorted(each.name for each in on_disk) == [f"{number:05d}.py" for number in range(len(targets))]
    assert all(each.is_file() and not each.is_symlink() for each in on_disk)
    assert [path for path in tmp_path.iterdir() if path != layout.root] == []


async def test_matches_carry_the_original_name_whatever_it_is(tmp_path: Path) -> None:
    report = await scan([python("eval(x)\n", name) for name in HOSTILE_NAMES], tmp_path)
    assert sorted(match.path for match in report.matches) == sorted(HOSTILE_NAMES)
    assert report.gaps == ()


async def test_the_target_of_a_symlink_is_never_read(tmp_path: Path) -> None:
    """A link's blob is its target's name: it is scanned as that text, and no link is made."""
    secret = tmp_path / "secret.py"
    secret.write_text("eval(canary)\n")
    assert (await scan([python(str(secret), "link.py")], tmp_path)).matches == ()


async def test_garbage_is_a_gap_and_does_not_hide_the_rest(tmp_path: Path) -> None:
    report = await scan([python("def ((((\neval(x)\n}{\n"), python("eval(x)\n", "b.py")], tmp_path)
    assert [match.path for match in report.matches if match.path == "b.py"]
    assert {gap.path for gap in report.gaps} == {"a.py"}


async def test_the_engine_has_none_of_our_environment_and_no_home(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    canaries = {
        name: "canary-" + name for name in ("GITHUB_PRIVATE_KEY", "OPENAI_API_KEY", "DATABASE_URL", "HTTP_PROXY")
    }
    for name, value in canaries.items():
        monkeypatch.setenv(name, value)
    said = tmp_path / "said"
    engine = fake_engine(tmp_path, f"export -p > {said}; cd; pwd >> {said}")
    await semgrep.scan(engine, [python("x")], [EVAL], scratch=tmp_path, deadline=5)
    text = said.read_text()  # a few lines in a temporary folder
    assert "safe.bareRepository" in text
    assert "canary-" not in text
    assert OUR_HOME not in text.split("\n")


@pytest.mark.slow
@pytest.mark.parametrize(
    "code",
    ["eval(x)\n" + "(" * 20_000 + ")" * 20_000 + "\n", "x = '" + "a" * 3_000_000 + "'\neval(x)\n", "eval(x)\n" * 500],
    ids=["nesting", "one long line", "many matches"],
)
async def test_code_written_to_stall_the_engine_ends_in_time(code: str, tmp_path: Path) -> None:
    begun = time.monotonic()
    report = await scan([python(code), python("eval(x)\n", "b.py")], tmp_path)
    assert time.monotonic() - begun < 30
    assert report.matches or report.gaps


async def test_one_hostile_file_does_not_blank_the_others(tmp_path: Path) -> None:
    """With the ordinary program one missing or linked target ends the run without any result."""
    hostile = [python(b"\0" * 1000, "nul.py"), python(b"\xff" * 1000, "bytes.py"), python(b"", "empty.py")]
    report = await scan([*hostile, python("eval(x)\n"), python("eval(x)\n", side=Side.LEFT)], tmp_path)
    assert len(report.matches) == 2
