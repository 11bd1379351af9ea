"""The pages of the manifest flow that a browser sees."""

from __future__ import annotations

import html
import re
from urllib.parse import parse_qs, urlencode

from tests.stand_in import manifest
from tests.stand_in.answers import Answer
from tests.stand_in.gate import Request
from tests.stand_in.store import World

_PAGE = re.compile(r"(?:/organizations/(?P<organisation>[^/]+))?/settings/apps/new")
_HTML = "text/html; charset=utf-8"
_FORM = "<!doctype html><title>Register new GitHub App</title><p>Post the manifest here.</p>"
_REFUSED = "<!doctype html><title>Invalid GitHub App configuration</title><ul>{}</ul>"
PERSON = "octocat"  # who is logged in here


def is_page(path: str) -> bool:
    """Say whether a path is one of these pages."""
    return _PAGE.fullmatch(path) is not None


def respond(world: World, request: Request) -> Answer:
    """Take a manifest form and send the browser back with a code and the `state` it came with."""
    hit = _PAGE.fullmatch(request.path)
    if request.method != "POST" or hit is None:
        return Answer(200, _FORM.encode(), _HTML)
    form = parse_qs(request.content.decode(), keep_blank_values=True)
    asked = manifest.parse(form.get("manifest", [""])[0])
    found = manifest.problems(asked)
    if found or not isinstance(asked, dict):
        world.faults_found += [f"manifest: {problem}" for problem in found]
        listed = "".join(f"<li>{html.escape(problem)}</li>" for problem in found)
        return Answer(422, _REFUSED.format(listed).encode(), _HTML)
    organisation = hit["organisation"]
    owner = world.account(organisation, "Organization") if organisation else world.account(PERSON)
    code = manifest.accept(world, owner, asked, world.manifest_secrets)
    state = {"state": request.query["state"]} if "state" in request.query else {}
    back = asked["redirect_url"]
    target = f"{back}{'&' if '?' in back else '?'}{urlencode({'code': code, **state})}"
    return Answer(302, b"", _HTML, {"location": target})
