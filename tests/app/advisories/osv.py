"""A service that speaks OSV's HTTP API: real answers over a real socket, a record of what it was asked, and faults."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from tests.stand_in.serving import Receive, Send, serving

LEFT = ("npm", "left", "1.2.0")
RECORD = {
    "id": "GHSA-aaaa-bbbb-cccc",
    "aliases": ["CVE-2024-1"],
    "summary": "Bad parsing",
    "affected": [
        {
            "package": {"ecosystem": "npm", "name": "left"},
            "ranges": [{"type": "SEMVER", "events": [{"introduced": "0"}, {"fixed": "1.2.5"}]}],
        }
    ],
    "database_specific": {"severity": "HIGH"},
}


@dataclass(slots=True)
class Osv:
    """Answers queries for the packages of `records` by name; `fault` is how it misbehaves, on which path."""

    records: list[dict[str, Any]] = field(default_factory=lambda: [RECORD])
    fault: str = ""
    at: str = ""
    requests: list[str] = field(default_factory=list)
    asked: list[dict[str, Any]] = field(default_factory=list)
    pages: bool = False

    async def __call__(self, scope: Any, receive: Receive, send: Send) -> None:
        body = b""
        while True:
            message = await receive()
            body += message.get("body", b"")
            if not message.get("more_body"):
                break
        path = scope["path"]
        self.requests.append(f"{scope['method']} {path}")
        if self.fault and path.startswith(self.at or "/"):
            await self._misbehave(scope, send)
        elif path == "/v1/querybatch":
            await _answer(send, {"results": [self._found(query) for query in json.loads(body)["queries"]]})
        else:
            name = path.removeprefix("/v1/vulns/")
            record = next((each for each in self.records if each["id"] == name), None)
            await _answer(send, record or {}, 200 if record else 404)

    def _found(self, query: dict[str, Any]) -> dict[str, Any]:
        self.asked.append(query)
        name = query["package"]["name"]
        vulns = [
            {"id": each["id"], "modified": "2024-01-01T00:00:00Z"}
            for each in self.records
            if each["affected"][0]["package"]["name"] == name
        ]
        if self.pages and vulns and "page_token" not in query:
            return {"vulns": vulns[:1], "next_page_token": "more"}
        return {"vulns": vulns[1:] if self.pages else vulns} if vulns else {}

    async def _misbehave(self, scope: Any, send: Send) -> None:
        if self.fault == "slow":
            await asyncio.sleep(30)
        elif self.fault == "hang up":
            scope["extensions"]["diffdiver.hang_up"](reset=True)
        elif self.fault == "redirect":
            await _answer(send, {}, 302, location="/elsewhere")
        elif self.fault == "huge":
            await _answer(send, {"results": [{"x": "a" * 2_200_000}]})
        elif self.fault == "garbage":
            await _answer(send, "<html>", raw=True)
        elif self.fault == "short":
            await _answer(send, {"results": []})
        else:
            await _answer(send, {}, int(self.fault))


async def _answer(send: Send, body: Any, status: int = 200, *, location: str = "", raw: bool = False) -> None:
    headers = [(b"content-type", b"application/json"), *([(b"location", location.encode())] if location else [])]
    content = body.encode() if raw else json.dumps(body).encode()
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": content})


@asynccontextmanager
async def running(service: Osv) -> AsyncIterator[str]:
    """Serve it on a loopback port."""
    async with serving(service) as url:
        yield url
