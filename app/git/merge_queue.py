"""The merge queue as git shows it: a branch for each entry, which is gone when the entry is."""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.git.errors import GitFailed
from app.git.plumbing import Git, Limits
from app.git.remote import Remote, named

# https://docs.github.com/en/repositories/configuring-branches-and-merges-in-your-repository/configuring-pull-request-merges/managing-a-merge-queue
PATTERN = "refs/heads/gh-readonly-queue/*"
_REF = re.compile(
    rb"([0-9a-f]{40}|[0-9a-f]{64})\trefs/heads/gh-readonly-queue/(.+)/pr-([1-9][0-9]{0,17})-(?:[0-9a-f]{40}|[0-9a-f]{64})"
)
_SECONDS = 60.0
_MOST_BYTES = 4 << 20


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the queue: the branch it is to be merged into, the pull request, and the commit that is checked."""

    base: str
    number: int
    head_sha: str


async def entries(git: Git, remote: Remote) -> tuple[Entry, ...]:
    """Return every entry of the repository's queues; raises StaleToken, Retryable or Terminal as fetching does."""
    protocols = "http:https" if remote.allow_http else "https"
    try:
        output = await git.run(
            *("ls-remote", "--quiet", "origin", PATTERN),
            config=remote.config(),
            extra={"GIT_ALLOW_PROTOCOL": protocols},
            limits=Limits(seconds=_SECONDS, output_bytes=_MOST_BYTES),
        )
    except GitFailed as error:
        raise named(error.detail) from None
    found = (_REF.fullmatch(line) for line in output.split(b"\n"))
    return tuple(Entry(each[2].decode("utf-8", "replace"), int(each[3]), each[1].decode()) for each in found if each)
