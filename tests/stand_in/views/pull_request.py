"""Pull requests and their files as GitHub shows them."""

from __future__ import annotations

from urllib.parse import quote

from tests.stand_in.accounts import Account
from tests.stand_in.answers import Json
from tests.stand_in.diffs import DiffFile
from tests.stand_in.lines import MAX_FILE_BYTES, MAX_FILE_LINES
from tests.stand_in.repository import PullRequest, Repository
from tests.stand_in.store import World
from tests.stand_in.views import repository
from tests.stand_in.views.account import user

_LINKS = {
    "self": "/pulls/{n}", "issue": "/issues/{n}", "comments": "/issues/{n}/comments",
    "review_comments": "/pulls/{n}/comments", "review_comment": "/pulls/comments{{/number}}",
    "commits": "/pulls/{n}/commits", "statuses": "/statuses/{sha}",
}  # fmt: skip


def association(shown: Repository, account: Account) -> str:
    """Return how an account is associated with a repository."""
    if account is shown.owner:
        return "OWNER"
    permission = shown.collaborators.get(account.login.lower(), "none")
    return "COLLABORATOR" if permission in ("admin", "maintain", "write") else "NONE"


def summary(world: World, pr: PullRequest) -> Json:
    """Show a pull request as lists and payloads do."""
    api = f"{world.api_url}/repos/{pr.repository.full_name}"
    html = f"{world.url}/{pr.repository.full_name}/pull/{pr.number}"
    links = {key: api + path.format(n=pr.number, sha=pr.head_sha) for key, path in _LINKS.items()}
    return {
        "url": links["self"],
        "id": pr.id,
        "node_id": f"PR_{pr.id}",
        "html_url": html,
        "diff_url": f"{html}.diff",
        "patch_url": f"{html}.patch",
        "issue_url": links["issue"],
        "number": pr.number,
        "state": pr.state,
        "locked": False,
        "title": pr.title,
        "user": user(world, pr.user),
        "body": pr.body,
        "created_at": pr.created_at,
        "updated_at": pr.updated_at,
        "closed_at": pr.closed_at,
        "merged_at": pr.closed_at if pr.merged else None,
        "merge_commit_sha": None,
        "assignee": None,
        "assignees": [],
        "requested_reviewers": [user(world, world.account(login)) for login in pr.requested_reviewers],
        "requested_teams": [],
        "labels": [label(world, pr.repository, name) for name in pr.labels],
        "milestone": None,
        "draft": pr.draft,
        "commits_url": links["commits"],
        "review_comments_url": links["review_comments"],
        "review_comment_url": links["review_comment"],
        "comments_url": links["comments"],
        "statuses_url": links["statuses"],
        "head": _head(world, pr),
        "base": _side(world, pr.repository, pr.base_ref, pr.base_sha),
        "_links": {key: {"href": href} for key, href in links.items()} | {"html": {"href": html}},
        "author_association": association(pr.repository, pr.user),
        "auto_merge": None,
        "active_lock_reason": None,
    }


def _side(world: World, shown: Repository, ref: str, sha: str) -> Json:
    return {
        "label": f"{shown.owner.login}:{ref}",
        "ref": ref,
        "sha": sha,
        "user": user(world, shown.owner),
        "repo": repository.short(world, shown),
    }


def _head(world: World, pr: PullRequest) -> Json:
    """Show the head side; its repository is null once it is deleted."""
    if pr.head_repository is not None and not pr.head_repository.deleted:
        return _side(world, pr.head_repository, pr.head_ref, pr.head_sha)
    owner = user(world, world.account(pr.head_login))
    return {"label": "unknown repository", "ref": pr.head_ref, "sha": pr.head_sha, "user": owner, "repo": None}


def full(world: World, pr: PullRequest) -> Json:
    """Show a pull request alone, with its counts; may run git, so call it off the event loop."""
    files = world.diff(pr.repository, pr.merge_base, pr.head_sha)
    comments = [c for c in list(world.review_comments.values()) if c.pull_request is pr and c.review.state != "PENDING"]
    talk = [c for c in list(world.issue_comments.values()) if c.repository is pr.repository and c.number == pr.number]
    return summary(world, pr) | {
        "merged": pr.merged,
        "mergeable": True,
        "rebaseable": True,
        "mergeable_state": "clean",
        "merged_by": user(world, pr.user) if pr.merged else None,
        "comments": len(talk),
        "review_comments": len(comments),
        "maintainer_can_modify": False,
        "commits": world.count_commits(pr),
        "additions": sum(f.additions for f in files),
        "deletions": sum(f.deletions for f in files),
        "changed_files": len(files),
    }


def minimal(world: World, pr: PullRequest) -> Json:
    """Show a pull request as check runs refer to it."""
    api = f"{world.api_url}/repos/{pr.repository.full_name}"
    head = pr.head_repository or pr.repository

    def side(shown: Repository, ref: str, sha: str) -> Json:
        repo = {"id": shown.id, "url": f"{world.api_url}/repos/{shown.full_name}", "name": shown.name}
        return {"ref": ref, "sha": sha, "repo": repo}

    return {
        "id": pr.id,
        "number": pr.number,
        "url": f"{api}/pulls/{pr.number}",
        "head": side(head, pr.head_ref, pr.head_sha),
        "base": side(pr.repository, pr.base_ref, pr.base_sha),
    }


def file(world: World, shown: Repository, sha: str, entry: DiffFile) -> Json:
    """Show a changed file; a patch too large to be shown is left out, as GitHub does."""
    path = quote(entry.path)
    lines, size = entry.size
    patch = entry.patch if lines <= MAX_FILE_LINES and size <= MAX_FILE_BYTES else None
    return {
        "sha": entry.sha,
        "filename": entry.path,
        "status": entry.status,
        "additions": entry.additions,
        "deletions": entry.deletions,
        "changes": entry.additions + entry.deletions,
        "blob_url": f"{world.url}/{shown.full_name}/blob/{sha}/{path}",
        "raw_url": f"{world.url}/{shown.full_name}/raw/{sha}/{path}",
        "contents_url": f"{world.api_url}/repos/{shown.full_name}/contents/{path}?ref={sha}",
        **({"patch": patch} if patch is not None else {}),
        **({"previous_filename": entry.previous} if entry.previous else {}),
    }


def label(world: World, shown: Repository, name: str) -> Json:
    """Show a label."""
    url = f"{world.api_url}/repos/{shown.full_name}/labels/{quote(name)}"
    kept = shown.labels.get(name.lower(), {})
    return {
        "id": kept.get("id", 0),
        "node_id": f"LA_{kept.get('id', 0)}",
        "url": url,
        "name": name,
        "color": kept.get("color", "ededed"),
        "default": False,
        "description": kept.get("description") or "",
    }
