"""One call to one provider: its deadline, its record, and the way from an SDK's errors to a named failure."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from providers.base import OK, Attempt, Completion, Question, Usage
from providers.errors import Failure, ProviderFailure
from providers.estimate import typical_tokens
from providers.listening import Listener
from providers.model import Model

# Both vendors: https://platform.openai.com/docs/guides/error-codes, https://platform.claude.com/docs/en/api/errors
BY_STATUS: Mapping[int, Failure] = {
    400: Failure.BAD_REQUEST,
    401: Failure.AUTH,
    402: Failure.QUOTA,
    403: Failure.AUTH,
    404: Failure.UNKNOWN_MODEL,
    408: Failure.TIMEOUT,
    413: Failure.CONTEXT_TOO_LONG,
    429: Failure.RATE_LIMITED,
    503: Failure.OVERLOADED,
    504: Failure.TIMEOUT,
    529: Failure.OVERLOADED,
}
# A request that was turned away costs nothing. After these the work may have been done and its answer lost.
MAYBE_BILLED = frozenset({408, 500, 502, 504})
# Some servers have no code for these, only words.
TOO_LONG = r"maximum context length|prompt is too long|context (length|window|size)|too many (input )?tokens"
NO_MONEY = r"credit balance|billing|insufficient (balance|credits|funds)"
BY_WORDS: tuple[tuple[re.Pattern[str], Failure], ...] = (
    (re.compile(TOO_LONG, re.IGNORECASE), Failure.CONTEXT_TOO_LONG),
    (re.compile(NO_MONEY, re.IGNORECASE), Failure.QUOTA),
)
# What of a provider's error may be shown: a code in this form is neither a sentence nor a key.
MACHINE_CODE = re.compile(r"[a-z_]{3,48}")

# No call has so many: a count above it is a mistake, and would not fit into a ledger.
Tokens = Annotated[int, Field(ge=0, le=1_000_000_000)]

NO_ANSWER_IN_TIME = "no answer within {timeout:.0f} s"
NOT_JSON = "the answer is not what this interface promises"
WEB_PAGE = "the answer is a web page: is the base URL right, is there a sign-in or a proxy in between?"
EMPTY = "the answer holds no text"
REDIRECT = "HTTP {status}: redirects are refused, mend the base URL"


@dataclass(frozen=True, slots=True)
class Reply:
    """What one HTTP answer held, once read."""

    text: str
    cut_off: bool
    usage: Usage | None


@dataclass(frozen=True, slots=True)
class Rejection:
    """An error as a provider tells it: HTTP status, its codes from exact to vague, its words, its wait in seconds.

    `field` names what of the request is wrong, where it says so.
    """

    status: int
    codes: tuple[object, ...]
    message: object
    retry_after: float | None = None
    field: object = None

    @property
    def words(self) -> str:
        """Return everything that was said, for recognising words in it and for nothing else."""
        return " ".join(part for part in (self.field, self.message, *self.codes) if isinstance(part, str))


async def exchange(
    name: str, model: Model, question: Question, timeout: float, send: Callable[[Listener], Awaitable[Reply]]
) -> Completion:
    """Send within `timeout` seconds, and put the attempt on the completion or on the failure.

    Whoever listens to the question is told to forget what was heard of a call that failed or was given up.
    """
    listener = Listener(question)
    expected = typical_tokens(question), model.typical_cost(question)

    def attempt(usage: Usage | None, cost: int | None, outcome: str, detail: str = "") -> Attempt:
        took, first = listener.elapsed_ms, listener.first_token_ms
        return Attempt(name, model.name, question.kind, usage, cost, took, outcome, detail, first, *expected)

    def failed(failure: ProviderFailure) -> ProviderFailure:
        cost = 0 if failure.unbilled else _cost(model, failure.usage)
        failure.attempts = (attempt(failure.usage, cost, failure.failure, failure.detail),)
        failure.told = listener.told
        return failure

    answered = False
    try:
        async with asyncio.timeout(timeout) as limit:
            reply = await send(listener)
        answered = True
    except TimeoutError as error:
        if not limit.expired():
            raise
        raise failed(ProviderFailure(Failure.TIMEOUT, NO_ANSWER_IN_TIME.format(timeout=timeout))) from error
    except ProviderFailure as failure:
        failed(failure)
        raise
    finally:
        if not answered:
            listener.forget()
    done = attempt(reply.usage, _cost(model, reply.usage), Failure.CUT_OFF if reply.cut_off else OK)
    return Completion(reply.text, name, model.name, reply.cut_off, reply.usage, (done,), told=listener.told)


def read(text: str | None, *, cut_off: bool, usage: Usage | None) -> Reply:
    """Make a reply of a text, or raise when there is none: nothing to read is nothing to salvage."""
    if text is not None and text.strip():
        return Reply(text, cut_off, usage)
    raise ProviderFailure(Failure.CUT_OFF if cut_off else Failure.MALFORMED, EMPTY, usage=usage)


def unreadable(content: bytes, usage: Usage | None = None) -> ProviderFailure:
    """Name an answer that is not in the interface's form."""
    page = content[:1024].lstrip()[:1] == b"<"
    return ProviderFailure(Failure.MALFORMED, WEB_PAGE if page else NOT_JSON, usage=usage)


def rejected(rejection: Rejection, by_code: Mapping[str, Failure], *, answering: bool = False) -> ProviderFailure:
    """Name the failure: by the adapter's table of codes, then by words, then by status.

    `answering` means that the server had begun to answer, so that it may charge for what it did until then.
    """
    status = rejection.status
    if 300 <= status < 400:
        return ProviderFailure(Failure.BAD_REQUEST, REDIRECT.format(status=status), unbilled=True)
    codes = [code for code in rejection.codes if isinstance(code, str) and MACHINE_CODE.fullmatch(code)]
    failure = _by_status(status) if status == 413 else _named(codes, rejection, by_code)
    detail = f"HTTP {status}" + (f" {codes[0]}" if codes else "")
    unbilled = not answering and status not in MAYBE_BILLED and failure is not Failure.MALFORMED
    return ProviderFailure(failure, detail, retry_after=rejection.retry_after, unbilled=unbilled)


def unreachable(error: BaseException) -> ProviderFailure:
    """Name a failure of the connection; one that was never made cannot have cost anything."""
    import httpx2

    never_sent = isinstance(error, httpx2.ConnectError | httpx2.ConnectTimeout | httpx2.PoolTimeout | httpx2.ProxyError)
    failure = Failure.TIMEOUT if isinstance(error, httpx2.TimeoutException) else Failure.CONNECTION
    return ProviderFailure(failure, type(error).__name__, unbilled=never_sent)


def _named(codes: list[str], rejection: Rejection, by_code: Mapping[str, Failure]) -> Failure:
    for code in codes:
        if code in by_code:
            return by_code[code]
    if rejection.status in (400, 403, 422, 500) and isinstance(rejection.message, str):
        for words, failure in BY_WORDS:
            if words.search(rejection.message[:2000]):
                return failure
    return _by_status(rejection.status)


def _by_status(status: int) -> Failure:
    return BY_STATUS.get(status, Failure.SERVER if status >= 500 else Failure.BAD_REQUEST)


def _cost(model: Model, usage: Usage | None) -> int | None:
    return model.price.cost(usage) if model.price is not None else None
