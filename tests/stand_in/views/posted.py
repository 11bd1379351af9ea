"""Reviews, comments, reactions, check suites and runs as GitHub shows them."""

from __future__ import annotations

from tests.stand_in.answers import Json
from tests.stand_in.posted import CheckRun, CheckSuite, Issue, IssueComment, Review, ReviewComment
from tests.stand_in.store import World
from tests.stand_in.views import account, repository
from tests.stand_in.views.pull_request import association, minimal

REACTIONS = ("+1", "-1", "laugh", "confused", "heart", "hooray", "eyes", "rocket")


def review(world: World, shown: Review) -> Json:
    """Show a review; a pending one has no time of submission."""
    pr = shown.pull_request
    html = f"{world.url}/{pr.repository.full_name}/pull/{pr.number}#pullrequestreview-{shown.id}"
    api = f"{world.api_url}/repos/{pr.repository.full_name}/pulls/{pr.number}"
    return {
        "id": shown.id,
        "node_id": f"PRR_{shown.id}",
        "user": account.user(world, shown.user),
        "body": shown.body,
        "state": shown.state,
        "html_url": html,
        "pull_request_url": api,
        "_links": {"html": {"href": html}, "pull_request": {"href": api}},
        "commit_id": shown.commit_id,
        "author_association": association(pr.repository, shown.user),
        **({"submitted_at": shown.submitted_at} if shown.submitted_at else {}),
    }


def review_comment(world: World, shown: ReviewComment) -> Json:
    """Show a review comment; its lines are null once its commit is no longer the head (outdated)."""
    pr = shown.pull_request
    api = f"{world.api_url}/repos/{pr.repository.full_name}/pulls"
    html = f"{world.url}/{pr.repository.full_name}/pull/{pr.number}#discussion_r{shown.id}"
    url = f"{api}/comments/{shown.id}"
    outdated = shown.commit_id != pr.head_sha
    reply = {"in_reply_to_id": shown.in_reply_to} if shown.in_reply_to else {}
    return {
        "id": shown.id,
        "node_id": f"PRRC_{shown.id}",
        "url": url,
        "html_url": html,
        "pull_request_url": f"{api}/{pr.number}",
        "pull_request_review_id": shown.review.id,
        "diff_hunk": shown.diff_hunk,
        "path": shown.path,
        "position": None if outdated else 1,
        "original_position": 1,
        "commit_id": shown.commit_id,
        "original_commit_id": shown.commit_id,
        "user": account.user(world, shown.user),
        "body": shown.body,
        "created_at": shown.created_at,
        "updated_at": shown.updated_at,
        "author_association": association(pr.repository, shown.user),
        "_links": {"self": {"href": url}, "html": {"href": html}, "pull_request": {"href": f"{api}/{pr.number}"}},
        "line": None if outdated else shown.line,
        "original_line": shown.line,
        "start_line": None if outdated else shown.start_line,
        "original_start_line": shown.start_line,
        "side": shown.side,
        "start_side": shown.start_side,
        "subject_type": "line" if shown.line is not None else "file",
        "reactions": reactions(world, url, shown.id),
        **reply,
    }


def reactions(world: World, url: str, comment_id: int) -> Json:
    """Count the reactions to a line comment, whoever gave them."""
    given = [one["content"] for one in world.reactions.get(("review", comment_id), ())]
    counts = {content: given.count(content) for content in REACTIONS}
    return {"url": f"{url}/reactions", "total_count": len(given), **counts}


def issue(world: World, shown: Issue) -> Json:
    """Show an issue."""
    api = f"{world.api_url}/repos/{shown.repository.full_name}"
    url = f"{api}/issues/{shown.number}"
    return {
        "id": shown.id,
        "node_id": f"I_{shown.id}",
        "url": url,
        "repository_url": api,
        "labels_url": f"{url}/labels{{/name}}",
        "comments_url": f"{url}/comments",
        "events_url": f"{url}/events",
        "html_url": f"{world.url}/{shown.repository.full_name}/issues/{shown.number}",
        "number": shown.number,
        "state": "open",
        "state_reason": None,
        "title": shown.title,
        "body": shown.body,
        "user": account.user(world, shown.user),
        "labels": [],
        "assignee": None,
        "assignees": [],
        "milestone": None,
        "locked": False,
        "active_lock_reason": None,
        "comments": 0,
        "created_at": shown.created_at,
        "updated_at": shown.created_at,
        "closed_at": None,
        "closed_by": None,
        "author_association": association(shown.repository, shown.user),
        "repository": repository.short(world, shown.repository),
    }


