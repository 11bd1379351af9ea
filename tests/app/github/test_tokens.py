"""Tokens in memory: one per scope, renewed ahead of their end."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import pytest
from pydantic import SecretStr

from app.github.payloads import InstallationToken
from app.github.tokens import InstallationTokens, Scope

ONE = Scope(1, 10, (("contents", "read"),))


class Mint:
    """Makes numbered tokens that live as long as the test says."""

    def __init__(self, life: timedelta) -> None:
        self.life = life
        self.asked: list[tuple[int, Mapping[str, object]]] = []

    async def __call__(self, installation_id: int, body: Mapping[str, object]) -> InstallationToken:
        self.asked.append((installation_id, body))
        token = SecretStr(f"token {len(self.asked)} " + "x" * 600)
        return InstallationToken(token=token, expires_at=datetime.now(UTC) + self.life)


async def test_a_token_is_kept_while_it_lives() -> None:
    mint = Mint(timedelta(hours=1))
    tokens = InstallationTokens(mint)
    assert await tokens.get(ONE) is await tokens.get(ONE)


async def test_a_token_at_its_end_is_replaced() -> None:
    mint = Mint(timedelta(0))
    tokens = InstallationTokens(mint)
    assert await tokens.get(ONE) != await tokens.get(ONE)


@pytest.mark.parametrize("other", [Scope(2, 10, ONE.permissions), Scope(1, 11, ONE.permissions), Scope(1, 10, ())])
async def test_scopes_never_share_a_token(other: Scope) -> None:
    mint = Mint(timedelta(hours=1))
    tokens = InstallationTokens(mint)
    assert await tokens.get(ONE) != await tokens.get(other)


async def test_a_late_refusal_does_not_drop_the_newer_token() -> None:
    tokens = InstallationTokens(Mint(timedelta(hours=1)))
    old = await tokens.get(ONE)
    tokens.drop(ONE, old)
    new = await tokens.get(ONE)
    tokens.drop(ONE, old)
    assert await tokens.get(ONE) == new != old


async def test_a_removed_installation_leaves_no_token_behind() -> None:
    mint = Mint(timedelta(hours=1))
    tokens = InstallationTokens(mint)
    await tokens.get(ONE)
    tokens.drop_installation(1)
    await tokens.get(ONE)
    assert len(mint.asked) == 2
