"""What the stand-in answers: a status, headers and a body, or a refusal in GitHub's words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson

# Any: GitHub's JSON, whose shape is held by its OpenAPI description and not by Python types.
Json = dict[str, Any]

DOCUMENTATION = "https://docs.github.com/rest"
JSON_TYPE = "application/json; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Answer:
    """One HTTP answer before the common headers are added."""

    status: int = 200
    body: bytes = b""
    media_type: str = JSON_TYPE
    headers: Mapping[str, str] = field(default_factory=dict)


def answer(value: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Answer:  # Any: JSON of any shape
    """Answer with a JSON value."""
    return Answer(status, orjson.dumps(value), JSON_TYPE, headers or {})


class Refused(Exception):
    """A request that GitHub would refuse; becomes an error answer."""

    def __init__(
        self, status: int, message: str, errors: object = None, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(message)
        self.status, self.message, self.errors, self.headers = status, message, errors, headers or {}

    def answer(self) -> Answer:
        """Return the error in GitHub's form."""
        body: Json = {"message": self.message, "documentation_url": DOCUMENTATION, "status": str(self.status)}
        if self.errors is not None:
            body["errors"] = self.errors
        return answer(body, self.status, self.headers)


def not_found() -> Refused:
    """Refuse as GitHub does for what is absent and for what the caller may not see."""
    return Refused(404, "Not Found")


def invalid(resource: str, field_name: str, message: str, code: str = "custom") -> Refused:
    """Refuse one field of a body with 422."""
    error = {"resource": resource, "code": code, "field": field_name, "message": message}
    return Refused(422, "Validation Failed", [error])
