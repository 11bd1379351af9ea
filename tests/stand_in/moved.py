"""Repositories under other names: an old name redirects to the repository's number until another one takes it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import urlencode

from tests.stand_in.answers import Answer, Refused, answer
from tests.stand_in.store import World

_BY_NAME = re.compile(r"/repos/([^/]+/[^/]+)(/.*)?")
_BY_NUMBER = re.compile(r"/repositories/([0-9]+)(/.*)?")


def redirect(world: World, path: str, query: Mapping[str, str]) -> Answer | None:
    """Return the 301 that GitHub gives for an old name, None for any other path."""
    found = _BY_NAME.fullmatch(path)
    number = world.old_names.get(found[1].lower()) if found else None
    if found is None or number is None or _exists(world, found[1]):
        return None
    location = f"{world.api_url}/repositories/{number}{found[2] or ''}"
    location += f"?{urlencode(query)}" if query else ""
    told = {"message": "Moved Permanently", "url": location, "documentation_url": "https://docs.github.com/rest"}
    return answer(told, 301, {"location": location})


def by_name(world: World, path: str) -> str:
    """Return the path by name of one by number, as the description knows only the former."""
    found = _BY_NUMBER.fullmatch(path)
    repository = world.repositories.get(int(found[1])) if found else None
    if found is None or repository is None or repository.deleted:
        return path
    return f"/repos/{repository.full_name}{found[2] or ''}"


def _exists(world: World, full_name: str) -> bool:
    try:
        world.repository(full_name)
    except Refused:
        return False
    return True
