"""Looking up what is known of new packages: what leaves, what is kept, and that no fault stops or misleads a review."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import ParamSpec, TypeVar

import pytest

from app.advisories.look_up import LookUp, look_up_of
from app.advisories.service import Service
from app.errors import Terminal, UsageError
from app.facts.store import Facts
from app.settings import load
from app.store.database import Database
from app.work.compute import InProcess
from review.models import Change, Severity
from tests.app.advisories.osv import LEFT, RECORD, Osv, running
from tests.review.checks.subjects import subject

P = ParamSpec("P")
T = TypeVar("T")


def change(*lines: str) -> Change:
    text = '{"dependencies": {\n' + ",\n".join(lines or ('"left": "1.2.0"',)) + "\n}}"
    return subject({"package.json": (None, text)}).change


async def test_what_the_service_knows_comes_back_with_severity_and_fixed_version() -> None:
    service = Osv()
    async with running(service) as url:
        answer = await LookUp(Service(url + "/"))(InProcess(), change('"left": "1.2.0"', '"right": "1.0.0"'), ())
    (one,) = answer.found[LEFT]
    assert (one.id, one.aliases, one.severity, one.fixed) == (RECORD["id"], ("CVE-2024-1",), Severity.HIGH, ("1.2.5",))
    assert set(answer.found) == {LEFT}
    assert answer.notices == ()
    assert service.requests == ["POST /v1/querybatch", f"GET /v1/vulns/{RECORD['id']}"]


async def test_private_names_never_leave() -> None:
    service = Osv()
    lines = ('"left": "1.2.0"', '"@acme/secret": "1.0.0"', '"ours": "git+ssh://git@e.example/ours.git"', '"r": "^1"')
    async with running(service) as url:
        await LookUp(Service(url))(InProcess(), change(*lines), ("@acme/*",))
        assert service.asked == [{"package": {"ecosystem": "npm", "name": "left"}, "version": "1.2.0"}]
        await LookUp(Service(url))(InProcess(), change(*lines), ())
    assert any("secret" in json.dumps(query) for query in service.asked), "control"


async def test_a_change_without_packages_asks_nobody() -> None:
    service = Osv()
    async with running(service) as url:
        look_up = LookUp(Service(url))
        for files in ({"a.py": (None, "x")}, {"package.json": ("{}", '{"name": "x"}')}):
            answer = await look_up(InProcess(), subject(files).change, ())
            assert (answer.found, answer.notices) == ({}, ())
    assert service.requests == []


@pytest.mark.parametrize(
    ("fault", "why"),
    [
        ("500", "status 500"),
        ("redirect", "status 302"),
        ("hang up", "could not be reached"),
        ("garbage", "could not be understood"),
        ("short", "could not be understood"),
        ("slow", "longer than"),
    ],
)
async def test_a_fault_of_the_service_is_said_and_nothing_more(fault: str, why: str) -> None:
    service = Osv(fault=fault)
    async with running(service) as url:
        answer = await LookUp(Service(url), deadline_s=1.5 if fault == "slow" else 10)(InProcess(), change(), ())
    assert answer.found == {}
    (notice,) = answer.notices
    assert notice.startswith("advisories could not be looked up: ")
    assert why in notice
    assert "What is known of 1 package that this change adds is not checked." in notice
    assert service.requests == ["POST /v1/querybatch"], "no redirect is followed"


async def test_nobody_there_and_a_wrong_address_are_said_too() -> None:
    async with running(Osv()) as url:
        gone = url
    for address in (gone, "http://[", "http://127.0.0.1:1"):
        (notice,) = (await LookUp(Service(address))(InProcess(), change(), ())).notices
        assert "could not be reached" in notice


async def test_a_vulnerability_whose_record_cannot_be_had_still_counts() -> None:
    for fault, why in (("500", "status 500"), ("huge", "larger than 2 MB")):
        async with running(Osv(fault=fault, at="/v1/vulns")) as url:
            answer = await LookUp(Service(url))(InProcess(), change(), ())
        (one,) = answer.found[LEFT]
        assert (one.id, one.severity, one.fixed) == (RECORD["id"], Severity.MEDIUM, ())
        (notice,) = answer.notices
        assert why in notice


async def test_further_pages_are_asked_for() -> None:
    second = {**RECORD, "id": "GHSA-second", "aliases": []}
    service = Osv(records=[RECORD, second], pages=True)
    async with running(service) as url:
        answer = await LookUp(Service(url))(InProcess(), change(), ())
    assert [one.id for one in answer.found[LEFT]] == [RECORD["id"], "GHSA-second"]
    assert service.asked[1]["page_token"] == "more"


async def test_ids_that_are_none_are_not_asked_for() -> None:
    service = Osv(records=[{**RECORD, "id": "../../admin"}])
    async with running(service) as url:
        answer = await LookUp(Service(url))(InProcess(), change(), ())
    assert service.requests == ["POST /v1/querybatch"]
    assert answer.found == {}


async def test_no_more_requests_are_made_than_a_review_may(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.advisories.service.MOST_REQUESTS", 3)
    service = Osv(records=[{**RECORD, "id": f"GHSA-{number}", "aliases": []} for number in range(9)])
    async with running(service) as url:
        answer = await LookUp(Service(url))(InProcess(), change(), ())
    assert len(service.requests) == 3
    assert len(answer.found[LEFT]) == 9
    assert "more than 3 requests" in answer.notices[0]


@pytest.mark.slow
async def test_answers_are_kept_for_a_day_also_that_nothing_is_known(database: Database, database_url: str) -> None:
    facts = await Facts.open(database_url, database)
    service, now = Osv(), [86_400.0 * 20_000]
    asked = change('"left": "1.2.0"', '"right": "1.0.0"')
    async with running(service) as url:
        look_up = LookUp(Service(url), facts, clock=lambda: now[0])
        first = await look_up(InProcess(), asked, ())
        assert await look_up(InProcess(), asked, ()) == first
        assert len(service.requests) == 2
        now[0] += 86_400
        assert await look_up(InProcess(), asked, ()) == first
        assert len(service.requests) == 4
        service.fault = "500"
        assert (await look_up(InProcess(), asked, ())).notices == (), "what is known needs no service"
        other = await LookUp(Service(url + "/mirror"), facts, clock=lambda: now[0])(InProcess(), asked, ())
        assert other.notices, "another service's answers are its own"
        service.fault = ""
        now[0] += 86_400
        service.fault, service.at = "500", "/v1/vulns"
        await look_up(InProcess(), asked, ())
        service.fault = ""
        assert await look_up(InProcess(), asked, ()) == first, "half an answer is not kept"
    await facts.close()


async def test_what_could_not_be_worked_out_is_said_as_well() -> None:
    class Dying(InProcess):
        async def __call__(self, step: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
            raise Terminal("the step took too long.")

    answer = await LookUp(Service("http://127.0.0.1:1"))(Dying(), change(), ())
    assert "the step took too long" in answer.notices[0]


async def test_switched_off_is_said_where_there_was_something_to_ask() -> None:
    heard: list[str] = []
    off = LookUp(look_up_of(load(osv_url="off")).source, said=heard.append)
    assert (await off(InProcess(), change(), ())).notices == tuple(heard)
    assert heard[0].startswith("advisories are not looked up here")
    assert (await off(InProcess(), subject({"a.py": (None, "x")}).change, ())).notices == ()
    assert look_up_of(load(osv_url="https://osv.example")).source == Service("https://osv.example")
    with pytest.raises(UsageError, match="http or https"):
        load(osv_url="osv.example")
