"""Processes that parse: a file that kills one costs that file alone, and is remembered with the reason."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from app.index.parser import ANSWER_S, PROGRAM, Code, Died, Parser
from review.code.stored import refuse

TOO_MANY = "{most} files of this language crashed its parser in one run: the others were not read"
PROCESSES = 2
CHUNK_BYTES = 256 << 10
# Every crash costs a new process: a language whose files crash so often is left alone for the rest of a run.
MOST_CRASHES = 25


@dataclass(slots=True)
class Parsers:
    """So many processes, each started when it is first needed; made by `open`.

    `passed_over` names the files that were not even tried: another run may read them.
    """

    processes: int
    program: str = PROGRAM
    answer_s: float = ANSWER_S
    crashes: Counter[str] = field(default_factory=Counter)
    passed_over: set[tuple[str, str]] = field(default_factory=set)
    _idle: list[Parser] = field(default_factory=list)

    @classmethod
    @asynccontextmanager
    async def open(
        cls, processes: int = PROCESSES, *, program: str = PROGRAM, answer_s: float = ANSWER_S
    ) -> AsyncIterator[Parsers]:
        """Have them until the end, when none is left behind."""
        parsers = cls(processes, program, answer_s)
        try:
            yield parsers
        finally:
            await asyncio.shield(asyncio.gather(*(parser.end() for parser in parsers._idle)))

    async def parse(self, files: Sequence[Code]) -> dict[tuple[str, str], bytes]:
        """Return each file's answer, such as `review.code.stored` reads; raise Retryable when no process starts."""
        chunks = list(_chunks(files))
        found: dict[tuple[str, str], bytes] = {}

        async def work() -> None:
            while chunks:
                chunk = chunks.pop()
                answers = await self._chunk(chunk)
                found.update(zip((code.key for code in chunk), answers, strict=True))

        tasks = [asyncio.create_task(work()) for _ in range(min(self.processes, len(chunks)))]
        try:
            await asyncio.gather(*tasks)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        return found

    async def _chunk(self, chunk: Sequence[Code]) -> list[bytes]:
        answers: list[bytes] = []
        while len(answers) < len(chunk):
            if self.crashes[chunk[len(answers)].language] >= MOST_CRASHES:
                self.passed_over.add(chunk[len(answers)].key)
                answers.append(refuse(TOO_MANY.format(most=MOST_CRASHES)))
            else:
                await self._some(chunk[len(answers) :], answers)
        return answers

    async def _some(self, files: Sequence[Code], answers: list[bytes]) -> None:
        """Append an answer for each file up to the first that a process died of, that one included."""
        before = len(answers)
        parser = self._idle.pop() if self._idle else await Parser.start(self.program, self.answer_s)
        sound = False
        try:
            await parser.answers(files, answers)
            sound = True
        except Died as error:
            self.crashes[files[len(answers) - before].language] += 1
            answers.append(refuse(str(error)))
        finally:
            if sound:
                self._idle.append(parser)
            else:
                await asyncio.shield(asyncio.create_task(parser.end()))


def _chunks(files: Sequence[Code]) -> Iterator[Sequence[Code]]:
    """Cut into parts of about the same work, the last ones first."""
    chunk: list[Code] = []
    size = 0
    for code in files:
        chunk.append(code)
        size += len(code.content)
        if size >= CHUNK_BYTES:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk
