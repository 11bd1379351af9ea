"""Repositories and pull requests as people make and change them, straight in git."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from tests.stand_in import commits, git, suites
from tests.stand_in.answers import Json
from tests.stand_in.commits import Content
from tests.stand_in.posted import Issue, IssueComment, Review, ReviewComment
from tests.stand_in.repository import PullRequest, Repository
from tests.stand_in.rulesets import ALL, Ruleset
from tests.stand_in.store import World
from tests.stand_in.views import account as accounts

PERSON = "octocat"


class Hosting:
    """The hosting half of the stand-in."""

    world: World

    def add_repository(
        self,
        full_name: str,
        *,
        from_path: Path | None = None,
        files: Mapping[str, Content] | Mapping[bytes, Content] | None = None,
        default_branch: str = "main",
        private: bool = False,
        owner_type: str = "User",
    ) -> Repository:
        """Make a repository with a copy of every branch of a local one, or with one commit of `files`, or empty."""
        owner, _, name = full_name.partition("/")
        account = self.world.account(owner, owner_type)
        made = Repository(
            id=self.world.new_id(), owner=account, name=name, path=self.world.root / owner / f"{name}.git",
            default_branch=default_branch, private=private, created_at=self.world.clock.stamp(),
        )  # fmt: skip
        git.create(made.path, default_branch)
        if from_path is not None:
            git.fetch(made.path, from_path, "+refs/heads/*:refs/heads/*")
        if files is not None:
            commits.commit(made.path, default_branch, files, message="start")
        self.world.repositories[made.id] = made
        return made

    def add_ruleset(
        self, repository: Repository, *rules: Json, branches: tuple[str, ...] = (ALL,), enforcement: str = "active"
    ) -> None:
        """Put rules on branches as an administrator; see tests/stand_in/rulesets.py."""
        made = Ruleset(self.world.new_id(), repository.full_name, rules, branches, enforcement)
        repository.rulesets.append(made)

    def fork(self, repository: Repository, login: str) -> Repository:
        """Fork a repository to another account."""
        made = self.add_repository(
            f"{login}/{repository.name}", from_path=repository.path, default_branch=repository.default_branch
        )
        made.parent = repository
        return made

    def delete_repository(self, repository: Repository) -> None:
        """Delete a repository; pull requests from it show `head.repo: null` from now on."""
        repository.deleted = True

    def rename(self, repository: Repository, full_name: str) -> None:
        """Rename a repository, or give it to another owner; the old name redirects until another one takes it."""
        self.world.old_names[repository.full_name.lower()] = repository.id
        owner, _, repository.name = full_name.partition("/")
        repository.owner = self.world.account(owner)
        path = self.world.root / owner / f"{repository.name}.git"
        path.parent.mkdir(exist_ok=True)
        repository.path = repository.path.rename(path)

    def commit(
        self,
        repository: Repository,
        branch: str,
        files: Mapping[str, Content] | Mapping[bytes, Content],
        *,
        message: str = "change",
        parent: str | None = None,
    ) -> str:
        """Commit on a branch (a value None removes the file) and synchronise its open pull requests.

        `parent` set: the commit replaces the branch, as a force push does. To start a branch give the commit it
        starts from.
        """
        sha = commits.commit(repository.path, branch, files, message=message, parent=parent)
        self.synchronise(repository, branch)
        return sha

    def push(self, repository: Repository, branch: str, sha: str, *, source: Path | None = None) -> None:
        """Set a branch to a commit, fetched from a local repository if need be; synchronise its pull requests."""
        if source is not None:
            git.fetch(repository.path, source, sha)
        git.set_ref(repository.path, f"refs/heads/{branch}", sha)
        self.synchronise(repository, branch)

    def synchronise(self, repository: Repository, branch: str) -> None:
        """Let the open pull requests from a branch notice what is on it now, and the Apps that there was a push."""
        suites.pushed(self.world, repository, self.sha(repository, f"refs/heads/{branch}"))
        for pull in list(self.world.pull_requests.values()):
            if pull.state == "open" and pull.head_repository is repository and pull.head_ref == branch:
                self.world.synchronise(pull)

    def sha(self, repository: Repository, revision: str) -> str:
        """Return the commit that a revision names."""
        found = git.resolve(repository.path, revision)
        assert found is not None, f"no {revision} in {repository.full_name}"
        return found

    def open_pull_request(
        self,
        repository: Repository,
        *,
        base: str | None = None,
        head: str = "topic",
        head_repository: Repository | None = None,
        title: str = "A change",
        body: str | None = "What it does.",
        user: str = PERSON,
        draft: bool = False,
    ) -> PullRequest:
        """Open a pull request from a branch that exists; its SHAs come from git."""
        source, now = head_repository or repository, self.world.clock.stamp()
        made = PullRequest(
            id=self.world.new_id(), number=repository.next_number, repository=repository, head_repository=source,
            base_ref=base or repository.default_branch, head_ref=head, head_login=source.owner.login, base_sha="",
            head_sha="", merge_base="", title=title, body=body, user=self.world.account(user), created_at=now,
            updated_at=now, draft=draft,
        )  # fmt: skip
        self.world.synchronise(made)
        repository.next_number += 1
        self.world.pull_requests[(repository.id, made.number)] = made
        return made

    def close(self, pull_request: PullRequest, *, merged: bool = False) -> None:
        """Close a pull request."""
        pull_request.state, pull_request.merged = "closed", merged
        pull_request.closed_at = self.world.clock.stamp()

    def reopen(self, pull_request: PullRequest) -> None:
        """Reopen a pull request at the newest head of its branch."""
        pull_request.state, pull_request.merged, pull_request.closed_at = "open", False, None
        self.world.synchronise(pull_request)

    def open_issue(self, repository: Repository, title: str, body: str | None = None, *, user: str = PERSON) -> Issue:
        """Open an issue as a person; issues and pull requests count as one."""
        made = Issue(
            self.world.new_id(), repository, repository.next_number, self.world.account(user), title, body,
            self.world.clock.stamp(),
        )  # fmt: skip
        repository.next_number += 1
        self.world.issues[(repository.id, made.number)] = made
        return made

    def reply(self, comment: ReviewComment, body: str, *, user: str = PERSON) -> ReviewComment:
        """Answer a line comment as a person."""
        now, account = self.world.clock.stamp(), self.world.account(user)
        review = Review(self.world.new_id(), comment.pull_request, account, "", "COMMENTED", comment.commit_id, now)
        self.world.reviews[review.id] = review
        made = replace(
            comment, id=self.world.new_id(), review=review, user=account, body=body, created_at=now, updated_at=now,
            in_reply_to=comment.id,
        )  # fmt: skip
        self.world.review_comments[made.id] = made
        return made

    def react(self, comment: ReviewComment, content: str, *, user: str = PERSON) -> None:
        """React to a line comment as a person; twice the same is once."""
        given = self.world.reactions.setdefault(("review", comment.id), [])
        person = self.world.account(user)
        if any(one["content"] == content and one["user"]["id"] == person.id for one in given):
            return
        made, now = self.world.new_id(), self.world.clock.stamp()
        shown = accounts.user(self.world, person)
        given.append({"id": made, "node_id": f"REA_{made}", "user": shown, "content": content, "created_at": now})

    def comment(self, pull_request: PullRequest, body: str, *, user: str = PERSON) -> IssueComment:
        """Comment in the conversation as a person."""
        now = self.world.clock.stamp()
        account = self.world.account(user)
        made = IssueComment(self.world.new_id(), pull_request.repository, pull_request.number, account, body, now, now)
        self.world.issue_comments[made.id] = made
        return made
