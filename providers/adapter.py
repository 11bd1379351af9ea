"""What adapters over a vendor's SDK share: one client, one call, and errors under the same names."""

from __future__ import annotations

import asyncio
import importlib
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from types import ModuleType
from typing import TYPE_CHECKING, Any, ClassVar, Generic, Protocol, TypeVar

from providers.address import Address
from providers.base import Completion, Question, Told
from providers.body import Hearing, read_answer
from providers.errors import Failure, ProviderFailure
from providers.exchange import Rejection, Reply, exchange, rejected, unreachable
from providers.form import Form, form_of
from providers.listening import Listener
from providers.model import NO_KEY, Model, Structured

if TYPE_CHECKING:
    import httpx2

# Answers in which a server may say that it does not take a field of ours; real failures share them, so words decide.
TURNED_AWAY = frozenset({400, 422})
# So do routers, none of whose servers takes a schema or a tool, and llama.cpp: "tools param requires --jinja flag".
SCHEMA_TURNED_AWAY = frozenset({404, 500, 501})
NO_ENDPOINT = "no endpoints found"
NAMELESS = frozenset({Failure.BAD_REQUEST, Failure.UNKNOWN_MODEL, Failure.SERVER})
NOT_TAKEN = "HTTP {status}: a field of the request is not taken, and left out from now on"


class Streamed(Protocol):
    """An SDK's answer whose bytes are still to be read."""

    @property
    def http_response(self) -> httpx2.Response:
        """Return the answer under it."""
        ...


class StatusError(Protocol):
    """An SDK's error that an HTTP status tells of."""

    status_code: int
    body: object
    response: httpx2.Response


class Closing(Protocol):
    """An SDK's client."""

    async def close(self) -> None:
        """Close its connections."""
        ...


C = TypeVar("C", bound=Closing)


class Adapter(ABC, Generic[C]):
    """One model behind one address. The SDK is imported when somebody is asked: each takes a second or two."""

    sdk: ClassVar[str]
    sdk_error: ClassVar[str]
    by_code: ClassVar[Mapping[str, Failure]]
    levels: ClassVar[Sequence[Structured]]

    def __init__(self, name: str, model: Model, address: Address, api_key: str | None) -> None:
        self.name = name
        self.model = model
        self._address = address
        self.local = address.keeps(model.name)
        self._key = api_key or NO_KEY
        self._client: C | None = None
        self._module: ModuleType | None = None
        self._form = form_of(model)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.name!r}, {self.model.name!r})"

    async def complete(self, question: Question, *, timeout: float) -> Completion:
        """Ask once, without a retry of any kind; raise ProviderFailure when there is no usable text.

        After SCHEMA_REJECTED the same question is worth asking again: it will be put in a form that asks for less.
        """
        return await exchange(
            self.name, self.model, question, timeout, lambda listener: self._ask(question, timeout, listener)
        )

    async def warm(self) -> None:
        """Import the SDK and make the client, so that the first question does not wait for it."""
        await self._imported()
        self._connected()

    async def close(self) -> None:
        """Close the connections."""
        if self._client is not None:
            await self._client.close()
            self._client = None

    def _connected(self) -> C:
        if self._client is None:
            self._client = self._connect()
        return self._client

    async def _imported(self) -> ModuleType:
        if self._module is None:
            self._module = await asyncio.to_thread(importlib.import_module, self.sdk)
        return self._module

    async def _ask(self, question: Question, timeout: float, listener: Listener) -> Reply:
        sdk = await self._imported()
        import httpx2

        form = self._form
        try:
            async with self._open(self._request(question, form), timeout) as streamed:
                response = streamed.http_response
                listener.told = self._told(response.headers)
                return await read_answer(response, self._hearing(), listener, self._read)
        except sdk.APIConnectionError as error:
            raise unreachable(error.__cause__ or error) from error
        except sdk.APIStatusError as error:
            listener.told = self._told(error.response.headers)
            raise self._rejected(error, form) from error
        except (httpx2.TransportError, httpx2.DecodingError) as error:
            raise unreachable(error) from error
        except getattr(sdk, self.sdk_error) as error:
            raise ProviderFailure(Failure.BAD_REQUEST, type(error).__name__) from error

    def _rejected(self, error: StatusError, form: Form) -> ProviderFailure:
        rejection = self._rejection(error.status_code, error.body, error.response.headers)
        failure = rejected(rejection, self.by_code)
        less = self._less(form, rejection) if failure.failure in NAMELESS else None
        if less is None:
            return failure
        if self._form == form:  # another question may have found out meanwhile
            self._form = less
        detail = NOT_TAKEN.format(status=rejection.status)
        return ProviderFailure(Failure.SCHEMA_REJECTED, detail, unbilled=failure.unbilled)

    def _less(self, form: Form, rejection: Rejection) -> Form | None:
        words, status = rejection.words, rejection.status
        if status in TURNED_AWAY:
            return form.without(words, self.levels)
        if status not in SCHEMA_TURNED_AWAY or (status == 404 and NO_ENDPOINT not in words.lower()):
            return None
        return form.lowered(words, self.levels)

    @abstractmethod
    def _connect(self) -> C:
        """Make the SDK's client."""

    # Any: the SDKs type a request's fields as overloads that no dictionary can meet.
    @abstractmethod
    def _request(self, question: Question, form: Form) -> dict[str, Any]:
        """Write the request."""

    @abstractmethod
    def _open(self, request: dict[str, Any], timeout: float) -> AbstractAsyncContextManager[Streamed]:
        """Make the call and give its answer, unread."""

    @abstractmethod
    def _told(self, headers: Mapping[str, str]) -> Told | None:
        """Read the rate limits in an answer's headers."""

    @abstractmethod
    def _rejection(self, status: int, body: object, headers: Mapping[str, str]) -> Rejection:
        """Read an error's body."""

    @abstractmethod
    def _hearing(self) -> Hearing:
        """Return what puts a streamed answer together."""

    @abstractmethod
    def _read(self, content: bytes) -> Reply:
        """Read an answer's body that came whole."""
