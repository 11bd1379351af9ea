"""One API call as its operation sees it, and the operation itself."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeVar
from urllib.parse import urlencode

from tests.stand_in.accounts import Account, Actor, allows
from tests.stand_in.answers import Answer, Json, Refused, answer, invalid, not_found
from tests.stand_in.repository import PullRequest, Repository
from tests.stand_in.store import World

MAX_BODY = 65_536  # characters of a review, a review comment, an issue comment
_PER_PAGE = 30
Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Call:
    """A request that was recognised, checked and authenticated."""

    world: World
    actor: Actor
    path: str
    params: Mapping[str, str]
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: Any  # the JSON body, checked by the description before any operation reads it

    @property
    def user(self) -> Account:
        """Return the account that acts."""
        return self.actor.user

    def repository(self) -> Repository:
        """Return the repository of the path; raise 404 when absent or outside of the token."""
        repository = self.world.repository(f"{self.params['owner']}/{self.params['repo']}")
        token = self.actor.token
        if token is None:
            return repository
        outside = token.repository_ids is not None and repository.id not in token.repository_ids
        if outside or not self.world.covers(token.installation, repository):
            raise not_found()
        return repository

    def pull_request(self, name: str = "pull_number") -> PullRequest:
        """Return the pull request of the path; raise 404."""
        return self.world.pull_request(self.repository(), self.params[name])

    def number(self, name: str) -> int:
        """Return a number of the path; raise 404 for what is none."""
        if not self.params[name].isdecimal():
            raise not_found()
        return int(self.params[name])

    def accepts(self, media: str) -> bool:
        """Say whether the caller asks for a media type such as `diff` or `raw`."""
        accepted = self.headers.get("accept", "")
        return any(f"application/vnd.github.{form}" in accepted for form in (f"{media}", f"v3.{media}"))

    def text(self, resource: str, *, required: bool = True) -> str:
        """Return the body's text; raise 422 when it is too long or blank."""
        return checked_text(self.body.get("body"), resource, required=required)

    def page(self, items: Sequence[Item], show: Callable[[Item], Json], key: str | None = None) -> Answer:
        """Answer with one page of a list and the Link header to the others."""
        size, number = self.page_size(), max(1, int(self.query.get("page", "1")))
        last = max(1, -(-len(items) // size))
        shown = [show(item) for item in items[(number - 1) * size : number * size]]
        links = {"prev": number - 1, "next": number + 1, "last": last, "first": 1}
        wanted = [rel for rel in links if (rel in ("prev", "first") and number > 1) or
                  (rel in ("next", "last") and number < last)]  # fmt: skip
        link = ", ".join(f'<{self._page_url(links[rel])}>; rel="{rel}"' for rel in wanted)
        value = {"total_count": len(items), key: shown} if key else shown
        return answer(value, headers={"link": link} if link else {})

    def page_size(self) -> int:
        """Return per_page, cut to what GitHub allows."""
        return min(100, max(1, int(self.query.get("per_page", _PER_PAGE))))

    def _page_url(self, number: int) -> str:
        return f"{self.world.api_url}{self.path}?{urlencode({**self.query, 'page': number})}"


def checked_text(body: object, resource: str, *, required: bool = True) -> str:
    """Return a body text; raise 422 when it is too long or, where one is required, blank."""
    text = body if isinstance(body, str) else ""
    if len(text) > MAX_BODY:
        raise invalid(resource, "body", f"body is too long (maximum is {MAX_BODY} characters)")
    if required and not text.strip():
        raise invalid(resource, "body", "body can't be blank", "missing_field")
    return text


Needs = tuple[tuple[str, str], ...]
Handler = Callable[[Call], Awaitable[Answer]]


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation of GitHub's description: its name there, who may call it and what it does.

    `needs`: any one of these permissions suffices. `by`: an App with its JWT, an installation with its token, either of
    them, or anyone at all.
    """

    id: str
    handle: Handler
    needs: Needs = ()
    by: Literal["app", "installation", "either", "anyone"] = "installation"

    def authorise(self, actor: Actor) -> None:
        """Raise the refusal that GitHub gives to a caller without the right credential or permission."""
        if self.by == "app" and actor.token is not None:
            raise Refused(401, "A JSON web token could not be decoded")
        if self.by == "installation" and actor.token is None:
            raise Refused(403, "Resource not accessible by integration")
        if self.needs and not any(allows(actor.permissions, *need) for need in self.needs):
            wanted = "; ".join(f"{name}={level}" for name, level in self.needs)
            headers = {"x-accepted-github-permissions": wanted}
            raise Refused(403, "Resource not accessible by integration", headers=headers)


def reads(*names: str) -> Needs:
    """Need one of these permissions to read."""
    return tuple((name, "read") for name in names)


def writes(*names: str) -> Needs:
    """Need one of these permissions to write."""
    return tuple((name, "write") for name in names)
