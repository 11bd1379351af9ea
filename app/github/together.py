"""Requests side by side, none left running when another fails."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Sequence
from typing import TypeVar

T = TypeVar("T")
U = TypeVar("U")


async def all_of(waiting: Sequence[Awaitable[T]]) -> list[T]:
    """Wait for all, then return the results or raise the first failure.

    Not a TaskGroup: that would cancel the others in mid-write, with nobody knowing what they committed.
    """
    results = await asyncio.gather(*waiting, return_exceptions=True)
    done: list[T] = []
    for result in results:
        if isinstance(result, BaseException):
            raise result
        done.append(result)
    return done


async def both(first: Awaitable[T], second: Awaitable[U]) -> tuple[T, U]:
    """Wait for two things of different kinds as `all_of` does."""
    one, other = await all_of([_boxed(first), _boxed(second)])
    return one, other  # type: ignore[return-value]  # the list keeps their order


async def _boxed(waiting: Awaitable[object]) -> object:
    return await waiting
