"""Make commits as the log has them, and the log itself as git prints it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping

from review.history.log import LoggedChange, LoggedCommit
from review.history.mining import Miner
from review.models.mined import Mined

START = 1_600_000_000
DAY = 86_400
TIP = "f" * 40


def blob(content: str) -> bytes:
    return hashlib.sha1(content.encode("utf-8", "surrogateescape")).hexdigest().encode()


def commit(
    number: int,
    changes: Mapping[str, str | None] | Iterable[str],
    *,
    name: str = "Ann",
    mail: str = "ann@example.invalid",
    subject: str = "change",
    body: str = "",
    day: float | None = None,
    added: Iterable[str] = (),
) -> LoggedCommit:
    """Make commit `number`; of a mapping the values are contents, None for a path that went.

    Paths in `added` are new; all others were there before, whatever their content was.
    """
    given = changes if isinstance(changes, Mapping) else {path: f"{path} of {number}" for path in changes}
    new = set(added)
    listed = tuple(
        LoggedChange("D", blob(gone), b"0" * 40, path)
        if content is None
        else LoggedChange("A" if path in new else "M", blob("before"), blob(content), path)
        for path, content in given.items()
        for gone in [path]
    )
    time = int(START + DAY * (number if day is None else day))
    return LoggedCommit(id_of(number), time, name, mail, subject, body, listed, len(listed))


def moved(number: int, old: str, new: str) -> LoggedCommit:
    """Make a commit in which a file came to another path as it was."""
    content = blob(old)
    changes = (LoggedChange("D", content, b"0" * 40, old), LoggedChange("A", b"0" * 40, content, new))
    return LoggedCommit(
        id_of(number), START + DAY * number, "Ann", "ann@example.invalid", f"Move {old}", "", changes, 2
    )


def id_of(number: int) -> str:
    return hashlib.sha1(b"commit %d" % number).hexdigest()


def mined(commits: Iterable[LoggedCommit], earlier: Mined | None = None) -> Mined:
    miner = Miner(earlier)
    for one in commits:
        miner.add(one)
    return miner.mined(TIP)


def printed(commits: Iterable[LoggedCommit]) -> bytes:
    """Print commits as `git log -z --raw` does in the format that is asked of it."""
    out = b""
    for one in commits:
        texts = (one.id, str(one.time), one.name, one.mail, one.subject, one.body)
        out += b"\0".join(text.encode() for text in texts) + b"\0"
        for number, (status, old, new, path) in enumerate(one.changes):
            start = b"\n" if number == 0 else b""
            entry = b":100644 100644 %b %b %b" % (old, new, status.encode())
            out += start + entry + b"\0" + path.encode("utf-8", "surrogateescape") + b"\0"
    return out
