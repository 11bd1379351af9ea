"""Answers as they come: text by text, broken amid the stream, given up, or not streamed after all."""

from __future__ import annotations

import asyncio
import importlib
import json
from collections.abc import Callable
from dataclasses import replace

import pytest

from providers import plainly_broken
from providers.base import OK, Question
from providers.budget import Priced
from providers.errors import Failure, ProviderFailure
from tests.providers.asking import Standing
from tests.stand_in.providers import Fault

Connect = Callable[..., Priced]

for sdk in ("openai", "anthropic"):  # 2 s and more on a busy machine, which no test's deadline should pay
    importlib.import_module(sdk)

ANSWER = {"findings": [{"line": 1, "fix": None, "note": "x"}]}
# Chunks as OpenAI-compatible servers send them, without the fields that nobody reads.
TEXT = b'data: {"choices": [{"delta": {"content": "{\\"findings\\": []}"}}]}\n\n'
STOP = b'data: {"choices": [{"delta": {}, "finish_reason": "stop"}]}\n\n'
DONE = b"data: [DONE]\n\n"
USAGE = b'data: {"choices": [], "usage": {"prompt_tokens": 9, "completion_tokens": 5}}\n\n'


@pytest.fixture
def heard() -> list[str | None]:
    return []


@pytest.fixture
def listening(question: Question, heard: list[str | None]) -> Question:
    return replace(question, heard=heard.append)


async def failing(provider: Priced, question: Question, timeout: float = 5.0) -> ProviderFailure:
    with pytest.raises(ProviderFailure) as caught:
        await provider.complete(question, timeout=timeout)
    return caught.value


async def test_the_text_is_heard_as_it_comes_and_its_first_piece_is_timed(
    connect: Connect, wire: str, listening: Question, heard: list[str | None]
) -> None:
    completion = await connect(wire).complete(listening, timeout=5)
    assert len(heard) > 1
    assert "".join(piece or "" for piece in heard) == completion.text
    (attempt,) = completion.attempts
    assert attempt.first_token_ms is not None
    assert attempt.first_token_ms <= attempt.latency_ms


async def test_a_model_that_may_not_be_streamed_is_heard_at_once(
    connect: Connect, standing: Standing, wire: str, listening: Question, heard: list[str | None]
) -> None:
    completion = await connect(wire, stream=False).complete(listening, timeout=5)
    assert heard == [completion.text]
    assert completion.attempts[0].first_token_ms is None
    assert "stream" not in standing.server.log[0].body


async def test_what_was_expected_is_recorded_beside_what_came(connect: Connect, wire: str, question: Question) -> None:
    (attempt,) = (await connect(wire).complete(question, timeout=5)).attempts
    assert attempt.estimated_input
    assert attempt.estimated_cost


AMID = {
    "overload": (Fault("anthropic", inside="error", code="overloaded_error"), Failure.OVERLOADED),
    "rate limit": (Fault("openai", inside="error", code="rate_limit_exceeded"), Failure.RATE_LIMITED),
    "some error": (Fault(inside="error"), Failure.SERVER),
    "end of the connection": (Fault(inside="end"), Failure.CONNECTION),
    "end of the body": (Fault(inside="stop"), Failure.CONNECTION),
    "reset": (Fault(inside="reset"), Failure.CONNECTION),
    "no JSON": (Fault(inside="garbage", piece="\x00{"), Failure.MALFORMED),
    "white space without end": (Fault(inside="flood", piece=" \n"), Failure.MALFORMED),
    "the same without end": (Fault(inside="flood", piece='{"line": 1}, '), Failure.MALFORMED),
    "control characters": (Fault(inside="flood", piece="\x01\x02\x03"), Failure.MALFORMED),
    "prose": (Fault(inside="flood", after=0, piece="Let me think. "), Failure.MALFORMED),
}


@pytest.mark.parametrize(
    ("wire", "name"),
    [(w, name) for name, (fault, _) in AMID.items() for w in ([fault.wire] if fault.wire else ["openai", "anthropic"])],
)
async def test_a_stream_that_breaks_has_its_name_and_no_known_cost_and_is_forgotten(
    connect: Connect, standing: Standing, wire: str, listening: Question, heard: list[str | None], name: str
) -> None:
    """The server may charge for what it had written, so the reservation is charged in full."""
    fault, expected = AMID[name]
    standing.server.faults.append(replace(fault))
    failure = await failing(connect(wire), listening)
    assert failure.failure is expected
    (attempt,) = failure.attempts
    assert (attempt.outcome, attempt.cost, attempt.usage) == (expected, None, None)
    assert attempt.first_token_ms is not None
    assert heard[-1] is None
    assert heard.count(None) == 1


