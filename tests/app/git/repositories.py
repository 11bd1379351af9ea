"""Build real repositories for tests: `git fast-import` and plumbing, so that any tree git allows can be made."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

Entry = tuple[str, bytes]
File = bytes | Entry

ENVIRONMENT = {
    "PATH": "/usr/bin:/bin:/usr/local/bin",
    "HOME": "/nonexistent",
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": "/dev/null",
    "GIT_AUTHOR_NAME": "A",
    "GIT_AUTHOR_EMAIL": "a@example.invalid",
    "GIT_AUTHOR_DATE": "1700000000 +0000",
    "GIT_COMMITTER_NAME": "A",
    "GIT_COMMITTER_EMAIL": "a@example.invalid",
    "GIT_COMMITTER_DATE": "1700000000 +0000",
    "GIT_CONFIG_COUNT": "1",
    "GIT_CONFIG_KEY_0": "core.protectNTFS",
    "GIT_CONFIG_VALUE_0": "false",
}


@dataclass(frozen=True)
class Repository:
    """A repository under test; `git` runs any command in it."""

    path: Path

    @classmethod
    def create(cls, path: Path, *, bare: bool = True, object_format: str = "sha1") -> Repository:
        path.mkdir(parents=True, exist_ok=True)
        made = cls(path)
        made.git(
            "init", "-q", "-b", "main", "--template=", f"--object-format={object_format}", *(["--bare"] if bare else [])
        )
        return made

    def git(self, *args: str | bytes, stdin: bytes = b"", extra: Mapping[str, str] | None = None) -> str:
        out = subprocess.run(
            ["git", *args], cwd=self.path, env={**ENVIRONMENT, **(extra or {})}, input=stdin, capture_output=True
        )
        assert out.returncode == 0, out.stderr.decode()
        return out.stdout.decode("utf-8", "surrogateescape").strip()

    def blob(self, content: bytes) -> str:
        return self.git("hash-object", "-w", "--stdin", stdin=content)

    def commit(self, files: Mapping[str, File], *parents: str) -> str:
        """Commit exactly these files: bytes, or (mode, bytes); mode 160000 takes the other commit's id as bytes."""
        index = {"GIT_INDEX_FILE": str(self.path / "test-index")}
        self.git("read-tree", "--empty", extra=index)
        entries = b""
        for path, file in files.items():
            mode, content = file if isinstance(file, tuple) else ("100644", file)
            blob = content.decode() if mode == "160000" else self.blob(content)
            entries += f"{mode} {blob}\t{path}\0".encode("utf-8", "surrogateescape")
        self.git("update-index", "-z", "--index-info", stdin=entries, extra=index)
        tree = self.git("write-tree", extra=index)
        flags = [flag for parent in parents for flag in ("-p", parent)]
        return self.git("commit-tree", tree, *flags, "-m", "a change")

    def point(self, ref: str, sha: str) -> None:
        self.git("update-ref", ref, sha)
