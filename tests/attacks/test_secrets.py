"""Row 28: forty secrets in a change are in no question, no comment, no check, no log and no file of ours."""

from __future__ import annotations

import base64
import io
import random
import string

import pytest

from review.prompts import fence, shown
from tests.app.work.bot import REVIEW, Bot, scripted
from tests.attacks.evidence import annotated, gate, posted, written
from tests.attacks.planted import answer, claim
from tests.stand_in.commits import Content

SOURCE = random.Random(28)
WORD = string.ascii_letters + string.digits
WINDOW = 14  # characters of a secret in a row that count as a leak


def word(length: int, alphabet: str = WORD) -> str:
    return "".join(SOURCE.choices(alphabet, k=length))


def hexadecimal(length: int) -> str:
    return word(length, "0123456789abcdef")


def jwt() -> str:
    parts = (b'{"alg":"RS256","typ":"JWT"}', b'{"iss":"' + word(40).encode() + b'"}')
    return (
        ".".join(base64.urlsafe_b64encode(part).decode().rstrip("=") for part in parts) + "." + word(340, WORD + "-_")
    )


# Made when the test runs, never written here: no scanner of this repository shall take one for real.
ONE_LINE = {
    "classic": "gh" + "p_" + word(36),
    "oauth": "gh" + "o_" + word(36),
    "user": "gh" + "u_" + word(36),
    "refresh": "gh" + "r_" + word(76),
    "installation": "gh" + "s_" + word(36),
    "long installation": "gh" + "s_1234567_" + jwt(),
    "dotted installation": "gh" + "s_" + word(180, WORD + "._-") + word(300, WORD),
    "fine-grained": "github" + "_pat_" + word(22) + "_" + word(59),
    "gitlab": "gl" + "pat-" + word(20),
    "openai": "s" + "k-proj-" + word(60, WORD + "_-"),
    "openai old": "s" + "k-" + word(48),
    "anthropic": "s" + "k-ant-api03-" + word(90, WORD + "_-"),
    "openrouter": "s" + "k-or-v1-" + hexadecimal(64),
    "stripe": "s" + "k_live_" + word(24),
    "stripe restricted": "r" + "k_live_" + word(24),
    "aws id": "AK" + "IA" + word(16, string.ascii_uppercase + "234567"),
    "slack": "xo" + "xb-" + word(12, string.digits) + "-" + word(12, string.digits) + "-" + word(24),
    "google": "AI" + "za" + word(35, WORD + "_-"),
    "sendgrid": "S" + "G." + word(22) + "." + word(43),
    "npm": "npm" + "_" + word(36),
    "pypi": "py" + "pi-AgEIcHlwaS5vcmc" + word(120, WORD + "_-"),
    "hugging face": "h" + "f_" + word(34),
    "groq": "gs" + "k_" + word(52),
    "json web token": jwt(),
    "vault": "hv" + "s." + word(90, WORD + "_-"),
    "digitalocean": "do" + "p_v1_" + hexadecimal(64),
    "databricks": "da" + "pi" + hexadecimal(32),
    "age": "AGE-SECRET-" + "KEY-1" + word(58, string.ascii_uppercase + string.digits),
    "docker": "dckr" + "_pat_" + word(27, WORD + "_-"),
    "linear": "lin" + "_api_" + word(40),
}  # fmt: skip
BY_NAME = {
    'AWS_SECRET_ACCESS_KEY = "{}"': word(40),
    'password = "{}"': word(18) + "4xQ",
    "DB_PASSWORD={}": word(20) + "7z",
    "api_key: {}": word(32) + "9",
    'client_secret="{}",': word(40) + "3",
    "DATABASE_URL=postgresql://shop:{}@db.internal.company.net/shop": word(24) + "5",
}
PEM = "\n".join(
    [
        "-----BEGIN RSA " + "PRIVATE KEY-----",
        *(word(64, WORD + "+/") for _ in range(24)),
        "-----END RSA " + "PRIVATE KEY-----",
    ]
)
PEM_IN_STRING = "\\n".join(
    ["-----BEGIN " + "PRIVATE KEY-----", *(word(64, WORD + "+/") for _ in range(8)), "-----END " + "PRIVATE KEY-----"]
)
HEADER = word(30) + "1"
OLD = "gh" + "p_" + word(36)
CONTEXT = "gh" + "p_" + word(36)
SECRETS = (
    *ONE_LINE.values(),
    *BY_NAME.values(),
    *PEM.split("\n")[1:-1],
    *PEM_IN_STRING.split("\\n")[1:-1],
    HEADER,
    CONTEXT,
    OLD,
)


