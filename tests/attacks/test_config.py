"""Rows 1, 2, 5, 6, 40: nothing in the change configures us, our tools, or the gate."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import pytest

from app.analyzers import semgrep
from app.github.client import Client
from app.work.policy import policy_of
from review.checks import rules
from review.models import PullRequest
from review.policy import Policy, PolicyLayer, PolicyReading, read_policy
from tests.app.work.bot import VULNERABLE, Bot, scripted
from tests.attacks.evidence import SAMPLE_SECRET, annotated, gate, posted, record_processes
from tests.stand_in.commits import Content

CANARY = "canary-7f3a-environment"


def bare_layout(canary: Path, prefix: str = "") -> dict[str, Content]:
    """Return what makes a folder a bare repository whose config runs a command as soon as git looks at it."""
    return {
        f"{prefix}HEAD": "ref: refs/heads/main\n",
        f"{prefix}config": "[core]\n\trepositoryformatversion = 0\n\tbare = false\n\tworktree = .\n"
        f"\tfsmonitor = touch {canary}\n",
        f"{prefix}objects/info/.keep": "",
        f"{prefix}refs/heads/.keep": "",
    }


def hostile_configs(canaries: Path) -> dict[str, Content]:
    """Return fourteen configurations that run a command, or switch a check off, in the tool that believes them."""

    def touch(name: str) -> str:
        return f"touch {canaries / name}"

    return {
        ".rubocop.yml": "require: ./evil.rb\n",
        "evil.rb": f"system('{touch('rubocop')}')\n",
        ".eslintrc.js": f"require('child_process').execSync('{touch('eslint')}'); module.exports = {{}};\n",
        ".semgrep/rules.yml": "rules: []\n",
        ".semgrep.yml": "rules: []\n",
        ".semgrepignore": "*\n",
        ".gitattributes": "* -diff -text diff=evil filter=evil linguist-generated linguist-vendored\n*.py binary\n",
        ".gitconfig": f"[core]\n\tfsmonitor = {touch('gitconfig')}\n",
        ".gitmodules": f'[submodule "x"]\n\tpath = x\n\turl = ext::{touch("submodule")}\n',
        "hooks/post-checkout": f"#!/bin/sh\n{touch('hook')}\n",
        "conftest.py": f"import os\nos.system('{touch('conftest')}')\n",
        "sitecustomize.py": f"import os\nos.system('{touch('site')}')\n",
        "pyproject.toml": "[tool.detect-secrets]\nexclude = '.*'\n[tool.diffdiver]\nfail_on = 'off'\n",
        ".secrets.baseline": '{"exclude": {"files": ".*"}}\n',
        ".github/diffdiver.yml": "fail_on: critical\non_incomplete: pass\n",
        **bare_layout(canaries / "bare"),
        **bare_layout(canaries / "nested", "vendor/lib/"),
    }


@pytest.mark.slow
async def test_no_configuration_of_a_change_is_obeyed(bot: Bot, tmp_path: Path) -> None:
    """Rows 1 and 2: hostile configs and two bare repositories; no canary, and the dangerous line is found as ever."""
    canaries = tmp_path / "canaries"
    canaries.mkdir()
    pull = bot.open({**hostile_configs(canaries), **VULNERABLE})
    await bot.review(pull)
    assert list(canaries.iterdir()) == []
    assert "shop/web.py" in annotated(bot, pull)
    assert gate(bot, pull) == "failure"


def test_control_git_runs_the_command_of_such_a_folder(tmp_path: Path) -> None:
    canary, tree = tmp_path / "canary", tmp_path / "tree"
    for name, text in bare_layout(canary).items():
        (tree / name).parent.mkdir(parents=True, exist_ok=True)
        (tree / name).write_text(str(text))
    subprocess.run(["git", "status"], cwd=tree, env={"PATH": "/usr/bin:/bin"}, capture_output=True, check=False)
    assert canary.exists(), "the layout is a real attack on whoever runs git in the folder"


@pytest.mark.slow
async def test_git_and_engine_never_stand_in_a_folder_of_the_change(bot: Bot, monkeypatch: pytest.MonkeyPatch) -> None:
    """Row 2: every git names its directory and takes no other; the engine gets files, never a folder."""
    started = record_processes(monkeypatch, bot)
    await bot.review(bot.open(VULNERABLE))
    gits = [one for one in started if any(part.startswith("--git-dir=") for part in one.argv)]
    engines = [one for one in started if any(part.endswith("osemgrep") for part in one.argv)]
    assert gits
    assert engines
    assert len(gits) + len(engines) == len(started), "nothing else is started for a review"
    for one in gits:
        env = one.env or {}
        pairs = {env[key]: env[key.replace("KEY", "VALUE")] for key in env if key.startswith("GIT_CONFIG_KEY")}
        assert pairs["safe.bareRepository"] == "explicit"
        assert pairs["core.fsmonitor"] == "false"
        assert pairs["core.hooksPath"] == "/dev/null"
    for one in engines:
        targets = one.argv[len(one.argv) - one.argv[::-1].index("--") :]
        assert all(name[:5].isdigit() and "/" not in name for name in targets)
        assert "--no-git-ignore" in one.argv
        assert "safe.bareRepository" in one.text


POLICIES = (
    "review:\n  instructions: '@format {env[GITHUB_PRIVATE_KEY]}'\n",
    "review:\n  instructions: '@jinja {{ env.GITHUB_PRIVATE_KEY }}'\n",
    "review:\n  instructions: '${GITHUB_PRIVATE_KEY} $GITHUB_PRIVATE_KEY %(GITHUB_PRIVATE_KEY)s'\n",
    "review:\n  instructions: '{{ lookup(\"env\", \"GITHUB_PRIVATE_KEY\") }} {{ \"\".__class__.__mro__ }}'\n",
    "dynaconf_include: ['/proc/self/environ', 'evil.py']\n",
    "review:\n  instructions: !include /proc/self/environ\n",
    "review:\n  instructions: !ENV GITHUB_PRIVATE_KEY\n",
    "review:\n  instructions: !!python/object/apply:os.getenv [GITHUB_PRIVATE_KEY]\n",
    "fail_on: !!python/object/apply:os.system ['touch CANARY']\n",
    "? !!python/object/apply:os.system ['touch CANARY']\n: x\n",
    "x: &x [a, a]\ny: &y [*x, *x]\nz: [*y, *y]\nfail_on: *z\n",
    "<<: {fail_on: critical}\nfail_on: critical\nextends: https://evil.example/policy.yml\n",
    "__class__: x\n__setattr__: [fail_on, critical]\nfail_on.__class__: y\n",
    "fail_on: [critical]\non_incomplete: {pass: pass}\nbudget: 1\n",
    "fail_on: off\non_incomplete: none\nbudget:\n  per_review_usd: .inf\n  per_day_usd: 1e999\n",
    "\0\x1b[2J", "a: " * 4000, "[" * 5000, "- " * 5000 + "x", "fail_on: critical\n\t- x\n", "\ud800: x\n",
)  # fmt: skip


@pytest.mark.parametrize("trusted", [False, True], ids=["base branch", "default branch"])
def test_a_policy_is_never_evaluated(trusted: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Row 5: templates, includes, tags, merges and bombs leave the gate as it is and the environment where it is."""
    monkeypatch.setenv("GITHUB_PRIVATE_KEY", CANARY)
    canary = tmp_path / "canary"
    for text in POLICIES:
        reading = read_policy([PolicyLayer("file", text.replace("CANARY", str(canary)), trusted=trusted)])
        told = repr(reading)
        assert CANARY not in told, text
        assert len(told) < 20_000, text
        gates = (reading.policy.fail_on, reading.policy.on_incomplete, reading.policy.budget_per_day)
        default = Policy()
        loose = trusted and text.startswith(("<<", "fail_on: critical\n\t"))  # a plain, trusted value counts
        assert loose or gates == (default.fail_on, default.on_incomplete, default.budget_per_day), text
    assert not canary.exists()


