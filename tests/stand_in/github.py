"""The GitHub stand-in as tests hold it: set up accounts and repositories, act as people do, count what was posted."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from tests.stand_in import manifest, payloads, suites, webhooks
from tests.stand_in.accounts import DEFAULT_EVENTS, DEFAULT_PERMISSIONS, App, Installation
from tests.stand_in.faults import Fault
from tests.stand_in.hosting import PERSON, Hosting
from tests.stand_in.posted import CheckRun, CheckSuite, Delivery, IssueComment, Review, ReviewComment
from tests.stand_in.queueing import MergeGroup, Queueing
from tests.stand_in.repository import PullRequest, Repository
from tests.stand_in.server import ENTERPRISE_API, ENTERPRISE_GRAPHQL, Control, application
from tests.stand_in.store import Logged, World
from tests.stand_in.threaded import ThreadedServer


class GitHubStandIn(Hosting, Queueing):
    """One GitHub. `world` is all of its state; the methods below are what tests usually need of it."""

    def __init__(self, root: Path, *, enterprise: bool = False, check_answers: bool = False) -> None:
        self.world = World(root, enterprise=enterprise, check_answers=check_answers)

    @classmethod
    @asynccontextmanager
    async def running(
        cls, root: Path, *, port: int = 0, enterprise: bool = False, check_answers: bool = False
    ) -> AsyncIterator[GitHubStandIn]:
        """Serve a new stand-in on a loopback port, from a thread, until the block ends."""
        github = cls(root, enterprise=enterprise, check_answers=check_answers)
        server = github.start(port)
        try:
            yield github
        finally:
            server.stop()

    def start(self, port: int = 0, control: Control | None = None) -> ThreadedServer:
        """Serve on a loopback port from a thread; the caller stops the server."""
        server = ThreadedServer(port)
        self.world.url = server.url
        server.start(application(self.world, control))
        return server

    # Where it is

    @property
    def url(self) -> str:
        """Return the base of git and of web pages (GITHUB_SERVER_URL)."""
        return self.world.url

    @property
    def api_url(self) -> str:
        """Return the base of the REST API (GITHUB_API_URL)."""
        return self.world.url + (ENTERPRISE_API if self.world.enterprise else "")

    @property
    def graphql_url(self) -> str:
        """Return where GraphQL is answered."""
        return self.world.url + (ENTERPRISE_GRAPHQL if self.world.enterprise else "/graphql")

    # Apps and installations

    def create_app(
        self,
        name: str = "Diffdiver",
        *,
        owner: str = PERSON,
        webhook_url: str | None = None,
        webhook_secret: str | None = "a webhook secret",
        permissions: Mapping[str, str] = DEFAULT_PERMISSIONS,
        events: Sequence[str] = DEFAULT_EVENTS,
    ) -> App:
        """Register an App; its `pem`, `webhook_secret` and `bot` account are on the result."""
        return manifest.new_app(
            self.world, name=name, owner=self.world.account(owner), webhook_url=webhook_url,
            webhook_secret=webhook_secret, permissions=dict(permissions), events=tuple(events),
        )  # fmt: skip

    def install(
        self,
        app: App,
        repositories: Sequence[Repository] | None = None,
        *,
        account: str | None = None,
        permissions: Mapping[str, str] | None = None,
    ) -> Installation:
        """Install an App on some repositories of one owner, or on all of an account's (`repositories` None)."""
        owner = repositories[0].owner if repositories else self.world.account(account or PERSON)
        made = Installation(
            id=self.world.new_id(), app=app, account=owner, permissions=dict(permissions or app.permissions),
            events=app.events, repository_ids=None if repositories is None else {r.id for r in repositories},
            created_at=self.world.clock.stamp(),
        )  # fmt: skip
        self.world.installations[made.id] = made
        return made

    def suspend(self, installation: Installation, *, suspended: bool = True) -> None:
        """Suspend an installation or end its suspension."""
        installation.suspended_at = self.world.clock.stamp() if suspended else None

    def uninstall(self, installation: Installation) -> None:
        """Delete an installation: its tokens stop working."""
        installation.deleted = True

    def expire_tokens(self) -> None:
        """Let every installation token issued so far be expired, whatever its `expires_at` says."""
        for token in list(self.world.tokens.values()):
            token.expired = True

    # Webhooks

    async def deliver(
        self,
        event: str,
        action: str | None = None,
        *,
        pull_request: PullRequest | None = None,
        repository: Repository | None = None,
        check_run: CheckRun | None = None,
        check_suite: CheckSuite | None = None,
        comment: IssueComment | None = None,
        review_comment: ReviewComment | None = None,
        merge_group: MergeGroup | None = None,
        installation: Installation | None = None,
        repositories: Sequence[Repository] = (),
        app: App | None = None,
        sender: str = PERSON,
        extra: Mapping[str, object] | None = None,
        guid: str | None = None,
        lost: bool = False,
    ) -> Delivery:
        """Send a signed webhook to the App's URL and return the log entry with the answer it got.

        App and installation are found by the repository where they are not given. `lost`: it is logged as failed
        and never sent. `extra` replaces top-level keys of the payload. `guid`: deliver again under that id.
        """
        target = repository or (pull_request.repository if pull_request else None)
        target = target or (check_run.suite.repository if check_run else None)
        target = target or (check_suite.repository if check_suite else None)
        target = target or (merge_group.repository if merge_group else None)
        found = installation or self._installation(target, app)
        receiver = app or (found.app if found else next(iter(list(self.world.apps.values()))))
        about = payloads.About(
            app=receiver, installation=found, sender=self.world.account(sender), repository=target,
            pull_request=pull_request, check_run=check_run, check_suite=check_suite, comment=comment,
            review_comment=review_comment, merge_group=merge_group,
            repositories=tuple(repositories), extra=extra,
        )  # fmt: skip
        payload = payloads.payload(self.world, event, action, about)
        delivery = webhooks.record(self.world, webhooks.Event(receiver, found, event, payload), guid)
        if lost:
            delivery.status = "failed to connect to host"
            return delivery
        return await webhooks.send(self.world, delivery)

    def _installation(self, repository: Repository | None, app: App | None) -> Installation | None:
        known = [i for i in list(self.world.installations.values()) if app is None or i.app is app]
        if repository is None:
            return known[0] if known else None
        return next((i for i in known if self.world.covers(i, repository)), None)

    # Faults and limits

    def fault(
        self,
        method: str | None,
        path: str,
        *,
        times: int | None = 1,
        skip: int = 0,
        delay: float = 0.0,
        held: bool = False,
        status: int | None = None,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        retry_after: int | None = None,
        after: bool = False,
        reset: bool = False,
    ) -> Fault:
        """Put a fault in force for requests whose path (below the API's base, or of git) matches an expression.

        It befalls `times` requests (None: all) after `skip` of them. `after`: the effect is committed first.
        `reset`: the connection is reset in the middle of the answer. `held`: it waits until that is set to False.
        """
        wait = {} if retry_after is None else {"retry-after": str(retry_after)}
        return self.world.faults.add(
            Fault(
                method=method, path=re.compile(path), times=times, skip=skip, delay=delay, held=held,
                status=status, body=body,
                headers={**(headers or {}), **wait}, after=after, reset=reset,
            )
        )  # fmt: skip

    def reset_faults(self) -> None:
        """Forget all faults in force."""
        self.world.faults.clear()

    # What was asked and posted

    @property
    def requests(self) -> list[Logged]:
        """Return every request so far, git included."""
        return self.world.requests

    @property
    def faults_found(self) -> list[str]:
        """Return what GitHub's description forbids in the requests so far; a sound test ends with none."""
        return self.world.faults_found

    @property
    def deliveries(self) -> list[Delivery]:
        """Return the deliveries so far, oldest first."""
        return list(self.world.deliveries.values())

    def comments(self, pull_request: PullRequest, *, pending: bool = False) -> list[ReviewComment]:
        """Return the line comments that people see, or those of pending reviews."""
        mine = [c for c in list(self.world.review_comments.values()) if c.pull_request is pull_request]
        return [c for c in mine if (c.review.state == "PENDING") == pending]

    def reviews(self, pull_request: PullRequest, *, pending: bool = False) -> list[Review]:
        """Return the submitted reviews, or the pending ones."""
        mine = [r for r in list(self.world.reviews.values()) if r.pull_request is pull_request]
        return [r for r in mine if (r.state == "PENDING") == pending]

    def issue_comments(self, pull_request: PullRequest) -> list[IssueComment]:
        """Return the comments of the conversation."""
        known = list(self.world.issue_comments.values())
        return [c for c in known if c.repository is pull_request.repository and c.number == pull_request.number]

    def empty_suites(self, repository: Repository) -> list[CheckSuite]:
        """Return the check suites of a repository that no check run was ever made in."""
        return suites.empty(self.world, repository)

    def check_runs(self, head: str | PullRequest) -> list[CheckRun]:
        """Return every check run on a commit, or on a pull request's head, oldest first."""
        sha = head if isinstance(head, str) else head.head_sha
        return [r for r in list(self.world.check_runs.values()) if r.head_sha == sha]
