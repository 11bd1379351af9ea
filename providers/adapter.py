"""What adapters over a vendor's SDK share: one client, one call, and errors under the same names."""

from __future__ import annotations

import asyncio
import importlib
from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import ClassVar, Generic, Protocol, TypeVar

from providers.address import Address
from providers.base import Completion, Question
from providers.errors import Failure, ProviderFailure
from providers.exchange import Rejection, Reply, exchange, rejected, unreachable
from providers.model import NO_KEY, Model


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

    def __init__(self, name: str, model: Model, address: Address, api_key: str | None) -> None:
        self.name = name
        self.model = model
        self._address = address
        self._key = api_key or NO_KEY
        self._client: C | None = None

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.name!r}, {self.model.name!r})"

    async def complete(self, question: Question, *, timeout: float) -> Completion:
        """Ask once, without a retry of any kind; raise ProviderFailure when there is no usable text."""
        return await exchange(self.name, self.model, question, timeout, lambda: self._ask(question, timeout))

    async def warm(self) -> None:
        """Import the SDK and make the client, so that the first question does not wait for it."""
        await asyncio.to_thread(importlib.import_module, self.sdk)
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

    async def _ask(self, question: Question, timeout: float) -> Reply:
        sdk = await asyncio.to_thread(importlib.import_module, self.sdk)
        try:
            content = await self._send(question, timeout)
        except sdk.APITimeoutError as error:
            raise unreachable(error, timed_out=True) from error
        except sdk.APIConnectionError as error:
            raise unreachable(error, timed_out=False) from error
        except sdk.APIStatusError as error:
            rejection = self._rejection(error.status_code, error.body, error.response.headers)
            raise rejected(rejection, self.by_code) from error
        except getattr(sdk, self.sdk_error) as error:
            raise ProviderFailure(Failure.BAD_REQUEST, type(error).__name__) from error
        return self._read(content)

    @abstractmethod
    def _connect(self) -> C:
        """Make the SDK's client."""

    @abstractmethod
    async def _send(self, question: Question, timeout: float) -> bytes:
        """Make the call and return the body of its answer."""

    @abstractmethod
    def _rejection(self, status: int, body: object, headers: Mapping[str, str]) -> Rejection:
        """Read an error's body."""

    @abstractmethod
    def _read(self, content: bytes) -> Reply:
        """Read an answer's body."""
