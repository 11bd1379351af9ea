"""The marks by which we know our own comments again, signed so that nobody else's count."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from app.github.identity import Identity
from app.github.payloads import Comment, PullReview

_PLAIN = re.compile(r"[A-Za-z0-9_.:]{1,80}")
_MARKER = re.compile(r"<!-- diffdiver:v1 kind=([a-z]{1,10}) key=([A-Za-z0-9_./:-]{1,250}) sig=([0-9a-f]{32}) -->\s*\Z")
_CHECK = re.compile(r"check/([0-9]{1,18})/([0-9a-f]{40,64})/([A-Za-z0-9_.:-]{1,80})/([0-9]{1,9})")
_SIGNATURE_LENGTH = 32


class Kind(StrEnum):
    """What a mark is on; also the outbox's kinds."""

    COMMENT = "comment"
    SUMMARY = "summary"
    REVIEW = "review"
    CHECK = "check"
    REPLY = "reply"
    SARIF = "sarif"


def comment_key(repository_id: int, number: int, fingerprint: str, path: str, episode: int = 0) -> str:
    """Name a line comment; `episode` counts how often the finding has come back after it was gone.

    The path is in it because a fingerprint has none: the same code in two files is two comments.
    """
    return _key(Kind.COMMENT, repository_id, number, fingerprint, path, episode)


def summary_key(repository_id: int, number: int) -> str:
    """Name the one summary of a pull request."""
    return _key(Kind.SUMMARY, repository_id, number)


def reply_key(repository_id: int, number: int, place: str, comment_id: int) -> str:
    """Name the one answer to a person's comment; `place` says of which kind that is, as each kind counts by itself."""
    return _key(Kind.REPLY, repository_id, number, place, comment_id)


def sarif_key(repository_id: int, number: int, head_sha: str) -> str:
    """Name what code scanning was given of a head: it keeps one analysis of ours for each commit and pull request."""
    return _key(Kind.SARIF, repository_id, number, head_sha)


def check_key(repository_id: int, head_sha: str, name: str, attempt: int) -> str:
    """Name a check run; no pull request in it, as a check run belongs to a commit."""
    return _key(Kind.CHECK, repository_id, head_sha, name.replace("/", ":"), attempt)


@dataclass(frozen=True, slots=True)
class CheckName:
    """What the external id of one of our check runs says; `name` is the check's."""

    repository_id: int
    head_sha: str
    name: str
    attempt: int


def read_check_key(key: str | None) -> CheckName | None:
    """Return what a check run's key names, None when it is none of ours."""
    found = _CHECK.fullmatch(key or "")
    return CheckName(int(found[1]), found[2], found[3].replace(":", "/"), int(found[4])) if found else None


def review_key(repository_id: int, number: int, head_sha: str, attempt: int, part: str = "") -> str:
    """Name a review; `part` tells the reviews of one attempt apart and may be empty to get their common start."""
    key = _key(Kind.REVIEW, repository_id, number, head_sha, attempt)
    return f"{key}/{part}"


def _key(kind: Kind, *parts: object) -> str:
    return "/".join([kind.value, *(_plain(str(part)) for part in parts)])


def _plain(part: str) -> str:
    """Keep a part that is safe inside an HTML comment, replace any other by its hash."""
    return part if _PLAIN.fullmatch(part) else hashlib.sha256(part.encode("utf-8", "surrogateescape")).hexdigest()


@dataclass(frozen=True, slots=True)
class Marks:
    """Signs and recognises marks; `key` is this deployment's own secret."""

    key: bytes
    identity: Identity

    def __repr__(self) -> str:
        """Show whose marks, not the key."""
        return f"Marks({self.identity})"

    def sign(self, kind: Kind, key: str) -> str:
        """Return the mark to end a body with."""
        return f"<!-- diffdiver:v1 kind={kind.value} key={key} sig={self._signature(kind, key)} -->"

    def read(self, kind: Kind, body: str | None) -> str | None:
        """Return the key of the mark that ends a body, None when there is none of ours of this kind."""
        found = _MARKER.search(body or "")
        if found is None or found[1] != kind.value:
            return None
        return found[2] if hmac.compare_digest(found[3], self._signature(kind, found[2])) else None

    def own(self, kind: Kind, items: Iterable[Comment]) -> dict[int, str]:
        """Return the keys of the comments that our own account made and marked, by comment id in rising order."""
        found = {item.id: self.read(kind, item.body) for item in items if self.is_ours(item)}
        return {number: key for number, key in sorted(found.items()) if key is not None}

    def is_ours(self, item: Comment | PullReview) -> bool:
        """Say whether our own account wrote it, by its number: anyone can copy a mark or imitate a name."""
        return item.user is not None and self.identity.is_us(item.user.id, item.user.login)

    def _signature(self, kind: Kind, key: str) -> str:
        made = hmac.new(self.key, f"v1\n{kind.value}\n{key}".encode(), hashlib.sha256)
        return made.hexdigest()[:_SIGNATURE_LENGTH]
