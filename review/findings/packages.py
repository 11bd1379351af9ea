"""Packages that a model recommends. It makes names up, and whoever registers one first runs code at its readers'.

What the change names itself, the standard libraries and a few that everybody knows may be said; any other name goes.
"""

from __future__ import annotations

import builtins
import re
import sys
from collections.abc import Iterable
from dataclasses import replace

from review.findings.claim import Claim

COMMAND_REMOVED = "[install command removed]"
NAME_REMOVED = "[package name removed]"

_WELL_KNOWN = """
argon2 bcrypt bleach boto3 cryptography defusedxml dompurify express fastapi flask django helmet httpx jinja2 lodash
markupsafe mysql2 numpy nh3 pandas passlib pg psycopg psycopg2 pydantic pyjwt pytest pyyaml react redis requests
sqlalchemy validator zod crypto child_process fs http https os path url util node fmt net strings strconv context errors
database sql html template encoding exec filepath sync crypto/rand html/template database/sql os/exec net/http
"""
_STANDARD = frozenset({*map(str.lower, sys.stdlib_module_names), *map(str.lower, dir(builtins)), *_WELL_KNOWN.split()})

_WORD = re.compile(r"[A-Za-z0-9_@][\w@-]*")
_COMMAND = re.compile(
    r"(?:sudo )?(?:python[\d.]* -m )?"
    r"(?:\b(?:pip[\d.]*|pipx|uv(?: pip)?|poetry|pdm|conda|mamba|npm|pnpm|yarn|bun|cargo|gem|bundle|composer|brew|apt|"
    r"apt-get|apk|dnf|yum|dotnet|nuget|choco)(?: global)? (?:install|i|add package|add|require)\b|"
    r"\bgo (?:get|install)(?= \S*[./])|"
    r"\b(?:npx|bunx|uvx|pnpm dlx|yarn dlx)(?= \S))[^\n`]*"
)
_ABOUT_PACKAGES = re.compile(
    r"\b(?:packages?|librar(?:y|ies)|modules?|crates?|gems?|dependenc(?:y|ies)|plugins?|npm|pypi|import|depend on|"
    r"requirements\.txt|package\.json|pyproject\.toml|go\.mod)\b",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"`([a-z0-9@][a-z0-9_.@/-]{1,100})`")
_NAMED = re.compile(
    r"(\b(?:package|library|module|crate|gem|dependency|plugin)(?: called| named)? )([a-z0-9@]+(?:[-_./][a-z0-9]+)+)",
    re.IGNORECASE,
)
_IMPORT = re.compile(
    r"^\s*(?:import|from|use)\s+([\w.:@/-]+)|^\s*import\s+[\"']([^\"'\n]+)|\bfrom\s+[\"']([^\"'\n]+)|"
    r"\b(?:require|import)\s*\(?\s*[\"']([^\"'\n]+)",
    re.MULTILINE,
)


class Packages:
    """The words of a change: a name among them is the author's own, not a model's."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._known = frozenset(word.lower() for text in texts for word in _WORD.findall(text)) | _STANDARD

    def without_new(self, claim: Claim) -> Claim:
        """Return the claim without install commands and package names that nobody can vouch for."""
        suggestion = claim.suggestion
        if suggestion is not None and self._brings_new(suggestion):
            suggestion = None
        test = "" if self._brings_new(claim.test) else claim.test
        return replace(
            claim,
            title=self._said(claim.title),
            message=self._said(claim.message),
            why=self._said(claim.why),
            suggestion=suggestion,
            fix=self._said(claim.fix),
            test=test,
        )

    def _said(self, text: str) -> str:
        text = _COMMAND.sub(lambda found: found[0] if self._all_known(found[0]) else COMMAND_REMOVED, text)
        return "\n".join(self._line(line) if _ABOUT_PACKAGES.search(line) else line for line in text.split("\n"))

    def _line(self, line: str) -> str:
        line = _QUOTED.sub(lambda found: found[0] if self._is_known(found[1]) else NAME_REMOVED, line)
        return _NAMED.sub(lambda found: found[0] if self._is_known(found[2]) else found[1] + NAME_REMOVED, line)

    def _brings_new(self, code: str) -> bool:
        if any(not self._all_known(found[0]) for found in _COMMAND.finditer(code)):
            return True
        names = (next(filter(None, found)) for found in _IMPORT.findall(code))
        return any(not name.startswith(".") and not self._is_known(name) for name in names)

    def _is_known(self, name: str) -> bool:
        """Say whether the name, or what it begins with, is known: `rows.sum` where the change has `rows`."""
        whole = name.lower().strip("./")
        return whole in self._known or re.split(r"[./:]", whole.lstrip("@"))[0] in self._known

    def _all_known(self, command: str) -> bool:
        return all(word.lower() in self._known for word in _WORD.findall(command))
