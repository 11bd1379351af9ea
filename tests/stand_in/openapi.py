"""GitHub's own description of its API: which operation a request is, and what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import orjson
from openapi_schema_validator import OAS30Validator

from tests.stand_in.answers import Json

DESCRIPTION = Path(__file__).parent.parent / "samples" / "github_openapi.json"
METHODS = ("get", "post", "put", "patch", "delete")
MAX_PER_PAGE = 100  # https://docs.github.com/rest/using-the-rest-api/using-pagination-in-the-rest-api
_NUMBER = re.compile(r"-?\d+")
# Paths whose last part may hold slashes; the description cannot say so.
_REST = (re.compile(r"(/repos/[^/]+/[^/]+/contents)/?(.*)"), re.compile(r"(/repos/[^/]+/[^/]+/compare)/(.+)"))


@dataclass(frozen=True)
class Described:
    """One operation of the description with its checks compiled."""

    id: str
    parameters: tuple[tuple[str, str, str, Any], ...]  # name, place, type, validator (untyped library)
    required: frozenset[str]
    body: Any  # the validator of an untyped library, or None
    body_required: bool
    answers: Mapping[str, Json] = field(default_factory=dict)

    def faults(self, params: Mapping[str, str], query: Mapping[str, str], body: object) -> list[str]:
        """Return everything that the description forbids in a request."""
        found = [f"query {name}: missing" for name in self.required if name not in query]
        for name, place, kind, validator in self.parameters:
            value = (params if place == "path" else query).get(name)
            if value is not None:
                found += [f"{place} {name}: {e.message}" for e in validator.iter_errors(_typed(value, kind))]
        if query.get("per_page", "0").isdigit() and int(query.get("per_page", "0")) > MAX_PER_PAGE:
            found.append(f"query per_page: at most {MAX_PER_PAGE}")
        if self.body is not None and (body is not None or self.body_required):
            found += [
                f"body {'/'.join(map(str, e.absolute_path)) or '.'}: {e.message[:200]}" for e in self._errors(body)
            ]
        return found

    def _errors(self, body: object) -> Iterator[Any]:  # Any: the errors of an untyped library
        yield from self.body.iter_errors(body)

    def answer_faults(self, status: int, body: object) -> list[str]:
        """Return how an answer differs from the shape that GitHub describes for it."""
        schema = self.answers.get(str(status))
        if schema is None:
            return [f"{self.id}: status {status} is not described"]
        errors = OAS30Validator(schema).iter_errors(body)
        return [f"{self.id} {'/'.join(map(str, e.absolute_path)) or '.'}: {e.message[:200]}" for e in errors]


@dataclass(frozen=True)
class Matched:
    """An operation found for a request, with the values taken from its path."""

    operation: Described
    params: dict[str, str]


class Description:
    """The description with one table of routes, filled as operations are used."""

    def __init__(self, document: Json) -> None:
        self._document = document
        self._routes: dict[int, list[tuple[list[str], str]]] = {}
        for path in sorted(document["paths"], key=lambda p: p.count("{")):
            parts = path.split("/")
            self._routes.setdefault(len(parts), []).append((parts, path))
        self._compiled: dict[tuple[str, str], Described] = {}

    def match(self, method: str, path: str) -> Matched | None:
        """Find the operation of a request by its undecoded path; None when GitHub describes no such one."""
        for pattern in _REST:
            hit = pattern.fullmatch(path)
            if hit:
                return self._with_rest(method.lower(), hit[1], hit[2])
        parts = path.split("/")
        for template, name in self._routes.get(len(parts), ()):
            if method.lower() in self._document["paths"][name] and _fits(template, parts):
                params = {t[1:-1]: unquote(p) for t, p in zip(template, parts, strict=True) if t[:1] == "{"}
                return Matched(self._operation(name, method.lower()), params)
        return None

    def _with_rest(self, method: str, start: str, rest: str) -> Matched | None:
        _, _, owner, repo, kind = start.split("/")
        name = {"contents": "path", "compare": "basehead"}[kind]
        template = f"/repos/{{owner}}/{{repo}}/{kind}/{{{name}}}"
        if method not in self._document["paths"][template]:
            return None
        params = {"owner": unquote(owner), "repo": unquote(repo), name: unquote(rest)}
        return Matched(self._operation(template, method), params)

    def _operation(self, path: str, method: str) -> Described:
        key = (path, method)
        if key not in self._compiled:
            self._compiled[key] = self._compile(self._document["paths"][path][method])
        return self._compiled[key]

    def _compile(self, operation: Json) -> Described:
        parameters = [self._resolve(p) for p in operation.get("parameters", [])]
        asked = [p for p in parameters if p["in"] in ("path", "query") and p.get("schema", {}).get("type") != "array"]
        request = operation.get("requestBody", {})
        schema = request.get("content", {}).get("application/json", {}).get("schema")
        return Described(
            id=operation["operationId"],
            parameters=tuple(
                (p["name"], p["in"], s.get("type", "string"), OAS30Validator(s))
                for p in asked
                for s in [self._resolve(p.get("schema", {}))]
            ),
            required=frozenset(p["name"] for p in parameters if p["in"] == "query" and p.get("required")),
            body=OAS30Validator(self._inlined(schema)) if schema else None,
            body_required=bool(request.get("required")),
            answers=dict(self._answers(operation["responses"])),
        )

    def _answers(self, responses: Json) -> Iterator[tuple[str, Json]]:
        for status, response in responses.items():
            content = self._resolve(response).get("content", {})
            schema = content.get("application/json", {}).get("schema", {})
            yield status, {**schema, "components": self._document["components"]}

    def _resolve(self, node: Json) -> Json:
        while "$ref" in node:
            target: Any = self._document  # Any: a walk through JSON
            for part in node["$ref"][2:].split("/"):
                target = target[part]
            node = target
        return node

    def _inlined(self, node: Any) -> Any:  # Any: a walk through JSON
        """Copy a schema with its references written out: following them at each request costs time."""
        if isinstance(node, dict):
            return {key: self._inlined(value) for key, value in self._resolve(node).items()}
        return [self._inlined(item) for item in node] if isinstance(node, list) else node


def _fits(template: list[str], parts: list[str]) -> bool:
    return all(t == p or (t[:1] == "{" and p) for t, p in zip(template, parts, strict=True))


def _typed(value: str, kind: str) -> object:
    if kind == "integer":
        return int(value) if _NUMBER.fullmatch(value) else value
    if kind == "boolean":
        return {"true": True, "false": False}.get(value, value)
    return value


def _with_null(node: Any) -> Any:  # Any: a walk through JSON
    """Let null be among the values and the forms of what is nullable: the description means it but does not say it."""
    if isinstance(node, list):
        return [_with_null(item) for item in node]
    if not isinstance(node, dict):
        return node
    # A discriminator on `type` fails for arrays, which have none.
    walked = {key: _with_null(value) for key, value in node.items() if key != "discriminator"}
    if walked.get("nullable") is True and isinstance(walked.get("enum"), list):
        walked["enum"] = [*walked["enum"], None]
    for forms in ("oneOf", "anyOf"):
        if walked.get("nullable") is True and isinstance(walked.get(forms), list):
            walked[forms] = [*walked[forms], {"nullable": True, "enum": [None]}]
    return walked


@cache
def description() -> Description:
    """Read the description once a process."""
    return Description(_with_null(orjson.loads(DESCRIPTION.read_bytes())))
