"""The ways in which a provider fails, each as it comes over HTTP, and what the chain makes of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from providers.errors import Failure
from tests.stand_in.providers import HTML, Fault

WIRES = ("openai", "anthropic")


@dataclass(frozen=True, slots=True)
class Kind:
    """One way to fail. Without a fault, a text and a rejection nobody listens at the address.

    `outcome` is its name; `again` says that the same link is asked a second time at once, `waits` that it names a wait
    which is waited for, `silent` that it takes all the time it is given. `text` is what a model says that should say
    JSON; `rejects` are fields that the server does not take, one call each. `wire` and `streamed` narrow it down.
    """

    name: str
    outcome: Failure
    fault: Fault | None = None
    text: str | None = None
    rejects: frozenset[str] = frozenset()
    again: bool = False
    waits: bool = False
    silent: bool = False
    wire: str = ""
    streamed: bool | None = None

    def __str__(self) -> str:
        return self.name

    @property
    def sent(self) -> bool:
        """Say whether a request reaches a server."""
        return self.fault is not None or self.text is not None or bool(self.rejects)

    def faults(self, times: int | None) -> list[Fault]:
        """Return the fault for so many requests; None means all."""
        return [] if self.fault is None else [replace(self.fault, times=times)]


@dataclass(frozen=True, slots=True)
class Variant:
    """How the links are asked."""

    wire: str
    streamed: bool

    def __str__(self) -> str:
        return f"{self.wire} {'streamed' if self.streamed else 'whole'}"


VARIANTS = tuple(Variant(wire, streamed) for wire in WIRES for streamed in (True, False))


def _status(status: int, code: str = "error", **more: object) -> Fault:
    return Fault(status=status, code=code, **more)  # type: ignore[arg-type]  # a fault's own fields


def _wait(seconds: str) -> Mapping[str, str]:
    return {"retry-after": seconds}


KINDS: tuple[Kind, ...] = (
    # The network
    Kind("connection refused", Failure.CONNECTION),
    Kind("connection reset", Failure.CONNECTION, Fault(hang_up="reset")),
    Kind("truncated body", Failure.CONNECTION, Fault(hang_up="truncate")),
    Kind("no answer", Failure.TIMEOUT, Fault(delay=60), silent=True),
    Kind("redirect", Failure.BAD_REQUEST, _status(307, headers={"location": "/v1/elsewhere"})),
    # The server
    Kind("HTTP 500", Failure.SERVER, _status(500)),
    Kind("HTTP 502", Failure.SERVER, _status(502)),
    Kind("HTTP 503", Failure.OVERLOADED, _status(503)),
    Kind("HTTP 504", Failure.TIMEOUT, _status(504)),
    Kind("HTTP 529", Failure.OVERLOADED, _status(529, "overloaded_error"), wire="anthropic"),
    Kind("HTTP 500, charged all the same", Failure.SERVER, _status(500, charged=True)),
    # Limits and money
    Kind("429, back at once", Failure.RATE_LIMITED, _status(429, headers=_wait("0.05")), waits=True),
    Kind("429, back in ten minutes", Failure.RATE_LIMITED, _status(429, headers=_wait("600"))),
    Kind("429 without a wait", Failure.RATE_LIMITED, _status(429)),
    Kind("429 for the quota", Failure.QUOTA, _status(429, "insufficient_quota"), wire="openai"),
    Kind(
        "429 for the spend limit",
        Failure.QUOTA,
        _status(429, "rate_limit_error/enforced_spend_limit_reached"),
        wire="anthropic",
    ),
    Kind("402", Failure.QUOTA, _status(402)),
    # The account
    Kind("401", Failure.AUTH, _status(401)),
    Kind("403", Failure.AUTH, _status(403)),
    Kind("404", Failure.UNKNOWN_MODEL, _status(404)),
    # The request
    Kind("400", Failure.BAD_REQUEST, _status(400)),
    Kind(
        "400, too long",
        Failure.CONTEXT_TOO_LONG,
        _status(400, "invalid_request_error", message="prompt is too long: 9 tokens > 8 maximum"),
        again=True,
    ),
    Kind("413", Failure.CONTEXT_TOO_LONG, _status(413), again=True),
    Kind(
        "no way of asking for JSON is taken",
        Failure.SCHEMA_REJECTED,
        rejects=frozenset({"response_format", "tools", "output_config"}),
        again=True,
    ),
    # The answer
    Kind("refusal", Failure.REFUSED, Fault(finish="refusal"), wire="anthropic"),
    Kind("refusal in words", Failure.REFUSED, Fault(refusal="I cannot help with that."), wire="openai"),
    Kind("content filter", Failure.REFUSED, Fault(finish="content_filter"), wire="openai"),
    Kind("cut off before any text", Failure.CUT_OFF, Fault(empty=True, finish="length"), wire="openai"),
    Kind("cut off by a full window", Failure.CUT_OFF, Fault(empty=True, finish="max_tokens"), wire="anthropic"),
    Kind("prose", Failure.MALFORMED, text="I found nothing of interest.", again=True),
    Kind("half a JSON", Failure.MALFORMED, text='{"findings": [', again=True),
    Kind("JSON of another shape", Failure.MALFORMED, text='{"issues": []}', again=True),
    Kind("no text", Failure.MALFORMED, Fault(empty=True), again=True),
    Kind("no body", Failure.MALFORMED, Fault(body=b""), again=True),
    Kind("a web page with 200", Failure.MALFORMED, Fault(body=HTML, content_type="text/html"), again=True),
    Kind("not the interface's JSON", Failure.MALFORMED, Fault(body=b'{"choices": "no", "content": 3}'), again=True),
    Kind("broken JSON with 200", Failure.MALFORMED, Fault(body=b'{"choices": [{"mess'), again=True),
    # Amid a stream
    Kind("stalled stream", Failure.TIMEOUT, Fault(inside="stall"), silent=True),
    Kind("error amid the stream", Failure.SERVER, Fault(inside="error"), streamed=True),
    Kind(
        "overload amid the stream",
        Failure.OVERLOADED,
        Fault(inside="error", code="overloaded_error"),
        wire="anthropic",
        streamed=True,
    ),
    Kind("end amid the stream", Failure.CONNECTION, Fault(inside="stop"), streamed=True),
    Kind("reset amid the stream", Failure.CONNECTION, Fault(inside="reset"), streamed=True),
    Kind("garbage amid the stream", Failure.MALFORMED, Fault(inside="garbage", piece="\x00{"), again=True),
    Kind("white space without end", Failure.MALFORMED, Fault(inside="flood", piece=" \n"), again=True, streamed=True),
)


def variants(kind: Kind) -> list[Variant]:
    """Return the ways of asking in which this failure can be met."""
    return [
        variant for variant in VARIANTS if kind.wire in ("", variant.wire) and kind.streamed in (None, variant.streamed)
    ]


@dataclass(slots=True)
class Rotation:
    """Gives each kind one of its variants, so that a few kinds of everything meet all of them."""

    turn: int = field(default=0)

    def of(self, kinds: Iterable[Kind]) -> list[tuple[Kind, Variant]]:
        """Return each kind with the variant whose turn it is."""
        chosen = []
        for kind in kinds:
            possible = variants(kind)
            chosen.append((kind, possible[self.turn % len(possible)]))
            self.turn += 1
        return chosen
