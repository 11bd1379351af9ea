"""One process that parses, and what became of it."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import app
from app.child import kill_group, start
from app.errors import Retryable
from app.index.child import ANSWER, CPU_S, FILE, HELLO
from review.code.stored import MAX_STORED

CRASHED = "its parser crashed ({how})"
TOO_SLOW = f"its parser took more than {CPU_S:g} s"
SILENT = "its parser gave no answer within {seconds:g} s"
NOT_STARTED = "no process for parsing could be started"
NONSENSE = "it answered what it should not"
# For one file, waiting for a processor included; the process itself limits its own time.
ANSWER_S = 120.0
START_S = 120.0
PROGRAM = "app.index.child"


@dataclass(frozen=True, slots=True)
class Code:
    """A file's content, to be read as a language; `key`, its language and blob, is what its answer is filed under."""

    key: tuple[str, str]
    language: str
    content: bytes


class Died(Exception):
    """The process is of no more use: it died, or is silent; why."""


@dataclass(frozen=True, slots=True)
class Parser:
    """A process that is there until it is killed; made by `start`."""

    process: asyncio.subprocess.Process
    answer_s: float

    @classmethod
    async def start(cls, program: str = PROGRAM, answer_s: float = ANSWER_S) -> Parser:
        """Start a process with an empty environment; raise Retryable when it cannot be."""
        # -P: the current folder may be the repository that is read, and nothing is imported from there.
        argv = [sys.executable, "-s", "-P", "-m", program]
        process = await start(
            argv,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            cwd="/",
            env={"PYTHONPATH": os.pathsep.join(_import_paths()), "LC_ALL": "C.UTF-8"},
        )
        parser = cls(process, answer_s)
        ready = False
        try:
            async with asyncio.timeout(START_S):
                if await parser._read(len(HELLO)) != HELLO:
                    raise Retryable(NOT_STARTED)
                ready = True
        except (asyncio.IncompleteReadError, TimeoutError):
            raise Retryable(NOT_STARTED) from None
        finally:
            if not ready:
                await asyncio.shield(asyncio.create_task(parser.end()))
        return parser

    async def answers(self, files: Sequence[Code], answers: list[bytes]) -> None:
        """Append an answer for each file; raise Died at the first that there is none for."""
        feeding = asyncio.create_task(self._feed(files))
        try:
            for _ in files:
                async with asyncio.timeout(self.answer_s):
                    answers.append(await self._answer())
        except TimeoutError:
            raise Died(SILENT.format(seconds=self.answer_s)) from None
        except asyncio.IncompleteReadError:
            raise Died(_how(await self.process.wait())) from None
        finally:
            feeding.cancel()
            await asyncio.gather(feeding, return_exceptions=True)

    async def end(self) -> None:
        """Kill it, and wait until it is gone."""
        if self.process.returncode is None:
            kill_group(self.process)
        if self.process.stdin is not None:
            self.process.stdin.close()
        await self.process.wait()

    async def _answer(self) -> bytes:
        (size,) = ANSWER.unpack(await self._read(ANSWER.size))
        if size > MAX_STORED:
            raise Died(CRASHED.format(how=NONSENSE))
        return await self._read(size)

    async def _read(self, size: int) -> bytes:
        return await self.process.stdout.readexactly(size) if self.process.stdout is not None else b""

    async def _feed(self, files: Sequence[Code]) -> None:
        stream = self.process.stdin
        assert stream is not None  # noqa: S101  # it was asked for
        for code in files:
            language = code.language.encode("ascii")
            stream.write(FILE.pack(len(language), len(code.content)) + language)
            stream.write(code.content)
            await stream.drain()  # raises when it died; its answers tell that


def _how(status: int) -> str:
    if status == -signal.SIGPROF:
        return TOO_SLOW
    how = f"signal {-status}" if status < 0 else f"status {status}"
    return CRASHED.format(how=how)


def _import_paths() -> list[str]:
    """Return where this process imports from, as far as it is the same from every folder."""
    return [str(Path(app.__file__).parent.parent), *(path for path in sys.path if Path(path).is_absolute())]