STRETCHES = {one[at : at + WINDOW].encode(): one for one in SECRETS for at in range(0, len(one) - WINDOW, 9)}


def leaked(text: str | bytes) -> list[str]:
    """Return the secrets of which a stretch stands in a text."""
    raw = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    return [one for stretch, one in STRETCHES.items() if stretch in raw]


LINE = "    return sum(rows) / len(rows)"
FILES: dict[str, Content] = {
    "config/settings.py": "".join(f'KEY_{n} = "{value}"\n' for n, value in enumerate(ONE_LINE.values())),
    "config/plain.txt": "".join(f"see {value} there\n" for value in ONE_LINE.values()),
    "config/app.json": "{\n" + ",\n".join(f'  "k{n}": "{v}"' for n, v in enumerate(ONE_LINE.values())) + "\n}\n",
    "config/.env": "".join(form.format(value) + "\n" for form, value in BY_NAME.items()),
    "config/names.py": "".join(form.format(value) + "\n" for form, value in BY_NAME.items() if '"' in form),
    "config/key.pem": PEM + "\n",
    "config/key.py": f'KEY = """{PEM}"""\nINLINE = "{PEM_IN_STRING}"\n',
    "config/call.py": "import requests\n\n\ndef call(url):\n"
    f'    return requests.get(url, headers={{"Authorization": "Bearer {HEADER}"}}, verify=False)\n',
    "shop/web.py": "from flask import Flask, request\n\napp = Flask(__name__)\n\n\n"
    f'def total(rows):  # {CONTEXT}\n{LINE}\n',
}  # fmt: skip


async def test_forty_secrets_stay_where_they_are(bot: Bot, logged: io.StringIO) -> None:
    assert len(ONE_LINE) + len(BY_NAME) + 4 >= 40
    base: dict[str, Content] = {
        "shop/web.py": "from flask import Flask, request\n\napp = Flask(__name__)\n\n\n"
        f"def total(rows):  # {CONTEXT}\n    return sum(rows)\n",
        "config/old.txt": f"old {OLD}\n",
    }
    bot.github.commit(bot.repository, "main", base)
    claims = [claim("shop/web.py", 7, LINE), claim("config/plain.txt", 1, "see [redacted] there")]
    bot.providers = [scripted(lambda _: answer(*claims))]
    bot.github.commit(
        bot.repository, "topic", {**FILES, "config/old.txt": "gone\n"}, parent=bot.github.sha(bot.repository, "main")
    )
    some = list(ONE_LINE.values())
    title, body = f"Adds a key {some[0]}", f"The key is {some[5]} and\n{PEM}\nAuthorization: Bearer {some[1]}"
    pull = bot.github.open_pull_request(bot.repository, title=title, body=body)
    await bot.review(pull)
    asked = "\n".join(question.system + question.user for question in bot.providers[0].questions)
    assert LINE in asked, "control: the code itself was shown"
    assert leaked(title + body) != []
    assert leaked(asked) == []
    assert leaked(posted(bot, pull)) == []
    assert leaked(logged.getvalue()) == []
    assert [name for data in written(bot) for name in leaked(data)] == []
    assert gate(bot, pull) == "failure"
    assert bot.conclusions(pull)[REVIEW] == "neutral"
    assert {"config/settings.py", "config/plain.txt", "config/app.json", "config/.env", "config/key.pem"} <= annotated(
        bot, pull
    )


@pytest.mark.slow
async def test_control_without_redaction_the_model_would_be_told_them_all(
    bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shown, "redact_lines", lambda lines, _secret: list(lines))
    monkeypatch.setattr(fence, "redact", lambda text: text)
    bot.providers = [scripted(lambda _: '{"findings": []}')]
    await bot.review(bot.open({"plain.txt": FILES["config/plain.txt"]}))
    asked = "\n".join(question.user for question in bot.providers[0].questions)
    assert set(ONE_LINE.values()) <= set(leaked(asked))
