"""One request to GitHub: headers, the token, redirects, brief retries of reads, and refusals as named errors."""

from __future__ import annotations

import asyncio
import copy
import ssl
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Protocol
from urllib.parse import urlsplit

import httpx
import orjson
from pydantic import SecretStr

from app.github.errors import RateLimited, Unavailable, sort
from app.github.pace import Pace
from app.version import USER_AGENT

# https://docs.github.com/en/rest/about-the-rest-api/api-versions
API_VERSION = "2022-11-28"
ACCEPT_JSON = "application/vnd.github+json"
ACCEPT_RAW = "application/vnd.github.raw+json"
TIMEOUT = httpx.Timeout(20.0, connect=5.0)
READ_RETRIES_S = (0.1, 0.5)
# A renamed repository answers with a redirect on the same host.
# https://docs.github.com/en/rest/using-the-rest-api/best-practices-for-using-the-rest-api#follow-redirects
REDIRECTS = frozenset({301, 302, 307, 308})
MAX_REDIRECTS = 3
PER_PAGE = 100
MAX_PAGES = 200

Params = Mapping[str, str | int]
# The request never left: nothing can have been committed.
_NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol, httpx.ProxyError)


class Credential(Protocol):
    """Gives the secret of the Authorization header, and a new one after the old was refused."""

    async def value(self) -> SecretStr:
        """Return the secret to send now."""

    def refused(self, value: SecretStr) -> None:
        """Forget a secret that GitHub answered 401 to."""


@asynccontextmanager
async def connect(api_url: str, trust: ssl.SSLContext) -> AsyncIterator[httpx.AsyncClient]:
    """Open one connection pool to the API; everything of a job goes through one, as opening costs 25 ms a time."""
    # githubkit takes 0.8 s and 65 MB to import: only the worker pays, and only when it first talks to GitHub.
    from githubkit import GitHub
    from githubkit.cache import MemCacheStrategy

    async with (
        GitHub(
            base_url=api_url,
            user_agent=USER_AGENT,
            timeout=TIMEOUT,
            follow_redirects=False,
            ssl_verify=trust,
            http_cache=False,
            auto_retry=False,
            cache_strategy=MemCacheStrategy(),
        ) as github,
        github.get_async_client() as http,
    ):
        yield http


