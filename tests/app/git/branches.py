"""Grow real branches quickly: `git fast-import`, any author, any path, any message."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from tests.app.git.repositories import Repository

START = 1_600_000_000


@dataclass(frozen=True)
class Made:
    """One commit to make: contents by path (None: it goes), moves, and who says what."""

    files: Mapping[str, bytes | None] = field(default_factory=dict)
    moves: Mapping[str, str] = field(default_factory=dict)
    name: bytes = b"Ann"
    mail: bytes = b"ann@example.invalid"
    message: bytes = b"a change"


def grow(
    repository: Repository, commits: Sequence[Made], onto: str | None = None, ref: str = "refs/heads/main"
) -> list[str]:
    """Add commits to a ref, a day after each other, and return their ids; `onto` None begins a new root."""
    before = repository.git("rev-list", "--count", onto) if onto else "0"
    out = [b"feature done\n", f"reset {ref}\n\n".encode()]
    for number, one in enumerate(commits):
        time = START + 86_400 * (int(before) + number)
        out.append(b"commit %b\nmark :%d\n" % (ref.encode(), number + 1))
        out.append(b"committer %b <%b> %d +0000\n" % (one.name, one.mail, time))
        out.append(b"data %d\n%b\n" % (len(one.message), one.message))
        if number == 0 and onto:
            out.append(f"from {onto}\n".encode())
        out += [b"R %b %b\n" % (_quoted(old), _quoted(new)) for old, new in one.moves.items()]
        for path, content in one.files.items():
            if content is None:
                out.append(b"D %b\n" % _quoted(path))
            else:
                out.append(b"M 100644 inline %b\ndata %d\n%b\n" % (_quoted(path), len(content), content))
    out.append(b"done\n")
    marks = repository.path / "test-marks"
    repository.git("fast-import", "--quiet", "--force", f"--export-marks={marks}", stdin=b"".join(out))
    ids = dict(line.split(" ") for line in marks.read_text().split("\n") if line)
    return [ids[f":{number + 1}"] for number in range(len(commits))]


def _quoted(path: str) -> bytes:
    raw = path.encode("utf-8", "surrogateescape")
    return b'"' + raw.replace(b"\\", b"\\\\").replace(b'"', b'\\"').replace(b"\n", b"\\n") + b'"'
