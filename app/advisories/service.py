"""OSV's HTTP API: https://google.github.io/osv.dev/api/

Its answers are outside text: limited in number, size and time, no redirect followed, and read by name, field by field.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from urllib.parse import quote

import httpx
import orjson

from app.advisories.answer import Answer, NotAnswered
from app.version import USER_AGENT
from review.models.advisory import Advisory
from review.packages.changed import Version
from review.packages.documents import items, table, word
from review.packages.records import ID, advisory_of, bare, together

TIMEOUT = httpx.Timeout(5.0, connect=3.0)
AT_ONCE = 8
MOST_REQUESTS = 200  # of one review
MOST_PAGES = 5  # of one package's answers
# https://google.github.io/osv.dev/post-v1-querybatch/
BATCH = 500
BATCH_BYTES = 8 * 1024 * 1024
RECORD_BYTES = 2 * 1024 * 1024

STATUS = "the service answered with status {status}"
LARGE = "its answer was larger than {most} MB"
GARBAGE = "its answer could not be understood"
TOO_MANY = "more than {most} requests would have been needed"
BROKEN = "the service could not be reached ({error})"


@dataclass(frozen=True, slots=True)
class Service:
    """The API at a base URL, such as that of a mirror inside a closed network."""

    url: str

    @property
    def name(self) -> str:
        """Return what tells this source of advisories from others."""
        return self.url

    async def look_up(self, versions: Sequence[Version], answer: Answer) -> None:
        """Put into `answer` what is known of these versions; raise NotAnswered where it stays incomplete."""
        async with httpx.AsyncClient(
            timeout=TIMEOUT, follow_redirects=False, verify=_trust(), headers={"User-Agent": USER_AGENT}
        ) as http:
            asking = _Asking(http, self.url.rstrip("/"), answer)
            for start in range(0, len(versions), BATCH):
                await asking.batch(versions[start : start + BATCH])


@cache
def _trust() -> ssl.SSLContext:
    """Return whom we trust; honours SSL_CERT_FILE, and costs 25 ms a time."""
    return httpx.create_ssl_context()


@dataclass(slots=True)
class _Asking:
    http: httpx.AsyncClient
    url: str
    answer: Answer
    requests: int = 0
    gate: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_ONCE))
    records: dict[str, Mapping[str, object]] = field(default_factory=dict)

    async def batch(self, versions: Sequence[Version]) -> None:
        ids = await self._ids(versions)
        wanted = sorted({each for some in ids.values() for each in some} - self.records.keys())
        failed = [error for error in await asyncio.gather(*map(self._record, wanted)) if error is not None]
        for version, some in ids.items():
            known = [self._advisory(each, version) for each in some]
            whole = all(each in self.records for each in some)
            self.answer.tell(version, together(one for one in known if one is not None), whole=whole)
        if failed:
            raise failed[0]

    def _advisory(self, name: str, version: Version) -> Advisory | None:
        return advisory_of(self.records[name], version) if name in self.records else bare(name)

    async def _ids(self, versions: Sequence[Version]) -> Mapping[Version, Sequence[str]]:
        """Ask which records concern each version, and ask on for those that have another page."""
        found: dict[Version, list[str]] = {version: [] for version in versions}
        asked = [(version, "") for version in versions]
        for _ in range(MOST_PAGES):
            queries = [_query(version, token) for version, token in asked]
            results = items(table(await self._request("/v1/querybatch", {"queries": queries})).get("results"))
            if len(results) != len(asked):
                raise NotAnswered(GARBAGE)
            following = []
            for (version, _token), result in zip(asked, results, strict=True):
                names = (word(table(one).get("id")) for one in items(table(result).get("vulns")))
                found[version] += [name for name in names if ID.fullmatch(name)]
                if token := word(table(result).get("next_page_token")):
                    following.append((version, token))
            asked = following
            if not asked:
                return found
        raise NotAnswered(TOO_MANY.format(most=MOST_REQUESTS))

    async def _record(self, name: str) -> NotAnswered | None:
        try:
            async with self.gate:
                self.records[name] = table(await self._request(f"/v1/vulns/{quote(name, safe='')}"))
        except NotAnswered as error:
            return error
        return None

    async def _request(self, path: str, body: object = None) -> object:
        self.requests += 1
        if self.requests > MOST_REQUESTS:
            raise NotAnswered(TOO_MANY.format(most=MOST_REQUESTS))
        most = RECORD_BYTES if body is None else BATCH_BYTES
        try:
            async with self.http.stream(
                "GET" if body is None else "POST",
                f"{self.url}{path}",
                content=None if body is None else orjson.dumps(body),
                headers={"Content-Type": "application/json"} if body is not None else {},
            ) as response:
                if response.status_code != httpx.codes.OK:  # a redirect could lead inside the network
                    raise NotAnswered(STATUS.format(status=response.status_code))
                return orjson.loads(await _read(response, most))
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise NotAnswered(BROKEN.format(error=type(error).__name__)) from None
        except orjson.JSONDecodeError:
            raise NotAnswered(GARBAGE) from None


def _query(version: Version, token: str) -> dict[str, object]:
    ecosystem, name, exact = version
    query: dict[str, object] = {"package": {"ecosystem": ecosystem, "name": name}, "version": exact}
    return {**query, "page_token": token} if token else query


async def _read(response: httpx.Response, most: int) -> bytes:
    read = bytearray()
    async for part in response.aiter_bytes():
        read += part
        if len(read) > most:
            raise NotAnswered(LARGE.format(most=most // 1024 // 1024))
    return bytes(read)
