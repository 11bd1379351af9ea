"""Whether a comment's place is in the diff that GitHub shows for its commit."""

from __future__ import annotations

from tests.stand_in import git
from tests.stand_in.answers import Refused
from tests.stand_in.diffs import DiffFile, DiffHunk
from tests.stand_in.lines import Anchor, Commentable
from tests.stand_in.repository import PullRequest
from tests.stand_in.store import World


def commentable(world: World, pull: PullRequest, commit_id: str) -> Commentable:
    """Return what can be commented on a commit of a pull request; raise 422 for a commit that is not its own."""
    if commit_id not in (pull.head_sha, *pull.past_heads):
        ours = git.resolve(pull.repository.path, commit_id)
        span = f"{pull.base_sha}..{pull.head_sha}"
        if ours is None or ours not in git.git(pull.repository.path, "rev-list", span).decode().split():
            raise Refused(422, "Validation Failed", [_error("commit_id", "commit_id is not part of the pull request")])
    files = _files(world, pull, commit_id)
    return Commentable(files)


def _files(world: World, pull: PullRequest, commit_id: str) -> tuple[DiffFile, ...]:
    if commit_id == pull.head_sha:
        return world.diff(pull.repository, pull.merge_base, commit_id)
    base = git.merge_base(pull.repository.path, pull.base_sha, commit_id) or pull.base_sha
    return world.diff(pull.repository, base, commit_id)


def require(shown: Commentable, anchor: Anchor) -> DiffHunk | None:
    """Return the hunk of an anchor; raise the loud 422 of the single-comment endpoint."""
    if anchor.path not in shown.files:
        raise Refused(422, "Validation Failed", [_error("pull_request_review_thread.path", "is invalid")])
    hunk = shown.hunk(anchor)
    if hunk is None and anchor.line is not None:
        missing = (
            anchor.start_line is not None and shown.hunk(Anchor(anchor.path, anchor.line, anchor.side)) is not None
        )
        name = f"pull_request_review_thread.{'start_line' if missing else 'line'}"
        errors = [
            _error(name, "must be part of the diff"),
            _error("pull_request_review_thread.diff_hunk", "can't be blank"),
        ]
        raise Refused(422, "Validation Failed", errors)
    return hunk


def _error(name: str, message: str) -> dict[str, str]:
    return {"resource": "PullRequestReviewComment", "code": "custom", "field": name, "message": f"{name} {message}"}
