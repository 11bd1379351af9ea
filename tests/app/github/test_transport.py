"""One request: its headers on every page, no token to other hosts, reads retried briefly, writes never blindly."""

from __future__ import annotations

from collections.abc import Callable

import httpx
import orjson
import pytest
from pydantic import SecretStr

from app.errors import AppError
from app.github.errors import Denied, RateLimited, Unavailable
from app.github.transport import Transport, encode, graphql_url

API = "https://ghe.example/api/v3"
Handler = Callable[[httpx.Request], httpx.Response]


class Token:
    """A credential that counts how often it was refused."""

    def __init__(self) -> None:
        self.times_refused = 0

    async def value(self) -> SecretStr:
        return SecretStr(f"token-{self.times_refused}")

    def refused(self, value: SecretStr) -> None:
        self.times_refused += 1


class Wire:
    """The far end of a transport: remembers each request, answers from a list and then by the last one."""

    def __init__(self, *answers: httpx.Response | Exception) -> None:
        self.answers = list(answers)
        self.seen: list[httpx.Request] = []
        self.tokens: list[str] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.seen.append(request)
        self.tokens.append(request.headers["authorization"])
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        return httpx.Response(answer.status_code, headers=answer.headers, content=answer.content)

    @property
    def urls(self) -> list[str]:
        """Return where the requests went."""
        return [str(request.url) for request in self.seen]


def over(wire: Wire) -> Transport:
    """Return a transport whose far end is the wire."""
    return Transport(httpx.AsyncClient(transport=httpx.MockTransport(wire), base_url=API), Token())


OK = httpx.Response(200, json=[])


def test_the_graphql_address_follows_the_api_address() -> None:
    assert graphql_url("https://api.github.com") == "https://api.github.com/graphql"
    assert graphql_url("https://ghe.example/api/v3/") == "https://ghe.example/api/graphql"


async def test_every_page_is_asked_with_the_same_headers() -> None:
    more = httpx.Response(200, json=[], headers={"link": f'<{API}/things?per_page=100&page=2>; rel="next"'})
    wire = Wire(more, OK)
    assert len([page async for page in over(wire).pages("/things", {"state": "open"})]) == 2
    assert [r.headers["x-github-api-version"] for r in wire.seen] == ["2022-11-28"] * 2
    assert wire.tokens == ["Bearer token-0"] * 2
    assert wire.urls == [f"{API}/things?per_page=100&state=open", f"{API}/things?per_page=100&page=2"]


async def test_a_link_to_another_host_is_read_for_its_query_only() -> None:
    more = httpx.Response(200, json=[], headers={"link": '<https://evil.example/x?page=2>; rel="next"'})
    wire = Wire(more, OK)
    assert len([page async for page in over(wire).pages("/things")]) == 2
    assert wire.urls[1] == f"{API}/things?page=2"


async def test_pages_without_end_are_given_up() -> None:
    wire = Wire(httpx.Response(200, json=[], headers={"link": f'<{API}/things?page=2>; rel="next"'}))
    with pytest.raises(Unavailable, match="pages"):
        assert [page async for page in over(wire).pages("/things")]


@pytest.mark.parametrize("status", [301, 302, 307, 308])
@pytest.mark.parametrize("method", ["POST", "PATCH"])
async def test_a_renamed_repository_is_followed_with_method_and_body(method: str, status: int) -> None:
    wire = Wire(httpx.Response(status, headers={"location": f"{API}/repositories/1/x"}), OK)
    await over(wire).write(method, "/repos/o/old/x", {"a": 1})
    again = wire.seen[1]
    assert (again.method, str(again.url), orjson.loads(again.content)) == (method, f"{API}/repositories/1/x", {"a": 1})
    assert again.headers["x-github-api-version"] == "2022-11-28"


@pytest.mark.parametrize("place", ["https://evil.example/api/v3/x", "http://ghe.example/api/v3/x"])
async def test_a_redirect_to_another_origin_is_not_followed(place: str) -> None:
    wire = Wire(httpx.Response(307, headers={"location": place}))
    with pytest.raises(Denied, match="307"):
        await over(wire).read("/x")
    assert len(wire.seen) == 1


async def test_redirects_in_a_circle_end() -> None:
    wire = Wire(httpx.Response(301, headers={"location": f"{API}/x"}))
    with pytest.raises(Denied, match="301"):
        await over(wire).read("/x")
    assert len(wire.seen) == 4


@pytest.mark.slow
@pytest.mark.parametrize("stumble", [httpx.Response(502), httpx.ReadTimeout("slow"), httpx.RemoteProtocolError("cut")])
async def test_a_read_survives_two_stumbles(stumble: httpx.Response | Exception) -> None:
    wire = Wire(stumble, stumble, OK)
    assert (await over(wire).read("/x")).status_code == 200


@pytest.mark.slow
async def test_a_read_is_not_tried_a_fourth_time() -> None:
    wire = Wire(httpx.Response(500))
    with pytest.raises(Unavailable) as caught:
        await over(wire).read("/x")
    assert len(wire.seen) == 3
    assert not caught.value.ambiguous


@pytest.mark.parametrize("lost", [httpx.Response(500), httpx.ReadTimeout("slow"), httpx.RemoteProtocolError("cut")])
async def test_a_write_whose_answer_is_lost_is_sent_once_and_in_doubt(lost: httpx.Response | Exception) -> None:
    wire = Wire(lost)
    with pytest.raises(Unavailable) as caught:
        await over(wire).write("POST", "/x", {})
    assert caught.value.ambiguous
    assert len(wire.seen) == 1


async def test_a_write_that_never_left_is_not_in_doubt() -> None:
    with pytest.raises(Unavailable) as caught:
        await over(Wire(httpx.ConnectError("refused"))).write("POST", "/x", {})
    assert not caught.value.ambiguous


async def test_a_repeatable_write_is_sent_again_once() -> None:
    wire = Wire(httpx.Response(500), OK)
    assert (await over(wire).write("PATCH", "/x", {}, repeatable=True)).status_code == 200


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_401_costs_one_more_request_with_a_fresh_token(method: str) -> None:
    wire = Wire(httpx.Response(401), OK)
    transport = over(wire)
    await (transport.read("/x") if method == "GET" else transport.write("POST", "/x", {}))
    assert wire.tokens == ["Bearer token-0", "Bearer token-1"]


async def test_a_rate_limit_is_not_waited_out_here() -> None:
    wire = Wire(httpx.Response(429, headers={"retry-after": "600"}))
    with pytest.raises(RateLimited) as caught:
        await over(wire).read("/x")
    assert caught.value.after == 600
    assert len(wire.seen) == 1


async def test_an_error_holds_no_token() -> None:
    for answer in (httpx.ReadTimeout("slow"), httpx.Response(403), httpx.Response(500)):
        with pytest.raises(AppError) as caught:
            await over(Wire(answer)).write("POST", "/x", {})
        assert caught.value.__cause__ is None
        assert "token-" not in repr(caught.value) + str(vars(caught.value))


def test_a_path_that_is_no_utf_8_is_still_valid_json() -> None:
    assert orjson.loads(encode({"a": ["x\udcff"]})) == {"a": ["x?"]}
