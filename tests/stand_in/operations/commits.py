"""Commits, comparisons, trees and blobs."""

from __future__ import annotations

import base64
from asyncio import to_thread

from tests.stand_in import git
from tests.stand_in.answers import Answer, Json, Refused, answer, not_found
from tests.stand_in.call import Call, Operation, reads
from tests.stand_in.diffs import DiffFile
from tests.stand_in.lines import MAX_DIFF_FILES, too_large
from tests.stand_in.repository import Repository
from tests.stand_in.views import pull_request, repository

MAX_COMPARED_COMMITS = 250
MAX_TREE_ENTRIES = 100_000
_EMPTY_TREE = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"


def resolved(shown: Repository, revision: str) -> str:
    """Return the commit that a caller's ref or SHA names; raise GitHub's 422."""
    forms = (f"refs/heads/{revision}", f"refs/tags/{revision}", f"refs/{revision}", revision)
    for form in (revision,) if git.is_sha(revision) else forms:
        sha = git.resolve(shown.path, form)
        if sha:
            return sha
    raise Refused(422, f"No commit found for SHA: {revision}")


async def _list(call: Call) -> Answer:
    shown = call.repository()
    start = resolved(shown, call.query.get("sha") or shown.default_branch)
    return call.page(await to_thread(repository.commits, call.world, shown, start), lambda c: c)


async def _get(call: Call) -> Answer:
    shown = call.repository()
    sha = resolved(shown, call.params["ref"])
    if call.accepts("sha"):
        return Answer(200, sha.encode(), "application/vnd.github.sha")
    commit = (await to_thread(repository.commits, call.world, shown, "-1", sha))[0]
    parent = commit["parents"][0]["sha"] if commit["parents"] else _EMPTY_TREE
    files = await to_thread(call.world.diff, shown, parent, sha)
    additions, deletions = sum(f.additions for f in files), sum(f.deletions for f in files)
    stats = {"additions": additions, "deletions": deletions, "total": additions + deletions}
    shown_files = [pull_request.file(call.world, shown, sha, f) for f in files[:MAX_DIFF_FILES]]
    return answer(commit | {"stats": stats, "files": shown_files})


async def _pull_requests(call: Call) -> Answer:
    """Answer with the pull requests that a commit belongs to: only heads are known here."""
    shown, sha = call.repository(), call.params["commit_sha"]
    mine = [p for p in call.world.pull_requests_of(shown) if sha in (p.head_sha, *p.past_heads)]
    return call.page(mine, lambda p: pull_request.summary(call.world, p))


async def _compare(call: Call) -> Answer:
    shown = call.repository()
    base_name, dots, head_name = call.params["basehead"].partition("...")
    if not dots:
        raise not_found()
    try:
        base, head = resolved(shown, _ref(base_name)), resolved(shown, _ref(head_name))
    except Refused:
        raise not_found() from None
    common = await to_thread(git.merge_base, shown.path, base, head)
    if common is None:
        raise Refused(404, f"No common ancestor between {base_name} and {head_name}.")
    files = await to_thread(call.world.diff, shown, common, head)
    if call.accepts("diff"):
        return await to_thread(as_diff, shown, common, head, files)
    return answer(await to_thread(_comparison, call, shown, (base, head, common), files))


def _ref(name: str) -> str:
    """Drop the owner of `owner:branch`: forks share their objects with the base repository."""
    return name.rpartition(":")[2]


