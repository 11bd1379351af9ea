"""Run git: argument lists, a scrubbed environment, limits, and no process left behind."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn

from app.child import kill_group, start
from app.errors import Retryable, UsageError
from app.git.errors import GitFailed, TooMuchOutput

NO_GIT = "git was not found on PATH: install it (Debian: apt install git)"
TIMED_OUT = "git {command} took longer than {seconds:g} s"

_MEGABYTE = 1 << 20
_ERROR_BYTES = 4_000
_READ_BYTES = 1 << 18
# How git reports a child that died of SIGXFSZ, and a write that hit the limit with the signal ignored.
_FILE_TOO_LARGE = ("died of signal 25", "File too large")

# Of every call. `safe.bareRepository` makes git use only the directory that --git-dir names; attr.tree (git 2.43+)
# and attributesFile keep .gitattributes of the change away, hooks, fsmonitor and credential helpers are commands.
# https://git-scm.com/docs/git-config
_EMPTY_TREE = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"
SAFE_CONFIG: Mapping[str, str] = {
    "core.hooksPath": "/dev/null",
    "core.fsmonitor": "false",
    "core.attributesFile": "/dev/null",
    "core.quotePath": "true",
    "attr.tree": _EMPTY_TREE,
    "safe.bareRepository": "explicit",
    "credential.helper": "",
    "gc.auto": "0",
    "maintenance.auto": "false",
    "protocol.version": "2",
}


@dataclass(frozen=True, slots=True)
class Limits:
    """What one command may take: seconds, bytes read from it, and bytes of any one file that it writes."""

    seconds: float = 60
    output_bytes: int = 256 * _MEGABYTE
    file_bytes: int | None = None


@dataclass(frozen=True, slots=True)
class Git:
    """One repository and the environment of the calls into it.

    Only what is given here reaches git: none of this process's environment, no system or user configuration. The
    repository directory is also the working directory, so that no .gitattributes of a work tree lies there; with
    `discover` git looks for the repository from that directory upwards, which only finding it needs.
    """

    directory: Path
    discover: bool = False
    config: Mapping[str, str] = field(default_factory=dict)
    extra: Mapping[str, str] = field(default_factory=dict)

    async def run(
        self,
        *args: str,
        stdin: bytes = b"",
        config: Mapping[str, str] | None = None,
        extra: Mapping[str, str] | None = None,
        limits: Limits | None = None,
        accept: Collection[int] = (0,),
    ) -> bytes:
        """Return what `git ARGS` printed when its exit status is one to accept.

        Raises GitFailed (TooMuchOutput when a limit cut it) and Retryable after the time-out. The process group is
        killed then, and also when the calling task is cancelled.
        """
        limits = limits or Limits()
        where = [] if self.discover else [f"--git-dir={self.directory}"]
        argv = [*_prefix(limits), _program(), *where, *args]
        environment = self._environment({**self.config, **(config or {})}, {**self.extra, **(extra or {})})
        process = await start(
            argv,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            cwd=self.directory,
            env=environment,
        )
        streams = (
            asyncio.create_task(_read(process.stdout, limits.output_bytes)),
            asyncio.create_task(_read_end(process.stderr)),
            asyncio.create_task(_feed(process.stdin, stdin)),
        )
        try:
            async with asyncio.timeout(limits.seconds):
                out, error, _ = await asyncio.gather(*streams)
                status = await process.wait()
        except _Overflow:
            raise TooMuchOutput(args[0], 0, f"more than {limits.output_bytes} bytes") from None
        except TimeoutError:
            raise Retryable(TIMED_OUT.format(command=args[0], seconds=limits.seconds)) from None
        finally:
            if process.returncode is None:
                await asyncio.shield(asyncio.create_task(_kill(process, streams)))
        return out if status in accept else _fail(args[0], status, error)

    def _environment(self, config: Mapping[str, str], extra: Mapping[str, str]) -> dict[str, str]:
        pairs = list({**SAFE_CONFIG, **config}.items())
        environment = {
            "PATH": f"{Path(_program()).parent}:/usr/bin:/bin",
            "HOME": "/nonexistent",
            "LC_ALL": "C.UTF-8",
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_CONFIG_GLOBAL": "/dev/null",
            "GIT_ATTR_NOSYSTEM": "1",
            "GIT_TERMINAL_PROMPT": "0",
            "GIT_OPTIONAL_LOCKS": "0",
            "GIT_NO_REPLACE_OBJECTS": "1",
            "GIT_NO_LAZY_FETCH": "1",
            "GIT_LITERAL_PATHSPECS": "1",
            "GIT_ALLOW_PROTOCOL": "none",
            "GIT_PROTOCOL_FROM_USER": "0",
            "GIT_CONFIG_COUNT": str(len(pairs)),
        }
        for number, (key, value) in enumerate(pairs):
            environment[f"GIT_CONFIG_KEY_{number}"] = key
            environment[f"GIT_CONFIG_VALUE_{number}"] = value
        return {**environment, **extra}


def _program() -> str:
    found = shutil.which("git")
    if found is None:
        raise UsageError(NO_GIT)
    return found


def _prefix(limits: Limits) -> list[str]:
    """Cap the files that git and its children write. A wrapper, not preexec_fn: that is not safe beside threads."""
    wrapper = shutil.which("prlimit")  # util-linux; elsewhere only the time limit holds
    if limits.file_bytes is None or wrapper is None:
        return []
    return [wrapper, f"--fsize={limits.file_bytes}", "--core=0", "--"]


class _Overflow(Exception):
    """A command printed more than it may."""


async def _read(stream: asyncio.StreamReader | None, most: int) -> bytes:
    """Read to the end; raise _Overflow as soon as there is more than allowed."""
    parts: list[bytes] = []
    size = 0
    while stream is not None and (part := await stream.read(_READ_BYTES)):
        size += len(part)
        if size > most:
            raise _Overflow
        parts.append(part)
    return b"".join(parts)


async def _read_end(stream: asyncio.StreamReader | None) -> bytes:
    end = b""
    while stream is not None and (part := await stream.read(_READ_BYTES)):
        end = (end + part)[-_ERROR_BYTES:]
    return end


async def _feed(stream: asyncio.StreamWriter | None, content: bytes) -> None:
    if stream is None:
        return
    try:
        stream.write(content)
        await stream.drain()
        stream.close()
        await stream.wait_closed()
    except (BrokenPipeError, ConnectionResetError):
        return  # it ended without reading on; its status tells why


async def _kill(process: asyncio.subprocess.Process, streams: tuple[asyncio.Task[object], ...]) -> None:
    """End the whole group, for git's children hold the connection and the pack file, and read its pipes to the end."""
    kill_group(process)
    for stream in streams:
        stream.cancel()
    await asyncio.gather(*streams, return_exceptions=True)
    for pipe in (process.stdout, process.stderr):
        while pipe is not None and await pipe.read(_READ_BYTES):
            pass
    await process.wait()


def _fail(command: str, status: int, error: bytes) -> NoReturn:
    detail = error.decode("utf-8", "replace").strip()
    if any(sign in detail for sign in _FILE_TOO_LARGE):
        raise TooMuchOutput(command, status, detail)
    raise GitFailed(command, status, detail)


def write_empty_repository(git_dir: Path, object_format: str = "sha1") -> None:
    """Lay out an empty bare repository: what `git init --bare --template=` writes, without a process.

    HEAD stays unborn for good, so that no attribute of the change can be read through it.
    """
    for folder in ("objects/info", "objects/pack", "refs/heads"):
        (git_dir / folder).mkdir(parents=True)
    (git_dir / "HEAD").write_text("ref: refs/heads/none\n")
    extension = f"[extensions]\n\tobjectFormat = {object_format}\n" if object_format != "sha1" else ""
    version = 1 if extension else 0
    (git_dir / "config").write_text(f"[core]\n\trepositoryformatversion = {version}\n\tbare = true\n{extension}")
