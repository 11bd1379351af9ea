"""The merge queue: a commit and a branch for each entry, which is gone when the entry is."""

from __future__ import annotations

from dataclasses import dataclass

from tests.stand_in import git
from tests.stand_in.repository import PullRequest, Repository
from tests.stand_in.store import World


@dataclass(frozen=True, slots=True)
class MergeGroup:
    """An entry of the queue; `head_sha` is what would be merged into the base branch."""

    repository: Repository
    pull_request: PullRequest
    base_sha: str
    head_sha: str

    @property
    def ref(self) -> str:
        """Return the entry's branch."""
        name = f"pr-{self.pull_request.number}-{self.base_sha}"
        return f"refs/heads/gh-readonly-queue/{self.pull_request.base_ref}/{name}"


class Queueing:
    """The merge queue's half of the stand-in."""

    world: World

    def queue(self, pull_request: PullRequest, *, behind: MergeGroup | None = None) -> MergeGroup:
        """Put a pull request into the queue, on top of the base branch or of another entry, as a merge commit."""
        path = pull_request.repository.path
        base_sha = behind.head_sha if behind else git.resolve(path, f"refs/heads/{pull_request.base_ref}")
        assert base_sha is not None
        tree = git.git(path, "merge-tree", "--write-tree", base_sha, pull_request.head_sha).decode().split("\n")[0]
        title = f"Merge pull request #{pull_request.number}"
        parents = ("-p", base_sha, "-p", pull_request.head_sha)
        made = git.line(path, "commit-tree", tree, *parents, "-m", title)
        group = MergeGroup(pull_request.repository, pull_request, base_sha, made)
        git.set_ref(path, group.ref, made)
        return group

    def destroy(self, group: MergeGroup) -> None:
        """Drop an entry: its branch is gone."""
        (group.repository.path / group.ref).unlink()