def issue_comment(world: World, shown: IssueComment) -> Json:
    """Show a comment of the conversation."""
    api = f"{world.api_url}/repos/{shown.repository.full_name}/issues"
    html = f"{world.url}/{shown.repository.full_name}/pull/{shown.number}#issuecomment-{shown.id}"
    return {
        "id": shown.id,
        "node_id": f"IC_{shown.id}",
        "url": f"{api}/comments/{shown.id}",
        "html_url": html,
        "issue_url": f"{api}/{shown.number}",
        "body": shown.body,
        "user": account.user(world, shown.user),
        "created_at": shown.created_at,
        "updated_at": shown.updated_at,
        "author_association": association(shown.repository, shown.user),
        "performed_via_github_app": None,
    }


def check_run(world: World, shown: CheckRun) -> Json:
    """Show a check run; annotations have their own listing."""
    suite = shown.suite
    api = f"{world.api_url}/repos/{suite.repository.full_name}/check-runs/{shown.id}"
    html = f"{world.url}/{suite.repository.full_name}/runs/{shown.id}"
    return {
        "id": shown.id,
        "name": shown.name,
        "node_id": f"CR_{shown.id}",
        "head_sha": suite.head_sha,
        "external_id": shown.external_id,
        "url": api,
        "html_url": html,
        "details_url": shown.details_url or html,
        "status": shown.status,
        "conclusion": shown.conclusion,
        "started_at": shown.started_at,
        "completed_at": shown.completed_at,
        "output": {
            "title": shown.title,
            "summary": shown.summary,
            "text": shown.text,
            "annotations_count": len(shown.annotations),
            "annotations_url": f"{api}/annotations",
        },
        "check_suite": {"id": suite.id},
        "app": account.app(world, suite.app),
        "pull_requests": pull_requests(world, suite),
    }


def pull_requests(world: World, suite: CheckSuite) -> list[Json]:
    """Show the pull requests of a suite: none whose head is in a fork, as on GitHub."""
    mine = [p for p in world.pull_requests_of(suite.repository) if p.head_sha == suite.head_sha and p.state == "open"]
    return [minimal(world, p) for p in mine if p.head_repository is suite.repository]


def check_suite(world: World, shown: CheckSuite) -> Json:
    """Show a check suite with what its runs add up to."""
    runs = [run for run in list(world.check_runs.values()) if run.suite is shown]
    done = bool(runs) and all(run.status == "completed" for run in runs)
    bad = next((run.conclusion for run in runs if run.conclusion not in ("success", "neutral", "skipped")), "success")
    api = f"{world.api_url}/repos/{shown.repository.full_name}/check-suites/{shown.id}"
    head = repository.commits(world, shown.repository, "-1", shown.head_sha)[0]
    return {
        "id": shown.id,
        "node_id": f"CS_{shown.id}",
        "head_branch": next((p.head_ref for p in world.pull_requests_of(shown.repository)), None),
        "head_sha": shown.head_sha,
        "status": "completed" if done else ("in_progress" if runs else "queued"),
        "conclusion": bad if done else None,
        "url": api,
        "before": None,
        "after": shown.head_sha,
        "pull_requests": pull_requests(world, shown),
        "app": account.app(world, shown.app),
        "repository": repository.short(world, shown.repository),
        "created_at": shown.created_at,
        "updated_at": shown.created_at,
        "head_commit": simple_commit(head),
        "latest_check_runs_count": len(runs),
        "check_runs_url": f"{api}/check-runs",
    }


def simple_commit(commit: Json) -> Json:
    """Show a commit as check suites do."""
    people = {who: {key: commit["commit"][who][key] for key in ("name", "email")} for who in ("author", "committer")}
    return {
        "id": commit["sha"],
        "tree_id": commit["commit"]["tree"]["sha"],
        "message": commit["commit"]["message"],
        "timestamp": commit["commit"]["author"]["date"],
        **people,
    }
