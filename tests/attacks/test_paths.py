"""Rows 21, 22, 39: names of files and branches are text; links are not followed."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.analyzers import layout
from app.errors import AppError
from app.git.plumbing import Git, Limits, write_empty_repository
from app.git.remote import Remote, fetch
from tests.app.work.bot import SECURITY, Bot, scripted
from tests.attacks.evidence import SAMPLE_SECRET, annotated, bodies, gate, left_in, posted, record_processes, written
from tests.review.findings.test_sanitise import what_acts
from tests.stand_in.commits import EXECUTABLE, LINK, SUBMODULE, Content, Entry

EVAL = "import subprocess\nfrom flask import request\nsubprocess.run(request.args['x'], shell=True)\n"
NAMES: tuple[bytes, ...] = (
    b"-rf.py", b"--config.py", b"--config=p/ci.py", b"-.py", b"a\nb.py", b"a\rb.py", b"a\tb.py", b"a\x1b[31mb.py",
    b"a\x01b.py", b"$(touch x).py", b"`touch x`.py", b"a;touch x.py", b"a&b.py", b"a|b.py", b"a>b.py", b"'a'.py",
    b'"a".py', b"a\\b.py", b"a\\303\\251.py", b"a*.py", b"a?.py", b"[a].py", b"{a,b}.py", b"~root.py",
    b"%2e%2e%2fx.py", b"..x.py", b"...py", b".git.py", b"con.py", b"nul.py", b"C:\\x.py", b"a b.py", b" a.py",
    b"a .py", b"A.PY.py", b"caf\xc3\xa9.py", b"cafe\xcc\x81.py", b"caf\xe9.py", b"\xff\xfe.py", b"\xe2\x80\xaegnp.py",
    b"\xe2\x80\x8bx.py", b"\xf3\xa0\x81\x81x.py", b"x" * 240 + b".py", b"a/" * 40 + b"b.py", b"dir/HEAD.py",
    b"hooks/x.py", b"@octocat.py", b"#1.py", b"![i](x).py", b"[t](http%3A).py", b"<img src=x>.py", b"<!--.py",
    b"**b**.py", b"a```b.py", b"a`b.py", b"closes #1.py", b"::set-output name=x::y.py", b"%0A.py", b"\xc2\xa0.py",
    b"\xe2\x80\xa8.py",
)  # fmt: skip


@pytest.mark.slow
async def test_sixty_hostile_names_are_scanned_and_come_out_harmless(bot: Bot, tmp_path: Path) -> None:
    """Row 21: every file is found under its name, escaped; nothing is written but our own numbered files."""
    assert len(NAMES) >= 60
    before = left_in(tmp_path)
    bot.providers = [scripted(lambda _: '{"findings": []}')]
    # Each its own: equal code in two files has one fingerprint.
    files: dict[bytes, Content] = {name: EVAL.replace("'x'", f"'x{number}'") for number, name in enumerate(NAMES)}
    bot.github.commit(bot.repository, "topic", files, parent=bot.github.sha(bot.repository, "main"))
    pull = bot.github.open_pull_request(bot.repository)
    await bot.review(pull)
    new = [path for path in left_in(tmp_path) if path not in before and not path.startswith("github/")]
    assert {Path(path).parts[0] for path in new} <= {"data", "bot.db-wal", "bot.db-shm"}
    assert left_in(bot.folder) == ["scratch"], "and the job's own folder is empty again"
    (run,) = [run for run in bot.github.check_runs(pull) if run.name == SECURITY]
    assert len({str(note["path"]) for note in run.annotations}) == len(NAMES)
    assert all(str(note["path"]).isprintable() for note in run.annotations)
    assert gate(bot, pull) == "failure"
    assert len(bot.github.comments(pull)) == 25
    for text in bodies(bot, pull):
        assert what_acts(text) == set(), text
    assert all(char.isprintable() or char == "\n" for text in bodies(bot, pull) for char in text)


@pytest.mark.slow
async def test_control_a_folder_that_took_names_from_the_change_would_hold_them(
    bot: Bot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Row 21: with the numbering off, the engine's command line carries the author's words."""
    monkeypatch.setattr(layout, "suffix_of", lambda target: target.path)
    started = record_processes(monkeypatch, bot)
    await bot.review(bot.open({"--config=p.py": EVAL}))
    assert any("--config=p.py" in argument for one in started for argument in one.argv)


@pytest.mark.slow
async def test_links_and_submodules_are_named_and_not_followed(
    bot: Bot, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Row 22: what they point to is in no finding, question or log; a file that was a link is read like any other."""
    canary = "canary-of-the-host-5521"
    secret = tmp_path_factory.mktemp("host") / "secret.py"
    secret.write_text(f"# {canary}\n{EVAL}")
    bot.github.commit(bot.repository, "main", {"was_link.py": Entry(b"README.md", LINK)})
    targets = (
        "/proc/self/environ",
        "/etc/passwd",
        str(secret),
        "../../../../../../etc/shadow",
        "shop/web.py",
        ".",
        "\n",
    )
    links: dict[str, Content] = {f"link{n}.py": Entry(target.encode(), LINK) for n, target in enumerate(targets)}
    bot.providers = [scripted(lambda _: '{"findings": []}')]
    pull = bot.open({
        **links, "module": Entry(b"1" * 40, SUBMODULE), "was_link.py": EVAL, "run.py": Entry(EVAL.encode(), EXECUTABLE),
    })  # fmt: skip
    await bot.review(pull)
    asked = "".join(question.user for question in bot.providers[0].questions)
    leading_out = {f"link{number}.py" for number in range(4)}  # found for where they point, which nobody looked at
    assert annotated(bot, pull) == {"was_link.py", "run.py"} | leading_out
    assert gate(bot, pull) == "failure"
    for text in (asked, posted(bot, pull), b"".join(written(bot)).decode("utf-8", "replace")):
        assert "root:x:0" not in text
        assert canary not in text


BRANCHES = tuple(
    f"{prefix}{text}"
    for prefix in ("", "feature/")
    for text in (
        "$(touch${IFS}canary)", "`touch${IFS}canary`", ";touch${IFS}canary", "|touch${IFS}canary",
        "&touch${IFS}canary&", "$IFS$9canary", "'canary'", '"canary"', ">canary", "<canary", "!canary", "#canary",
        "%canary%", "{canary,}", "@canary",
    )
)  # fmt: skip


@pytest.fixture
def canaries_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Let a command that a name smuggles in leave its mark in a folder of the test's."""
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    return here


@pytest.mark.parametrize("names", [BRANCHES[::12], pytest.param(BRANCHES, marks=pytest.mark.slow)], ids=["some", "all"])
async def test_no_process_is_started_with_a_name_of_the_author_s(
    names: tuple[str, ...], bot: Bot, monkeypatch: pytest.MonkeyPatch, canaries_here: Path
) -> None:
    """Row 39: branch names as head and as base; every command line and environment of ours is free of them."""
    assert len(BRANCHES) == 30
    started = record_processes(monkeypatch, bot)
    main = bot.github.sha(bot.repository, "main")
    for number, name in enumerate(names):
        bot.github.push(bot.repository, f"base{name}", main)
        bot.github.commit(bot.repository, name, {f"{number}.txt": f"key {SAMPLE_SECRET}\n"}, parent=main)
        pull = bot.github.open_pull_request(bot.repository, head=name, base=f"base{name}")
        await bot.review(pull)
        assert gate(bot, pull) == "failure", name
    assert started
    assert [one.argv for one in started if "canary" in one.text] == []
    assert all(one.argv[0] not in {"sh", "/bin/sh", "bash"} for one in started)
    assert list(canaries_here.iterdir()) == []


async def test_a_name_that_the_server_must_be_asked_for_goes_in_by_stdin(
    bot: Bot, monkeypatch: pytest.MonkeyPatch, canaries_here: Path
) -> None:
    """Row 39: where ids are refused, git is given refs, and these on stdin: thirty at once, each its own base."""
    started = record_processes(monkeypatch, bot)
    folder = bot.folder / "by-ref"
    write_empty_repository(folder)
    remote = Remote(f"{bot.github.url}/octo/shop.git", None, allow_http=True)
    with pytest.raises(AppError):
        await fetch(Git(folder), remote, [f"refs/heads/{name}" for name in BRANCHES], Limits())
    assert started
    assert [one.argv for one in started if "canary" in one.text] == []
    assert list(canaries_here.iterdir()) == []
