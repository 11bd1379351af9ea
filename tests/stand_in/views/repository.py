"""Repositories and commits as GitHub shows them."""

from __future__ import annotations

from tests.stand_in.answers import Json
from tests.stand_in.git import git
from tests.stand_in.repository import Repository
from tests.stand_in.store import World
from tests.stand_in.views.account import user

_LINKS = {
    "archive_url": "/{archive_format}{/ref}", "assignees_url": "/assignees{/user}", "blobs_url": "/git/blobs{/sha}",
    "branches_url": "/branches{/branch}", "collaborators_url": "/collaborators{/collaborator}",
    "comments_url": "/comments{/number}", "commits_url": "/commits{/sha}", "compare_url": "/compare/{base}...{head}",
    "contents_url": "/contents/{+path}", "contributors_url": "/contributors", "deployments_url": "/deployments",
    "downloads_url": "/downloads", "events_url": "/events", "forks_url": "/forks",
    "git_commits_url": "/git/commits{/sha}", "git_refs_url": "/git/refs{/sha}", "git_tags_url": "/git/tags{/sha}",
    "hooks_url": "/hooks", "issue_comment_url": "/issues/comments{/number}",
    "issue_events_url": "/issues/events{/number}", "issues_url": "/issues{/number}", "keys_url": "/keys{/key_id}",
    "labels_url": "/labels{/name}", "languages_url": "/languages", "merges_url": "/merges",
    "milestones_url": "/milestones{/number}", "notifications_url": "/notifications{?since,all,participating}",
    "pulls_url": "/pulls{/number}", "releases_url": "/releases{/id}", "stargazers_url": "/stargazers",
    "statuses_url": "/statuses/{sha}", "subscribers_url": "/subscribers", "subscription_url": "/subscription",
    "tags_url": "/tags", "teams_url": "/teams", "trees_url": "/git/trees{/sha}",
}  # fmt: skip
_COUNTS = ("size", "stargazers_count", "watchers_count", "forks_count", "open_issues_count", "forks", "open_issues",
           "watchers", "network_count", "subscribers_count")  # fmt: skip
_FLAGS = ("has_issues", "has_projects", "has_downloads", "has_wiki", "has_pages", "has_discussions", "archived",
          "disabled")  # fmt: skip
_COMMIT_FORMAT = "--format=%H%x00%T%x00%P%x00%an%x00%ae%x00%aI%x00%cn%x00%ce%x00%cI%x00%B%x01"
_EMPTY_VERIFICATION = {
    "verified": False, "reason": "unsigned", "signature": None, "payload": None, "verified_at": None,
}  # fmt: skip


def short(world: World, shown: Repository) -> Json:
    """Show a repository as lists and payloads do."""
    api = f"{world.api_url}/repos/{shown.full_name}"
    html = f"{world.url}/{shown.full_name}"
    return {
        "id": shown.id,
        "node_id": f"R_{shown.id}",
        "name": shown.name,
        "full_name": shown.full_name,
        "private": shown.private,
        "owner": user(world, shown.owner),
        "html_url": html,
        "description": None,
        "fork": shown.parent is not None,
        "url": api,
        **{key: api + path for key, path in _LINKS.items()},
        "clone_url": f"{html}.git",
        "git_url": f"{html}.git",
        "ssh_url": f"git@{world.url.partition('://')[2]}:{shown.full_name}.git",
        "svn_url": html,
        **dict.fromkeys(_COUNTS, 0),
        **dict.fromkeys(_FLAGS, False),
        **dict.fromkeys(("homepage", "language", "license", "mirror_url")),
        "topics": [],
        "visibility": "private" if shown.private else "public",
        "default_branch": shown.default_branch,
        "created_at": shown.created_at,
        "updated_at": shown.created_at,
        "pushed_at": shown.created_at,
    }


def full(world: World, shown: Repository) -> Json:
    """Show a repository alone, with its parent if it is a fork."""
    parent = short(world, shown.parent) if shown.parent else None
    return short(world, shown) | ({"parent": parent, "source": parent} if parent else {})


def commits(world: World, shown: Repository, *revisions: str) -> list[Json]:
    """Show commits by `git log` arguments."""
    out = git(shown.path, "log", _COMMIT_FORMAT, *revisions, "--").decode(errors="replace")
    return [commit(world, shown, part.lstrip("\n")) for part in out.split("\x01") if part.strip("\n")]


def commit(world: World, shown: Repository, record: str) -> Json:
    """Show one commit from its log record."""
    sha, tree, parents, name, email, date, committer, committer_email, committer_date, message = record.split("\0", 9)
    api = f"{world.api_url}/repos/{shown.full_name}"
    return {
        "sha": sha,
        "node_id": f"C_{sha}",
        "url": f"{api}/commits/{sha}",
        "html_url": f"{world.url}/{shown.full_name}/commit/{sha}",
        "comments_url": f"{api}/commits/{sha}/comments",
        "author": None,
        "committer": None,
        "commit": {
            "author": {"name": name, "email": email, "date": date},
            "committer": {"name": committer, "email": committer_email, "date": committer_date},
            "message": message.rstrip("\n"),
            "tree": {"sha": tree, "url": f"{api}/git/trees/{tree}"},
            "url": f"{api}/git/commits/{sha}",
            "comment_count": 0,
            "verification": _EMPTY_VERIFICATION,
        },
        "parents": [
            {"sha": p, "url": f"{api}/commits/{p}", "html_url": f"{world.url}/{shown.full_name}/commit/{p}"}
            for p in parents.split()
        ],
    }
