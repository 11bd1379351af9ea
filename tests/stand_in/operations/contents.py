"""The contents API: one file or folder at a ref."""

from __future__ import annotations

import base64
from asyncio import to_thread
from urllib.parse import quote

from tests.stand_in import git
from tests.stand_in.answers import Answer, Json, answer, not_found
from tests.stand_in.call import Call, Operation, reads
from tests.stand_in.commits import LINK
from tests.stand_in.repository import Repository

MAX_INLINE_BYTES = 1_000_000  # above it `content` is empty and `encoding` none
_TYPES = {"blob": "file", "tree": "dir", "commit": "submodule"}


async def _get(call: Call) -> Answer:
    shown, path = call.repository(), call.params["path"].strip("/")
    sha = await to_thread(git.resolve, shown.path, call.query.get("ref") or shown.default_branch)
    if sha is None:
        raise not_found()
    entry = await to_thread(_find, shown, sha, path) if path else None
    if path and entry is None:
        raise not_found()
    if entry is None or entry["kind"] == "tree":
        return answer(await to_thread(_listing, call, shown, sha, path))
    data = b"" if entry["kind"] == "commit" else await to_thread(git.git, shown.path, "cat-file", "blob", entry["sha"])
    if call.accepts("raw"):
        return Answer(200, data, "application/vnd.github.raw; charset=utf-8")
    return answer(_shown(call, shown, sha, entry) | _content(entry, data))


def _content(entry: Json, data: bytes) -> Json:
    if entry["mode"] == LINK:
        return {"type": "symlink", "target": data.decode(errors="replace")}
    if entry["kind"] == "commit":
        return {"type": "submodule", "submodule_git_url": "https://example.com/module.git"}
    if len(data) > MAX_INLINE_BYTES:
        return {"content": "", "encoding": "none"}
    return {"content": base64.encodebytes(data).decode(), "encoding": "base64"}


def _find(shown: Repository, sha: str, path: str) -> Json | None:
    found = _entries(shown, sha, "--", path)
    return found[0] if found else None


def _entries(shown: Repository, treeish: str, *arguments: str) -> list[Json]:
    try:
        out = git.git(shown.path, "--literal-pathspecs", "ls-tree", "-z", "-l", treeish, *arguments)
    except git.GitFailed:
        return []
    records = [record.partition(b"\t") for record in out.split(b"\0")[:-1]]
    return [_entry(facts.decode().split(), path.decode(errors="replace")) for facts, _, path in records]


def _entry(facts: list[str], path: str) -> Json:
    mode, kind, sha, size = facts
    return {"mode": mode, "kind": kind, "sha": sha, "size": int(size) if size != "-" else 0, "path": path}


def _listing(call: Call, shown: Repository, sha: str, path: str) -> list[Json]:
    entries = _entries(shown, f"{sha}:{path}")
    prefix = f"{path}/" if path else ""
    return [_shown(call, shown, sha, entry | {"path": prefix + entry["path"]}) for entry in entries]


def _shown(call: Call, shown: Repository, sha: str, entry: Json) -> Json:
    path = quote(entry["path"])
    url = f"{call.world.api_url}/repos/{shown.full_name}/contents/{path}?ref={sha}"
    git_url = f"{call.world.api_url}/repos/{shown.full_name}/git/blobs/{entry['sha']}"
    html = f"{call.world.url}/{shown.full_name}/blob/{sha}/{path}"
    raw = f"{call.world.url}/{shown.full_name}/raw/{sha}/{path}" if entry["kind"] == "blob" else None
    return {
        "type": "symlink" if entry["mode"] == LINK else _TYPES[entry["kind"]],
        "name": entry["path"].rpartition("/")[2],
        "path": entry["path"],
        "sha": entry["sha"],
        "size": entry["size"],
        "url": url,
        "git_url": git_url,
        "html_url": html,
        "download_url": raw,
        "_links": {"self": url, "git": git_url, "html": html},
    }


OPERATIONS = (Operation("repos/get-content", _get, reads("contents")),)
