"""Cells in Redis, one hash for all of a kind: read, stepped here, and written back if nobody else wrote meanwhile.

The steps are the ones that run in memory, so both follow the same rules to the last digit. Steps that come in while one
round is on its way go together in the next: 200 questions at once take a few round trips, not 400. A step that writes
is taken on what was there a moment ago: as long as nobody else writes that is one round trip, and two otherwise.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from functools import cache
from hashlib import sha1
from time import monotonic
from typing import Any, Generic, TypeVar, cast

from pydantic import TypeAdapter, ValidationError
from redis.asyncio import Redis
from redis.exceptions import NoScriptError

from app.state.redis_link import RedisAway, RedisLink
from providers.kept.cells import Step
from providers.shielded import surely

S = TypeVar("S")
T = TypeVar("T")
Answer = Awaitable[list[Any]]  # Any: names, numbers and values

# What nobody asked for in a day is forgotten.
KEPT_S = 86_400
# Nearer than any rule looks; a clock of ours that is further off than this was stopped or set since.
MOST_OFF_S = 0.05

# Whatever else lies at the key goes.
OURS = """
local kind = redis.call('TYPE', KEYS[1])['ok']
if kind ~= 'hash' and kind ~= 'none' then redis.call('DEL', KEYS[1]) end
local time = redis.call('TIME')
"""

# Answers with the server's time and the cells, all of them when none is named.
READ = f"""{OURS}
local cells
if #ARGV == 0 then cells = redis.call('HGETALL', KEYS[1]) else cells = redis.call('HMGET', KEYS[1], unpack(ARGV)) end
return {{time[1], time[2], cells}}
"""

# Writes the cells if each still holds what was read, and the time is about what it was taken for ("": no matter), else
# answers as READ does. ARGV: seconds to live, that time, then name, old and new of every cell that was read.
SWAP = f"""{OURS}
local same = ARGV[2] == '' or math.abs(time[1] + time[2] / 1000000 - ARGV[2]) < {MOST_OFF_S}
local cells = {{}}
for i = 3, #ARGV, 3 do
  local held = redis.call('HGET', KEYS[1], ARGV[i]) or ''
  same = same and held == ARGV[i + 1]
  table.insert(cells, held)
end
if not same then return {{time[1], time[2], cells}} end
for i = 3, #ARGV, 3 do
  if ARGV[i + 1] ~= ARGV[i + 2] then redis.call('HSET', KEYS[1], ARGV[i], ARGV[i + 2]) end
