"""What is read and written in a repository: method, path and JSON in, our own values out."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping, Sequence
from urllib.parse import quote

import orjson

from app.github.errors import Denied, NotFound, Unavailable
from app.github.pace import Pace
from app.github.parsing import many, one
from app.github.payloads import (
    COMMENTS,
    PULL_REVIEWS,
    PULLS,
    Account,
    Comment,
    CommitDetail,
    Comparison,
    Issue,
    Permission,
    Pull,
    PullReview,
    Repositories,
    Repository,
    Run,
    Runs,
    Tip,
)
from app.github.required import RULES, Branch, Required, Rule, required, threads_must_be_resolved
from app.github.transport import ACCEPT_RAW, PER_PAGE, Credential, Params, Transport
from review.models import PullRequest

NO_MERGE_BASE = "GitHub names no merge base of {base} and {head}: the branches share no history."


class Client:
    """Requests with one installation's token; `repository` is "owner/name" in every method."""

    def __init__(self, transport: Transport, pace: Pace, graphql: str) -> None:
        self._transport = transport
        self._pace = pace
        self._graphql = graphql

    def guarded(self, before_write: Callable[[], None]) -> Client:
        """Return the same client with a last word on writes: called just before each one leaves, it may raise."""
        twin = copy.copy(self)
        twin._transport = self._transport.guarded(before_write)
        return twin

    def speaking(self, credential: Credential) -> Client:
        """Return the same client with another credential, such as one that may do one thing more."""
        twin = copy.copy(self)
        twin._transport = self._transport.speaking(credential)
        return twin

    async def room(self, contents: int) -> None:
        """Raise RateLimited unless the installation may write so many new comments now."""
        await self._pace.room(contents)

    # Reading

    async def pull_request(self, repository: str, number: int) -> PullRequest:
        """Return the pull request as it is now."""
        return one(Pull, await self._transport.read(f"/repos/{repository}/pulls/{number}")).pull_request()

    async def pull_requests_with(self, repository: str, sha: str) -> tuple[PullRequest, ...]:
        """Return the pull requests that hold a commit; closed ones too."""
        pages = self._transport.pages(f"/repos/{repository}/commits/{sha}/pulls")
        return tuple([pull.pull_request() async for page in pages for pull in many(PULLS, page)])

    async def open_pull_requests(self, repository: str) -> tuple[PullRequest, ...]:
        """Return the open pull requests, newest first."""
        pages = self._transport.pages(f"/repos/{repository}/pulls", {"state": "open"})
        return tuple([pull.pull_request() async for page in pages for pull in many(PULLS, page)])

    async def pull_requests_updated(self, repository: str, page: int = 1) -> tuple[Pull, ...]:
        """Return one page of the open pull requests, those that changed last first; none behind the last page."""
        newest: Params = {"state": "open", "sort": "updated", "direction": "desc", "per_page": PER_PAGE, "page": page}
        return many(PULLS, await self._transport.read(f"/repos/{repository}/pulls", newest))

    async def merge_base(self, repository: str, base: str, head: str, head_owner: str | None = None) -> str:
        """Return the merge base of two commits; a fork's head is found through refs/pull, else by its owner."""
        try:
            return await self._merge_base(repository, base, head)
        except NotFound:
            if head_owner is None:
                raise
        return await self._merge_base(repository, base, f"{head_owner}:{head}")

    async def _merge_base(self, repository: str, base: str, head: str) -> str:
        path = f"/repos/{repository}/compare/{quote(f'{base}...{head}', safe=':.')}"
        # Changed files come with page 1 only, up to 300 with patches: page 2 spares GitHub and us.
        # https://docs.github.com/en/rest/commits/commits#compare-two-commits
        for page in (2, 1):
            comparison = one(Comparison, await self._transport.read(path, {"per_page": 1, "page": page}))
            if comparison.merge_base_commit is not None:
                return comparison.merge_base_commit.sha
        raise Denied(NO_MERGE_BASE.format(base=base, head=head), 404)

    async def branch(self, repository: str, name: str) -> str:
        """Return the commit that a branch points to."""
        return one(Tip, await self._transport.read(f"/repos/{repository}/branches/{quote(name, safe='')}")).commit.sha

    async def tree(self, repository: str, sha: str) -> str:
        """Return the id of a commit's tree: two commits with the same one hold the same files."""
        # Changed files come with page 1 only, as in a comparison.
        path = f"/repos/{repository}/commits/{quote(sha, safe='')}"
        return one(CommitDetail, await self._transport.read(path, {"per_page": 1, "page": 2})).commit.tree.sha

    async def repository(self, repository: str) -> Repository:
        """Return the repository that has this name, or had it before it was renamed."""
        return one(Repository, await self._transport.read(f"/repos/{repository}"))

    async def file(self, repository: str, path: str, ref: str) -> bytes | None:
        """Return a file's bytes at a commit or branch, None when it is not there."""
        where = quote(path.encode("utf-8", "surrogateescape"))
        try:
            response = await self._transport.read(f"/repos/{repository}/contents/{where}", {"ref": ref}, ACCEPT_RAW)
        except NotFound:
            return None
        return response.content

    async def reviews(self, repository: str, number: int) -> tuple[PullReview, ...]:
        """Return every review, our own pending ones among them, oldest first."""
        pages = self._transport.pages(f"/repos/{repository}/pulls/{number}/reviews")
        return tuple([review async for page in pages for review in many(PULL_REVIEWS, page)])

    async def review(self, repository: str, number: int, review_id: int) -> PullReview:
        """Return one review."""
        return one(PullReview, await self._transport.read(f"/repos/{repository}/pulls/{number}/reviews/{review_id}"))

    async def comments_of_review(self, repository: str, number: int, review_id: int) -> tuple[Comment, ...]:
        """Return the line comments of one review, pending or not."""
        return await self._comments(f"/repos/{repository}/pulls/{number}/reviews/{review_id}/comments")

    async def review_comments(self, repository: str, number: int) -> tuple[Comment, ...]:
        """Return every submitted line comment, oldest first."""
        return await self._comments(f"/repos/{repository}/pulls/{number}/comments")

    async def newest_review_comments(self, repository: str, number: int) -> tuple[Comment, ...]:
        """Return the newest submitted line comments, a page of them."""
        newest: Params = {"sort": "created", "direction": "desc", "per_page": PER_PAGE}
        return many(COMMENTS, await self._transport.read(f"/repos/{repository}/pulls/{number}/comments", newest))

    async def comment(self, repository: str, comment_id: int) -> Comment:
        """Return one comment of the conversation; NotFound when it was deleted."""
        return one(Comment, await self._transport.read(f"/repos/{repository}/issues/comments/{comment_id}"))

    async def review_comment(self, repository: str, comment_id: int) -> Comment:
        """Return one line comment; NotFound when it was deleted."""
        return one(Comment, await self._transport.read(f"/repos/{repository}/pulls/comments/{comment_id}"))

    async def issue(self, repository: str, number: int) -> Issue:
        """Return an issue as it is now; Denied with 410 when it was deleted."""
        return one(Issue, await self._transport.read(f"/repos/{repository}/issues/{number}"))

    async def issue_comments(self, repository: str, number: int) -> tuple[Comment, ...]:
        """Return every comment of the conversation, oldest first."""
        return await self._comments(f"/repos/{repository}/issues/{number}/comments")

    async def _comments(self, path: str) -> tuple[Comment, ...]:
        return tuple([comment async for page in self._transport.pages(path) for comment in many(COMMENTS, page)])

    async def check_runs(self, repository: str, sha: str, app_id: int) -> tuple[Run, ...]:
        """Return every check run of one App on a commit, earlier attempts too."""
        pages = self._transport.pages(
            f"/repos/{repository}/commits/{sha}/check-runs", {"app_id": app_id, "filter": "all"}
        )
        found = [run async for page in pages for run in one(Runs, page).check_runs]
        return tuple(run for run in found if run.app is not None and run.app.id == app_id)

    async def check_run(self, repository: str, run_id: int) -> Run:
        """Return one check run."""
        return one(Run, await self._transport.read(f"/repos/{repository}/check-runs/{run_id}"))

    async def repositories(self) -> tuple[Repository, ...]:
        """Return the repositories of the installation."""
        pages = self._transport.pages("/installation/repositories")
        return tuple([found async for page in pages for found in one(Repositories, page).repositories])

    async def required_checks(self, repository: str, branch: str) -> tuple[Required, ...]:
        """Return the checks that a branch requires before a merge, by rulesets and by classic protection."""
        rules = await self._rules(repository, branch)
        path = f"/repos/{repository}/branches/{quote(branch, safe='')}"
        return required(rules, one(Branch, await self._transport.read(path)))

    async def threads_must_be_resolved(self, repository: str, branch: str) -> bool:
        """Say whether the rulesets of a branch hold up a merge while a conversation is open; False: not, or unknown."""
        return threads_must_be_resolved(await self._rules(repository, branch))

    async def _rules(self, repository: str, branch: str) -> tuple[Rule, ...]:
        pages = self._transport.pages(f"/repos/{repository}/rules/branches/{quote(branch, safe='')}")
        return tuple([rule async for page in pages for rule in many(RULES, page)])

    async def permission(self, repository: str, login: str) -> Permission:
        """Return what a user may do here; compare the numeric id of the answer, never the login."""
        path = f"/repos/{repository}/collaborators/{quote(login, safe='')}/permission"
        return one(Permission, await self._transport.read(path))

    async def user(self, login: str) -> Account:
        """Return an account by its login."""
        return one(Account, await self._transport.read(f"/users/{quote(login, safe='')}"))

    # Writing: each request is sent once; `Unavailable.ambiguous` means look before sending again.

    async def create_review(
        self, repository: str, number: int, sha: str, body: str, comments: Sequence[Mapping[str, object]]
    ) -> PullReview:
        """Create a pending review, seen by nobody else until it is submitted; all or nothing (Refused)."""
        path = f"/repos/{repository}/pulls/{number}/reviews"
        sent = {"commit_id": sha, "body": body, "comments": list(comments)}
        return one(PullReview, await self._transport.write("POST", path, sent))

    async def submit_review(self, repository: str, number: int, review_id: int, body: str) -> None:
        """Make a pending review visible, as comments without a verdict."""
        path = f"/repos/{repository}/pulls/{number}/reviews/{review_id}/events"
        await self._transport.write("POST", path, {"event": "COMMENT", "body": body})

    async def delete_review(self, repository: str, number: int, review_id: int) -> None:
        """Delete a pending review, if it is still there; Refused when it is already submitted."""
        await self._delete(f"/repos/{repository}/pulls/{number}/reviews/{review_id}")

    async def create_comment(self, repository: str, number: int, body: str) -> Comment:
        """Add a comment to the conversation."""
        path = f"/repos/{repository}/issues/{number}/comments"
        return one(Comment, await self._transport.write("POST", path, {"body": body}))

    async def create_reply(self, repository: str, number: int, thread_id: int, body: str) -> Comment:
        """Answer in the thread that a line comment began; NotFound when that comment is gone or is itself a reply."""
        path = f"/repos/{repository}/pulls/{number}/comments/{thread_id}/replies"
        return one(Comment, await self._transport.write("POST", path, {"body": body}))

    async def update_comment(self, repository: str, comment_id: int, body: str) -> None:
        """Edit a comment of the conversation in place; NotFound when somebody deleted it."""
        path = f"/repos/{repository}/issues/comments/{comment_id}"
        await self._transport.write("PATCH", path, {"body": body}, repeatable=True)

    async def delete_comment(self, repository: str, comment_id: int) -> None:
        """Delete a comment of the conversation, if it is still there."""
        await self._delete(f"/repos/{repository}/issues/comments/{comment_id}")

    async def delete_review_comment(self, repository: str, comment_id: int) -> None:
        """Delete a line comment, if it is still there."""
        await self._delete(f"/repos/{repository}/pulls/comments/{comment_id}")

    async def create_check_run(self, repository: str, body: Mapping[str, object]) -> Run:
        """Create a check run."""
        return one(Run, await self._transport.write("POST", f"/repos/{repository}/check-runs", body))

    async def update_check_run(
        self, repository: str, run_id: int, body: Mapping[str, object], *, repeatable: bool
    ) -> None:
        """Update a check run; annotations are added to those it has, so a body with some is not `repeatable`."""
        path = f"/repos/{repository}/check-runs/{run_id}"
        await self._transport.write("PATCH", path, body, repeatable=repeatable)

    async def no_automatic_suites(self, repository: str, app_id: int) -> None:
        """Tell GitHub to make no check suite for every push: ours come with their check runs."""
        preferences = {"auto_trigger_checks": [{"app_id": app_id, "setting": False}]}
        path = f"/repos/{repository}/check-suites/preferences"
        await self._transport.write("PATCH", path, preferences, repeatable=True)

    async def upload_sarif(self, repository: str, sha: str, ref: str, sarif: str) -> None:
        """Give code scanning an analysis, gzipped and in base64; it replaces the tool's last one of this ref."""
        body = {"commit_sha": sha, "ref": ref, "sarif": sarif}
        await self._transport.write("POST", f"/repos/{repository}/code-scanning/sarifs", body, repeatable=True)

    async def graphql(self, query: str, variables: Mapping[str, object]) -> Mapping[str, object]:
        """Ask GraphQL, which answers 200 to everything; raise Denied with its own errors."""
        response = await self._transport.write("POST", self._graphql, {"query": query, "variables": variables})
        try:
            answer = orjson.loads(response.content)
        except orjson.JSONDecodeError:
            raise Unavailable("GraphQL: the answer is not JSON", ambiguous=True) from None
        if answer.get("errors"):
            raise Denied("GraphQL: " + "; ".join(str(e.get("message"))[:200] for e in answer["errors"][:3]), 200)
        return dict(answer["data"])

    async def _delete(self, path: str) -> None:
        try:
            await self._transport.write("DELETE", path, repeatable=True)
        except NotFound:
            return