@pytest.mark.parametrize("stream", [True, False], ids=["streamed", "whole"])
async def test_silence_amid_an_answer_counts_to_the_one_deadline_and_the_connection_is_closed(
    connect: Connect, standing: Standing, wire: str, question: Question, stream: bool
) -> None:
    provider = connect(wire, stream=stream)
    await provider.warm()  # type: ignore[attr-defined]  # an adapter's
    fault = Fault(inside="stall")
    standing.server.faults.append(fault)
    assert (await failing(provider, question, timeout=0.3)).failure is Failure.TIMEOUT
    await asyncio.wait_for(fault.left.wait(), 5)


async def test_output_that_is_plainly_broken_is_not_read_to_its_end(
    connect: Connect, standing: Standing, wire: str, question: Question
) -> None:
    fault = Fault(inside="flood", piece=" ")
    standing.server.faults.append(fault)
    assert (await failing(connect(wire), question)).failure is Failure.MALFORMED
    await asyncio.wait_for(fault.left.wait(), 5)


async def test_control_without_the_watch_a_flood_is_read_until_the_deadline(
    connect: Connect, standing: Standing, wire: str, question: Question, monkeypatch: pytest.MonkeyPatch
) -> None:
    for limit in ("LONGEST_BLANK", "REPEATED"):
        monkeypatch.setattr(plainly_broken, limit, 10**9)
    provider = connect(wire)
    await provider.warm()  # type: ignore[attr-defined]  # an adapter's
    standing.server.faults.append(Fault(inside="flood", piece=" "))
    assert (await failing(provider, question, timeout=0.3)).failure is Failure.TIMEOUT


async def test_a_question_that_is_given_up_closes_its_connection_and_is_forgotten(
    connect: Connect, standing: Standing, wire: str, question: Question
) -> None:
    fault, begun, heard = Fault(inside="stall"), asyncio.Event(), list[str | None]()
    standing.server.faults.append(fault)

    def hear(piece: str | None) -> None:
        heard.append(piece)
        begun.set()

    task = asyncio.create_task(connect(wire).complete(replace(question, heard=hear), timeout=60))
    await begun.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await asyncio.wait_for(fault.left.wait(), 5)
    assert heard[-1] is None


async def test_a_bug_of_the_listener_is_no_failure_of_the_provider(
    connect: Connect, wire: str, question: Question
) -> None:
    def broken(piece: str | None) -> None:
        if piece is not None:
            raise TimeoutError("a bug")

    with pytest.raises(TimeoutError, match="a bug"):
        await connect(wire).complete(replace(question, heard=broken), timeout=5)


@pytest.mark.parametrize(
    ("body", "tokens"),
    [
        (TEXT + STOP + USAGE + DONE, 5),
        (TEXT + STOP + DONE, None),
        (TEXT + STOP, None),
        (TEXT + DONE, None),
        (TEXT + STOP.rstrip(), None),
        (b": waiting\n\n" + TEXT + b": waiting\r\n\r\n" + STOP + USAGE, 5),
        (TEXT.replace(b"\n", b"\r\n") + STOP.replace(b"\n", b"\r\n"), None),
        (b'{"choices": [{"message": {"content": "{\\"findings\\": []}"}}]}', None),
        (b"\n" * 100 + TEXT + STOP, None),
        (b'\n\n {"choices": [{"message": {"content": [{"type": "text", "text": "{\\"findings\\": []}"}]}}]}', None),
    ],
    ids=[
        "all",
        "no usage",
        "no mark",
        "no reason",
        "no last line",
        "comments",
        "crlf",
        "whole",
        "blank lines",
        "whole, in parts",
    ],
)
async def test_every_servers_way_of_ending_is_understood(
    connect: Connect, standing: Standing, question: Question, body: bytes, tokens: int | None
) -> None:
    standing.server.faults.append(Fault(body=body, content_type="text/event-stream"))
    completion = await connect("openai").complete(question, timeout=5)
    assert json.loads(completion.text) == {"findings": []}
    assert (completion.usage.output if completion.usage else None) == tokens
    assert (completion.attempts[0].cost is None) is (tokens is None)


