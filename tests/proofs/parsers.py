"""Every parser of outside bytes, what it may raise, and samples to mutate: one place for hypothesis and for atheris."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import orjson

from app.errors import AppError
from app.git.errors import GitFailed
from app.git.output import read_batch, read_diff_output, read_sizes
from app.github.errors import sort
from app.github.markers import read_check_key
from app.intake.handlers import HANDLERS
from app.intake.router import route
from app.intake.signature import sign, verified
from app.web.webhook import DELIVERY_ID, EVENT_NAME
from review.code.facts import facts_of
from review.code.grammars import GRAMMARS
from review.diff.change import read_diff
from review.diff.fragments import fetched_from_patch
from review.errors import MalformedDiff, UnusableAnswer
from review.findings.extraction import extract
from review.models import FetchedChange
from review.policy import PolicyLayer, read_policy
from tests.review.code.facts_as_text import samples
from tests.review.findings.markdown_answers import ANSWERS

SAMPLES = Path(__file__).parent.parent / "samples"
SECRET = b"secret"


@dataclass(frozen=True, slots=True)
class Parser:
    """`read` takes any bytes; it may raise what `declared` names, and nothing else."""

    read: Callable[[bytes], object]
    seeds: Sequence[bytes]
    declared: tuple[type[Exception], ...] = ()


def _diff(data: bytes) -> object:
    return read_diff(fetched_from_patch(data))


def _git(data: bytes) -> object:
    told = read_diff_output(data)
    return read_diff(FetchedChange(None, None, told.tree, told.patch, told.counts, {}, {}))


def _objects(data: bytes) -> object:
    return list(read_batch(data)), read_sizes(data)


def _delivery(data: bytes) -> object:
    document = orjson.loads(data)
    if not isinstance(document, dict):
        return None
    return [route("guid", event, data, document, 7) for event in (*HANDLERS, "unknown")]


def _headers(data: bytes) -> object:
    text = data.decode("latin-1")  # as the server decodes headers
    assert not verified([SECRET], b"a body", text) or text == sign(SECRET, b"a body")
    return DELIVERY_ID.fullmatch(text), EVENT_NAME.fullmatch(text), read_check_key(text)


def _policy(data: bytes) -> object:
    text = data.decode("utf-8", "surrogateescape")
    return [read_policy([PolicyLayer("a", text, trusted), PolicyLayer("b", text, False)]) for trusted in (True, False)]


def _completion(data: bytes) -> object:
    return extract(data.decode("utf-8", "replace"))


def _facts(data: bytes) -> object:
    language = sorted(GRAMMARS)[len(data) % len(GRAMMARS)]  # any text may stand in a file of any name
    return facts_of(data, language)


def _refusal(data: bytes) -> object:
    headers = {"retry-after": data[:20].decode("latin-1"), "x-ratelimit-remaining": "0"}
    headers["x-ratelimit-reset"] = data[20:40].decode("latin-1")
    try:
        body = orjson.loads(data)
    except orjson.JSONDecodeError:
        body = None
    errors = [sort("GET /x", status, headers, body, write=True) for status in (401, 403, 404, 409, 422, 429, 451, 502)]
    assert all(isinstance(error, AppError) for error in errors)
    return errors


PATCH = b"""diff --git a/shop/a.py b/shop/a.py
index 1111111111111111111111111111111111111111..2222222222222222222222222222222222222222 100644
--- a/shop/a.py
+++ b/shop/a.py
@@ -1,3 +1,4 @@ def f():
 one
-two
+2
+\xe2\x80\xa8three
 four
\\ No newline at end of file
diff --git "a/\\303\\251" b/new name
similarity index 90%
rename from "\\303\\251"
rename to new name
--- "a/\\303\\251"
+++ b/new name
@@ -1 +1 @@
-a
+b
Binary files a/x and b/x differ
"""
RAW = (
    b":100644 100644 " + b"1" * 40 + b" " + b"2" * 40 + b" M\0shop/a.py\0"
    b":100644 000000 " + b"1" * 40 + b" " + b"0" * 40 + b" D\0gone\0"
    b":100644 100755 " + b"1" * 40 + b" " + b"2" * 40 + b" R090\0old\0new name\0"
    b"2\t1\tshop/a.py\0-\t-\tgone\x001\t1\t\0old\0new name\0\0"
)
OBJECTS = b"1" * 40 + b" blob 5\nabc\nd\n" + b"2" * 40 + b" missing\n" + b"3" * 40 + b" blob 0\n\n"
POLICY = b"""security:
  fail_on: high
  on_incomplete: fail
review:
  enabled: true
  paths: ["!docs/**", "src/**"]
budget: {per_review: 0.10, per_day: 10}
ignore: [a, 'b', "c"]
"""
ANSWER = json.dumps(
    {
        "findings": [
            {"path": "a.py", "line": 3, "quote": "x = 1", "title": "t", "message": "m", "severity": "high"}
            | {"confidence": 0.9, "category": "bug", "suggestion": None}
        ]
    }
).encode()


def _payloads() -> tuple[bytes, ...]:
    """Take GitHub's shorter documented payloads, a few of each event that we handle."""
    entries = json.loads((SAMPLES / "webhook_examples.json").read_text())
    taken = [example for entry in entries if entry["name"] in HANDLERS for example in entry.get("examples", [])[:2]]
    return tuple(sorted((json.dumps(one).encode() for one in taken), key=len))[:12]


PARSERS = {
    "diff": Parser(_diff, (PATCH, PATCH[: len(PATCH) // 2], PATCH.replace(b"\n", b"\r\n")), (MalformedDiff,)),
    "git": Parser(_git, (RAW + PATCH, RAW), (GitFailed, MalformedDiff)),
    "objects": Parser(_objects, (OBJECTS,), (GitFailed,)),
    "delivery": Parser(_delivery, _payloads(), (orjson.JSONDecodeError,)),
    "headers": Parser(_headers, (sign(SECRET, b"a body").encode(), b"pull_request", b"check/1/" + b"a" * 40 + b"/n/1")),
    "policy": Parser(_policy, (POLICY,)),
    "completion": Parser(_completion, (ANSWER, b"```json\n" + ANSWER + b"\n```", ANSWER[:-20]), (UnusableAnswer,)),
    "markdown": Parser(_completion, tuple(text.encode() for text in ANSWERS.values()), (UnusableAnswer,)),
    "facts": Parser(_facts, tuple(path.read_bytes() for _, path in samples())),
    "refusal": Parser(
        _refusal, (b"120", b'{"message": "rate limit", "errors": [{"message": "a"}, "b"]}', b"120", b"1" * 40)
    ),
}