class Transport:
    """Sends requests with one credential over one pool."""

    def __init__(self, http: httpx.AsyncClient, credential: Credential, pace: Pace | None = None) -> None:
        self._http = http
        self._credential = credential
        self._pace = pace
        self._before_write: Callable[[], None] | None = None

    def speaking(self, credential: Credential) -> Transport:
        """Return the same that sends another credential."""
        twin = copy.copy(self)
        twin._credential = credential
        return twin

    def guarded(self, before_write: Callable[[], None]) -> Transport:
        """Return the same with a last word on writes: it is called just before each one leaves, and may raise."""
        twin = copy.copy(self)
        twin._before_write = before_write
        return twin

    async def read(self, path: str, params: Params | None = None, accept: str = ACCEPT_JSON) -> httpx.Response:
        """GET, retried briefly when GitHub or the network stumbles; raise what `errors.sort` says."""
        for delay in READ_RETRIES_S:
            try:
                return await self._send("GET", path, params=params, accept=accept)
            except Unavailable as error:
                await asyncio.sleep(max(delay, min(error.after or 0.0, READ_RETRIES_S[-1])))
        return await self._send("GET", path, params=params, accept=accept)

    async def pages(self, path: str, params: Params | None = None) -> AsyncIterator[httpx.Response]:
        """GET every page, with the same headers on each."""
        query: Params = {"per_page": PER_PAGE, **(params or {})}
        for _ in range(MAX_PAGES):
            response = await self.read(path, query)
            yield response
            if (following := response.links.get("next", {}).get("url")) is None:
                return
            # Only the query of the link is used: whatever host it names, the token goes to ours.
            query = dict(httpx.URL(following).params)
        raise Unavailable(f"GET {path}: more than {MAX_PAGES} pages", ambiguous=False)

    async def write(
        self, method: str, path: str, body: Mapping[str, object] | None = None, *, repeatable: bool = False
    ) -> httpx.Response:
        """Send a write once; only a `repeatable` one, whose effect is the same done twice, again after a stumble."""
        if repeatable:
            try:
                return await self._send(method, path, body=body)
            except Unavailable:
                await asyncio.sleep(READ_RETRIES_S[0])
        return await self._send(method, path, body=body)

    async def _send(
        self,
        method: str,
        path: str,
        *,
        params: Params | None = None,
        body: Mapping[str, object] | None = None,
        accept: str = ACCEPT_JSON,
    ) -> httpx.Response:
        what = f"{method} {urlsplit(path).path}"
        request = self._http.build_request(
            method,
            path,
            params=params,
            content=None if body is None else encode(body),
            headers={"Accept": accept, "X-GitHub-Api-Version": API_VERSION}
            | ({} if body is None else {"Content-Type": "application/json"}),
        )
        response = await self._follow(what, await self._authorized(what, request))
        if response.is_success:
            return response
        error = sort(what, response.status_code, response.headers, _json(response), write=method != "GET")
        raise await self._pace.told(error) if self._pace and isinstance(error, RateLimited) else error

    async def _authorized(self, what: str, request: httpx.Request) -> httpx.Response:
        """Send with the token; on 401, which commits nothing, once more with a fresh one."""
        secret = await self._credential.value()
        response = await self._once(what, request, secret)
        if response.status_code != 401:
            return response
        self._credential.refused(secret)
        return await self._once(what, request, await self._credential.value())

    async def _follow(self, what: str, response: httpx.Response) -> httpx.Response:
        """Repeat the request where GitHub says, on its own host only: the token goes nowhere else."""
        for _ in range(MAX_REDIRECTS):
            following = response.next_request
            if response.status_code not in REDIRECTS or following is None:
                break
            if _origin(following.url) != _origin(response.request.url):
                break
            # httpx would turn a redirected POST into a GET.
            again = self._http.build_request(
                response.request.method,
                following.url,
                content=response.request.content,
                headers={n: response.request.headers[n] for n in _REPEATED if n in response.request.headers},
            )
            response = await self._authorized(what, again)
        return response

    async def _once(self, what: str, request: httpx.Request, secret: SecretStr) -> httpx.Response:
        request.headers["Authorization"] = f"Bearer {secret.get_secret_value()}"
        if self._pace is None:
            return await self._leave(what, request)
        async with self._pace.request(request.method, request.url.path):
            response = await self._leave(what, request)
        self._pace.heard(response.headers)
        return response

    async def _leave(self, what: str, request: httpx.Request) -> httpx.Response:
        if self._before_write is not None and request.method != "GET":
            self._before_write()
        try:
            return await self._http.send(request)
        except httpx.HTTPError as error:
            sent = not isinstance(error, _NOT_SENT)
            # `from None`: httpx errors hold the request, and with it the token.
            raise Unavailable(f"{what}: {type(error).__name__}", ambiguous=sent and request.method != "GET") from None


_REPEATED = ("accept", "content-type", "x-github-api-version")


def encode(body: Mapping[str, object]) -> bytes:
    """Write JSON; a lone surrogate (git allows any byte in a path) becomes a question mark, as UTF-8 has none."""
    return orjson.dumps(_clean(body))


def _clean(value: object) -> object:
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    if isinstance(value, Mapping):
        return {key: _clean(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_clean(item) for item in value]
    return value


def _json(response: httpx.Response) -> object:
    try:
        return orjson.loads(response.content)
    except orjson.JSONDecodeError:
        return None


def _origin(url: httpx.URL) -> tuple[str, str, int | None]:
    return url.scheme, url.host, url.port


def graphql_url(api_url: str) -> str:
    """Return where GraphQL lives: beside `/api/v3` on Enterprise Server, below the API's host on github.com.

    https://docs.github.com/en/enterprise-server/graphql/guides/forming-calls-with-graphql#the-graphql-endpoint
    """
    base = api_url.rstrip("/")
    return f"{base.removesuffix('/api/v3')}/api/graphql" if base.endswith("/api/v3") else f"{base}/graphql"