def _comparison(call: Call, shown: Repository, shas: tuple[str, str, str], files: tuple[DiffFile, ...]) -> Json:
    base, head, common = shas
    ahead = int(git.line(shown.path, "rev-list", "--count", f"{base}..{head}"))
    behind = int(git.line(shown.path, "rev-list", "--count", f"{head}..{base}"))
    status = {(True, True): "diverged", (True, False): "ahead", (False, True): "behind"}.get(
        (ahead > 0, behind > 0), "identical"
    )
    commits = repository.commits(call.world, shown, "--reverse", f"{base}..{head}") if ahead else []
    page = int(call.query.get("page", "1"))
    size = call.page_size() if {"page", "per_page"} & set(call.query) else MAX_COMPARED_COMMITS
    start = f"{call.world.api_url}/repos/{shown.full_name}/compare/{base}...{head}"
    html = f"{call.world.url}/{shown.full_name}/compare/{base}...{head}"
    return {
        "url": start,
        "html_url": html,
        "permalink_url": html,
        "diff_url": f"{html}.diff",
        "patch_url": f"{html}.patch",
        "base_commit": repository.commits(call.world, shown, "-1", base)[0],
        "merge_base_commit": repository.commits(call.world, shown, "-1", common)[0],
        "status": status,
        "ahead_by": ahead,
        "behind_by": behind,
        "total_commits": ahead,
        "commits": commits[(page - 1) * size : page * size],
        "files": [pull_request.file(call.world, shown, head, f) for f in files[:MAX_DIFF_FILES]] if page == 1 else [],
    }


def as_diff(shown: Repository, base: str, head: str, files: tuple[DiffFile, ...]) -> Answer:
    """Answer with the diff as text; raise 406 past GitHub's limits."""
    broken = too_large(files)
    if broken:
        message = (
            f"Sorry, the diff exceeded the {broken}. Consider using 'List pull requests files' API or locally "
            "cloning the repository instead."
        )
        raise Refused(406, message, [{"resource": "PullRequest", "field": "diff", "code": "too_large"}])
    text = b"".join(file.text if file.text.endswith(b"\n") else file.text + b"\n" for file in files)
    return Answer(200, text, "application/vnd.github.v3.diff; charset=utf-8")


async def _tree(call: Call) -> Answer:
    shown, name = call.repository(), call.params["tree_sha"]
    if name.startswith("-"):
        raise not_found()
    flags = ("-r", "-t") if call.query.get("recursive") else ()
    try:
        sha = git.line(shown.path, "rev-parse", "-q", "--verify", "--end-of-options", f"{name}^{{tree}}")
        out = await to_thread(git.git, shown.path, "ls-tree", "-z", "-l", *flags, sha)
    except git.GitFailed:
        raise not_found() from None
    start = f"{call.world.api_url}/repos/{shown.full_name}/git"
    entries = [_entry(start, record) for record in out.split(b"\0")[:-1]]
    cut = len(entries) > MAX_TREE_ENTRIES
    value = {"sha": sha, "url": f"{start}/trees/{sha}", "tree": entries[:MAX_TREE_ENTRIES], "truncated": cut}
    return answer(value)


def _entry(start: str, record: bytes) -> Json:
    facts, _, path = record.partition(b"\t")
    mode, kind, sha, size = facts.decode().split()
    entry: Json = {"path": path.decode(errors="replace"), "mode": mode, "type": kind, "sha": sha}
    if kind != "commit":
        entry["url"] = f"{start}/{kind}s/{sha}"
    return entry | ({"size": int(size)} if size != "-" else {})


async def _blob(call: Call) -> Answer:
    shown, sha = call.repository(), call.params["file_sha"]
    if not sha.isalnum():
        raise not_found()
    try:
        data = await to_thread(git.git, shown.path, "cat-file", "blob", sha)
    except git.GitFailed:
        raise not_found() from None
    if call.accepts("raw"):
        return Answer(200, data, "application/vnd.github.raw; charset=utf-8")
    url = f"{call.world.api_url}/repos/{shown.full_name}/git/blobs/{sha}"
    content = base64.encodebytes(data).decode()
    value = {"sha": sha, "node_id": f"B_{sha}", "size": len(data), "url": url}
    return answer(value | {"content": content, "encoding": "base64"})


OPERATIONS = (
    Operation("repos/list-commits", _list, reads("contents")),
    Operation("repos/get-commit", _get, reads("contents")),
    Operation("repos/list-pull-requests-associated-with-commit", _pull_requests, reads("pull_requests")),
    Operation("repos/compare-commits-with-basehead", _compare, reads("contents")),
    Operation("git/get-tree", _tree, reads("contents")),
    Operation("git/get-blob", _blob, reads("contents")),
)
