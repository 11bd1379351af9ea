"""Answers that were paid for: kept for a time, found again, forgotten by tenant; in memory and in Redis."""

from __future__ import annotations

import pytest
from redis.asyncio import Redis

from app.state.answers import KEYS, RedisAnswers
from app.state.redis_link import RedisLink
from providers.memory.answers import MAX_ANSWER, MemoryAnswers
from providers.state import Answers
from tests.app.state.conftest import Clock


async def test_an_answer_is_found_by_the_first_of_the_keys_that_has_one(answers: Answers) -> None:
    await answers.keep("7:b", b"second", seconds=60)
    await answers.keep("7:c", b"third", seconds=60)
    assert await answers.find(["7:a", "7:b", "7:c"]) == ("7:b", b"second")
    assert await answers.find(["7:c", "7:b"]) == ("7:c", b"third")


async def test_nobody_has_what_was_not_kept(answers: Answers) -> None:
    assert await answers.find(["7:a"]) is None
    assert await answers.find([]) is None


@pytest.mark.parametrize("answer", [b"", b"\x00\xff\r\n", "größer".encode(), b"x" * MAX_ANSWER])
async def test_an_answer_comes_back_byte_for_byte(answers: Answers, answer: bytes) -> None:
    await answers.keep("7:a", answer, seconds=60)
    assert await answers.find(["7:a"]) == ("7:a", answer)


async def test_the_last_answer_under_a_key_holds(answers: Answers) -> None:
    for answer in (b"old", b"new"):
        await answers.keep("7:a", answer, seconds=60)
    assert await answers.find(["7:a"]) == ("7:a", b"new")


async def test_an_answer_larger_than_any_should_be_is_not_kept(answers: Answers) -> None:
    await answers.keep("7:a", b"x" * (MAX_ANSWER + 1), seconds=60)
    assert await answers.find(["7:a"]) is None


@pytest.mark.parametrize("seconds", [0, -1])
async def test_what_is_kept_for_no_time_is_not_kept(answers: Answers, seconds: int) -> None:
    await answers.keep("7:a", b"x", seconds=seconds)
    assert await answers.find(["7:a"]) is None


async def test_one_tenants_answers_are_forgotten_and_no_others(answers: Answers) -> None:
    for key in ("7:a", "7:b", "77:a", "8:7:a", "?:a"):
        await answers.keep(key, b"x", seconds=60)
    assert await answers.forget("7:") == 2
    assert await answers.forget("7:") == 0
    assert await answers.find(["7:a", "7:b"]) is None
    assert await answers.find(["77:a"]) is not None
    assert await answers.find(["8:7:a"]) is not None


@pytest.mark.parametrize("prefix", ["*", "?:", "[78]", "7\\", "^7"])
async def test_a_prefix_is_taken_as_it_stands(answers: Answers, prefix: str) -> None:
    for key in ("7:a", prefix + "a"):
        await answers.keep(key, b"x", seconds=60)
    assert await answers.forget(prefix) == 1
    assert await answers.find(["7:a"]) is not None


async def test_in_memory_an_answer_is_gone_after_its_time(clock: Clock) -> None:
    answers = MemoryAnswers(clock)
    await answers.keep("7:a", b"x", seconds=60)
    clock.now += 59
    assert await answers.find(["7:a"]) is not None
    clock.now += 1
    assert await answers.find(["7:a"]) is None


async def test_in_redis_an_answer_is_gone_after_its_time(link: RedisLink, redis: Redis) -> None:
    await RedisAnswers(link).keep("7:a", b"x", seconds=60)
    assert 59_000 < await redis.pttl(KEYS + "7:a") <= 60_000


async def test_in_memory_the_oldest_answers_give_way() -> None:
    answers = MemoryAnswers(max_bytes=10)
    for key in ("7:a", "7:b", "7:c"):
        await answers.keep(key, b"12345", seconds=60)
    assert await answers.find(["7:a"]) is None
    assert await answers.find(["7:b", "7:c"]) == ("7:b", b"12345")


async def test_thousands_are_forgotten_in_steps(link: RedisLink, redis: Redis) -> None:
    await redis.mset({f"{KEYS}{tenant}:{number}": b"x" for tenant in (7, 8) for number in range(2000)})
    assert await RedisAnswers(link).forget("7:") == 2000
    assert await redis.dbsize() == 2000
