"""What is delivered in a benchmark: GitHub's own example payloads, each time of another pull request, signed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from app.intake.signature import HEADER, sign

EXAMPLES = Path(__file__).parent.parent / "samples" / "webhook_examples.json"
SECRET = "benchmark-secret"
SMALLEST, LARGEST = 10_000, 25_000
REPOSITORIES = 100
REVIEWED = frozenset({"opened", "synchronize", "reopened", "closed", "converted_to_draft", "ready_for_review"})


def bodies(count: int) -> list[bytes]:
    """Return so many payloads of 10 to 25 KB that each want a review, of as many pull requests in 100 repositories."""
    examples = [each for each in _examples("pull_request") if _suits(each)]
    return [_body(examples[number % len(examples)], number) for number in range(count)]


def head(path: str, event: str, body: bytes, secret: str) -> bytes:
    """Return the request up to where its delivery id is to stand; the id is not part of what is signed."""
    lines = (
        f"POST {path} HTTP/1.1",
        "Host: 127.0.0.1",
        "User-Agent: GitHub-Hookshot/044aadd",
        "Accept: */*",
        "Content-Type: application/json",
        f"Content-Length: {len(body)}",
        f"X-GitHub-Event: {event}",
        "X-GitHub-Hook-ID: 292430182",
        "X-GitHub-Hook-Installation-Target-ID: 79929171",
        "X-GitHub-Hook-Installation-Target-Type: integration",
        f"{HEADER}: {sign(secret.encode(), body)}",
        "X-GitHub-Delivery: ",
    )
    return "\r\n".join(lines).encode()


def _suits(example: dict[str, Any]) -> bool:
    size = len(_compact(example))
    return example.get("action") in REVIEWED and "installation" in example and SMALLEST <= size <= LARGEST


def _body(example: dict[str, Any], number: int) -> bytes:
    repository = example["repository"] | {"id": number % REPOSITORIES + 1}
    pull_request = example["pull_request"] | {"number": number // REPOSITORIES + 1}
    return _compact(example | {"repository": repository, "pull_request": pull_request})


def _examples(event: str) -> list[dict[str, Any]]:
    found = next(each["examples"] for each in json.loads(EXAMPLES.read_text()) if each["name"] == event)
    return list(found)


def _compact(document: object) -> bytes:
    return json.dumps(document, separators=(",", ":")).encode()