end
redis.call('EXPIRE', KEYS[1], ARGV[1])
return {{}}
"""


class _Asked(Generic[S]):
    """A step that waits for its round."""

    def __init__(self, names: Sequence[str], step: Step[S, Any]) -> None:  # Any: each step tells something else
        self.names = names
        self.step = step
        self.taken = False
        self.told: Any = None


class RedisCells(Generic[S]):
    """Cells that all workers share; while Redis is away each process goes on from what it saw last."""

    def __init__(self, link: RedisLink, key: str, empty: S, clock: Callable[[], float] | None = None) -> None:
        """Keep the cells in the hash at `key`; go by the server's clock, or by another in tests."""
        self._link = link
        self._key = key
        self._empty = empty
        self._clock = clock
        self._format = TypeAdapter(type(empty))
        self._seen: dict[str, S] = {}
        self._blobs: dict[str, bytes] = {}  # what `_seen` was read from or written as
        self._ahead = 0.0  # the server's clock, of ours, in seconds
        self._waiting: list[_Asked[S]] = []
        self._round = asyncio.Lock()

    async def change(self, names: Sequence[str], step: Step[S, T]) -> T:
        """Take one step, in Redis or, while it is away, on what was seen there last."""
        asked = _Asked(names, step)
        self._waiting.append(asked)
        try:
            async with self._round:
                if not asked.taken:
                    taking = self._take(tuple(self._waiting))
                    # With the steps of others to its end, a quarter of a second at most; alone it needs no task.
                    await (surely(taking) if len(self._waiting) > 1 else taking)
        finally:
            if asked in self._waiting:  # cancelled before its round: nobody is there to use what it would take
                self._waiting.remove(asked)
        return cast(T, asked.told)

    async def all(self) -> tuple[Mapping[str, S], float]:
        """Return every filled cell."""
        try:
            answer = await self._link.ask(lambda redis: _run(redis, READ, self._key, []))
        except RedisAway:
            return dict(self._seen), self._now()
        cells = {name.decode("utf-8", "replace"): self._parsed(blob) for name, blob in _pairs(answer[2])}
        return cells, self._told(answer)

    async def _take(self, asking: Sequence[_Asked[S]]) -> None:
        """Take all these steps, in the order in which they came."""
        try:
            told = await self._link.ask(lambda redis: self._take_there(redis, asking))
        except RedisAway:
            self._blobs.clear()  # what is seen from here on is not what Redis holds
            told = self._stepped(self._seen, asking, self._now())
        for asked, answer in zip(asking, told, strict=True):
            asked.told, asked.taken = answer, True
            if asked in self._waiting:
                self._waiting.remove(asked)

    async def _take_there(self, redis: Redis, asking: Sequence[_Asked[S]]) -> list[Any]:
        """Step on what Redis holds, again and again until nobody was faster; the link's patience ends it."""
        names = list(dict.fromkeys(name for asked in asking for name in asked.names))
        guessed = all(name in self._blobs for name in names)
        now = self._now() if guessed else await self._read(redis, names)
        while True:
            before = {name: self._seen[name] for name in names}
            after = dict(before)
            told = self._stepped(after, asking, now)
            changed = {name for name in names if after[name] is not before[name]}
            if not changed and not guessed:
                return told
            found = await self._swap(redis, after, changed, now) if changed else await self._read(redis, names)
            if found is None:
                return told
            now, guessed = found, False

    async def _swap(self, redis: Redis, values: Mapping[str, S], changed: Collection[str], now: float) -> float | None:
        """Write what has changed if all the rest is as it was; else take up what is there, and return the time."""
        after = {
            name: self._format.dump_json(values[name]) if name in changed else self._blobs[name] for name in values
        }
        cells = [part for name, blob in after.items() for part in (name, self._blobs[name], blob)]
        time = repr(now) if self._clock is None else ""
        answer = await _run(redis, SWAP, self._key, [KEPT_S, time, *cells])
        if answer:
            return self._take_up(list(values), answer)
        self._seen.update(values)
        self._blobs.update(after)
        return None

    def _stepped(self, values: dict[str, S], asking: Sequence[_Asked[S]], now: float) -> list[Any]:
        told = []
        for asked in asking:
            changed, answer = asked.step([values.get(name, self._empty) for name in asked.names], now)
            values.update(zip(asked.names, changed, strict=True))
            told.append(answer)
        return told

    async def _read(self, redis: Redis, names: Sequence[str]) -> float:
        return self._take_up(names, await _run(redis, READ, self._key, names))

    def _take_up(self, names: Sequence[str], answer: Sequence[Any]) -> float:  # Any: time and values
        """Remember what is there now, and return the time."""
        for name, found in zip(names, answer[2], strict=True):
            blob = found or b""
            if self._blobs.get(name) != blob:
                self._seen[name], self._blobs[name] = self._parsed(blob), blob
        return self._told(answer)

    def _told(self, answer: Sequence[Any]) -> float:  # Any: time and values
        """Return the server's time, and remember how far ours is from it."""
        now = int(answer[0]) + int(answer[1]) / 1_000_000 if self._clock is None else self._clock()
        self._ahead = now - monotonic()
        return now

    def _parsed(self, blob: bytes | None) -> S:
        """Return the value, the empty one when something else was written there: what lies in Redis may be lost."""
        if not blob:
            return self._empty
        try:
            return self._format.validate_json(blob)
        except ValidationError:
            return self._empty

    def _now(self) -> float:
        return self._ahead + monotonic() if self._clock is None else self._clock()


async def _run(redis: Redis, script: str, key: str, arguments: Sequence[Any]) -> list[Any]:
    """Run a script by its digest; a server that does not know it, being new, is sent its text."""
    try:
        return await cast(Answer, redis.evalsha(_digest(script), 1, key, *arguments))
    except NoScriptError:
        return await cast(Answer, redis.eval(script, 1, key, *arguments))


@cache
def _digest(script: str) -> str:
    return sha1(script.encode(), usedforsecurity=False).hexdigest()


def _pairs(flat: Sequence[bytes]) -> zip[tuple[bytes, bytes]]:
    return zip(flat[::2], flat[1::2], strict=True)