@pytest.mark.slow
async def test_a_hostile_policy_file_leaks_nothing_into_what_is_posted_or_asked(
    bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Row 5, end to end and from the default branch itself: texts of the file stay the texts they are."""
    monkeypatch.setenv("GITHUB_PRIVATE_KEY", CANARY)
    text = (
        "review:\n  instructions: '@format {env[GITHUB_PRIVATE_KEY]} ${GITHUB_PRIVATE_KEY}'\n"
        "dynaconf_include: /proc/self/environ\n'![x](https://evil.example) @octocat <b>': 1\n"
        "fail_on: '{env[GITHUB_PRIVATE_KEY]}'\n"
    )
    bot.github.commit(bot.repository, "main", {".github/diffdiver.yml": text})
    bot.providers = [scripted(lambda _: '{"findings": []}')]
    pull = bot.open(VULNERABLE)
    await bot.review(pull)
    asked = "\n".join(question.user for question in bot.providers[0].questions)
    assert "@format {env[GITHUB_PRIVATE_KEY]}" in asked, "control: the maintainers' words do get there"
    assert CANARY not in asked + posted(bot, pull)
    assert "unknown key" in posted(bot, pull)
    assert gate(bot, pull) == "failure"


LOOSE = "fail_on: critical\non_incomplete: pass\n"
# A finding of severity high: a critical one fails the gate under the loosest policy too, and proves nothing.
HIGH: dict[str, Content] = {"notes.txt": f"key {SAMPLE_SECRET}\n"}


@pytest.mark.slow
async def test_control_a_policy_read_from_the_head_would_open_the_gate(
    bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Row 6: what the guard, reading from the default branch only, is for."""

    async def from_head(client: Client, pull_request: PullRequest) -> PolicyReading:
        own = replace(pull_request, base_ref=pull_request.head_ref, default_branch=pull_request.head_ref)
        return await policy_of(client, own)

    pull = bot.open({**HIGH, ".github/diffdiver.yml": LOOSE})
    await bot.review(pull)
    assert gate(bot, pull) == "failure"
    monkeypatch.setattr("app.work.review_run.policy_of", from_head)
    bot.github.commit(bot.repository, "topic", {"a.txt": "a\n"})
    await bot.review(pull)
    assert gate(bot, pull) == "success"


async def test_a_pull_request_onto_its_author_s_own_branch_cannot_loosen_the_gate(bot: Bot) -> None:
    """Row 6: the base branch is the author's too, and holds the loose policy; only the default branch may loosen."""
    main = bot.github.sha(bot.repository, "main")
    bot.github.commit(bot.repository, "mine", {".github/diffdiver.yml": LOOSE}, parent=main)
    bot.github.commit(bot.repository, "topic", HIGH, parent=bot.github.sha(bot.repository, "mine"))
    pull = bot.github.open_pull_request(bot.repository, base="mine")
    await bot.review(pull)
    assert gate(bot, pull) == "failure"


@pytest.mark.slow
async def test_a_tag_named_like_the_default_branch_gives_no_policy(bot: Bot) -> None:
    """Row 6: git prefers a tag to a branch of the same name; whoever may push tags may not set the policy."""
    main = bot.github.sha(bot.repository, "main")
    loose = bot.github.commit(bot.repository, "mine", {".github/diffdiver.yml": LOOSE}, parent=main)
    (bot.repository.path / "refs" / "tags").mkdir(exist_ok=True)
    (bot.repository.path / "refs" / "tags" / "main").write_text(loose + "\n")
    bot.github.commit(bot.repository, "topic", HIGH, parent=main)
    pull = bot.github.open_pull_request(bot.repository)
    await bot.review(pull)
    assert gate(bot, pull) == "failure"


@pytest.mark.slow
async def test_rules_come_from_the_package_whatever_the_environment_says(
    bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Row 40: no registry, no rule of the change or of the machine, no metrics; in a box that has no network."""
    monkeypatch.setenv("SEMGREP_RULES", "p/ci")
    monkeypatch.setenv("SEMGREP_APP_TOKEN", CANARY)
    monkeypatch.setenv("SEMGREP_URL", "https://evil.example")
    started = record_processes(monkeypatch, bot)
    pull = bot.open({**VULNERABLE, "rules.json": '{"rules": []}\n', ".semgrep.yml": "rules: []\n"})
    await bot.review(pull)
    assert "shop/web.py" in annotated(bot, pull)
    engines = [one for one in started if any(part.endswith("osemgrep") for part in one.argv)]
    assert engines
    for one in engines:
        assert [one.argv[at + 1] for at, part in enumerate(one.argv) if part == "--config"] == ["../rules.json"]
        assert "--metrics=off" in one.argv
        assert "p/ci" not in one.text
        assert CANARY not in one.text
        assert "evil.example" not in one.text
        if semgrep.find(None).box.program is not None:
            assert "--unshare-all" in one.argv, "no network device but its own loopback"


def test_every_rule_is_a_file_of_the_package() -> None:
    """Row 40."""
    packaged = "".join(
        path.read_text("utf-8") for folder in files("review.checks.rules").iterdir() if folder.is_dir()
        for path in folder.iterdir() if path.name.endswith(".yaml")
    )  # fmt: skip
    chosen = rules.rules_for(rules.SCANNED_LANGUAGES)
    assert len(chosen) > 20
    for one in chosen:
        assert f"id: {one['id']}" in packaged