@pytest.mark.parametrize(
    ("body", "failure"),
    [
        (TEXT, Failure.CONNECTION),
        (TEXT + b'data: {"error": {"code": 429, "message": "x"}}\n\n', Failure.RATE_LIMITED),
        (TEXT + b'event: error\ndata: {"message": "x"}\n\n', Failure.SERVER),
        (TEXT + b'data: {"error": "out of memory"}\n\n', Failure.SERVER),
        (TEXT + b'data: {"choices": [{"delta": {}, "finish_reason": "content_filter"}]}\n\n', Failure.REFUSED),
        (b'data: {"choices": [{"delta": {"refusal": "No."}, "finish_reason": "stop"}]}\n\n', Failure.REFUSED),
        (
            TEXT + b'data: {"choices": [{"delta": {}, "finish_reason": "insufficient_system_resource"}]}\n\n',
            Failure.OVERLOADED,
        ),
        (STOP + DONE, Failure.MALFORMED),
        (b": only a comment\n\n", Failure.MALFORMED),
        (b"data: [1]\n\n", Failure.MALFORMED),
        (b"data: \xff\xfe\n\n", Failure.MALFORMED),
        (b"data: " + b"[" * 100_000 + b"\n\n", Failure.MALFORMED),
        (b"denied", Failure.MALFORMED),
    ],
)
async def test_every_servers_way_of_failing_is_understood(
    connect: Connect, standing: Standing, question: Question, body: bytes, failure: Failure
) -> None:
    standing.server.faults.append(Fault(body=body, content_type="text/event-stream"))
    assert (await failing(connect("openai"), question)).failure is failure


async def test_a_connection_that_breaks_after_the_last_word_costs_only_the_usage(
    connect: Connect, standing: Standing, question: Question
) -> None:
    standing.server.faults.append(Fault(body=TEXT + STOP, headers={"content-length": "5000"}))
    completion = await connect("openai").complete(question, timeout=5)
    assert (completion.attempts[0].outcome, completion.usage) == (OK, None)


async def test_an_answer_without_end_is_not_kept_in_memory(
    connect: Connect, standing: Standing, question: Question, wire: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("providers.body.MOST_BYTES", 10_000)
    standing.server.faults.append(Fault(body=b"{" + b" " * 50_000))
    failure = await failing(connect(wire), question)
    assert (failure.failure, failure.detail) == (Failure.MALFORMED, "the answer is too long to be one")


async def test_an_error_without_end_is_read_no_further_than_its_name_needs(
    connect: Connect, standing: Standing, question: Question, wire: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("providers.bounded.MOST_ERROR_BYTES", 10_000)
    standing.server.faults.append(Fault(status=503, body=b'{"x": "' + b"x" * 500_000))
    failure = await failing(connect(wire), question)
    assert failure.failure is Failure.OVERLOADED
    assert isinstance(failure.__cause__, Exception)
    assert len(str(failure.__cause__)) < 200_000


async def test_a_connection_is_used_again_after_a_stream(
    connect: Connect, standing: Standing, wire: str, question: Question
) -> None:
    """A stream that is not read to the end of its body would cost every question a TLS handshake."""
    provider = connect(wire)
    for _ in range(3):
        await provider.complete(question, timeout=5)
    assert len({entry.port for entry in standing.server.log}) == 1


@pytest.mark.parametrize("status", [200, 429])
@pytest.mark.parametrize("stream", [True, False], ids=["streamed", "whole"])
async def test_the_rate_limits_come_with_answers_and_with_failures(
    connect: Connect, standing: Standing, wire: str, question: Question, status: int, stream: bool
) -> None:
    prefix = {"openai": "x-ratelimit-remaining-requests", "anthropic": "anthropic-ratelimit-requests-remaining"}
    standing.server.headers[prefix[wire]] = "41"
    standing.server.faults.append(Fault(status=status))
    provider = connect(wire, stream=stream)
    if status == 200:
        told = (await provider.complete(question, timeout=5)).told
    else:
        told = (await failing(provider, question)).told
    assert told is not None
    assert told.requests_left == 41
