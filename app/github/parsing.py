"""GitHub's JSON into our own payload models."""

from __future__ import annotations

from typing import TypeVar

import httpx
from pydantic import BaseModel, TypeAdapter, ValidationError

from app.github.errors import Unavailable

M = TypeVar("M", bound=BaseModel)
T = TypeVar("T")


def one(model: type[M], response: httpx.Response) -> M:
    """Read one object; an answer that is not what GitHub describes counts as lost, whatever its status said."""
    try:
        return model.model_validate_json(response.content)
    except ValidationError as error:
        raise _unreadable(response, error) from None


def many(adapter: TypeAdapter[T], response: httpx.Response) -> T:
    """Read a list."""
    try:
        return adapter.validate_json(response.content)
    except ValidationError as error:
        raise _unreadable(response, error) from None


def _unreadable(response: httpx.Response, error: ValidationError) -> Unavailable:
    places = ", ".join(".".join(map(str, e["loc"])) or "body" for e in error.errors(include_input=False)[:3])
    request = response.request
    detail = f"GitHub's answer to {request.method} {request.url.path} is not as described: {places}"
    return Unavailable(detail, ambiguous=request.method != "GET")
