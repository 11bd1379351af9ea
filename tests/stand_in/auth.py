"""Who sends a request: App JWTs and installation tokens, checked as GitHub checks them."""

from __future__ import annotations

import base64
import binascii
import secrets
from collections.abc import Mapping

import jwt

from tests.stand_in.accounts import Actor, App, Installation, Token
from tests.stand_in.answers import Refused
from tests.stand_in.store import World

# https://docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app
MAX_JWT_SECONDS = 600
TOKEN_SECONDS = 3600
TOKEN_LENGTH = 520  # the long form, ghs_<app id>_<jwt>, rolled out since 2026-04
_IAT = "'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued"
_EXP = "'Expiration time' claim ('exp') is too far in the future"


def issue(world: World, installation: Installation, permissions: dict[str, str], ids: set[int] | None) -> Token:
    """Make an installation token that lives an hour of the stand-in's clock."""
    value = f"ghs_{installation.app.id}_" + ".".join(secrets.token_urlsafe(n) for n in (30, 240, 190))
    token = Token(value[:TOKEN_LENGTH], installation, permissions, ids, world.clock.now() + TOKEN_SECONDS)
    world.tokens[token.value] = token
    return token


def actor(world: World, authorization: str | None) -> Actor:
    """Return who a REST request comes from; raise 401 or 403."""
    scheme, _, credential = (authorization or "").partition(" ")
    if scheme.lower() not in ("bearer", "token") or not credential:
        raise Refused(401, "Requires authentication")
    if credential.startswith("ghs_"):
        return _installation(world, credential)
    return Actor(_app(world, credential))


def _installation(world: World, value: str) -> Actor:
    token = live_token(world, value)
    if token is None:
        raise Refused(401, "Bad credentials")
    if token.installation.suspended_at:
        raise Refused(403, "This installation has been suspended")
    return Actor(token.installation.app, token, token.permissions)


def live_token(world: World, value: str) -> Token | None:
    """Return a token that is known, not expired and of an installation that still exists."""
    token = world.tokens.get(value)
    if token is None or token.expired or token.installation.deleted or token.expires_at <= world.clock.now():
        return None
    return token


def _app(world: World, credential: str) -> App:
    app, claims = _claims(world, credential)
    now, issued, expires = world.clock.now(), claims.get("iat"), claims.get("exp")
    if not isinstance(issued, int) or issued > now + 1:
        raise Refused(401, _IAT)
    if not isinstance(expires, int) or expires <= now:
        raise Refused(401, "A JSON web token could not be decoded")
    if expires - now > MAX_JWT_SECONDS:
        raise Refused(401, _EXP)
    return app


def _claims(world: World, credential: str) -> tuple[App, Mapping[str, object]]:
    refusal = Refused(401, "A JSON web token could not be decoded")
    try:
        issuer = str(jwt.decode(credential, options={"verify_signature": False}).get("iss"))
        app = next((a for a in list(world.apps.values()) if issuer in (str(a.id), a.client_id)), None)
        if app is None:
            raise Refused(404, "Integration not found")
        options = {"verify_exp": False, "verify_iat": False, "verify_sub": False}
        return app, jwt.decode(credential, app.public_key, algorithms=["RS256"], options=options)  # type: ignore[arg-type]  # PyJWT's stub wants its own dict type
    except jwt.InvalidTokenError:
        raise refusal from None


def git_token(world: World, authorization: str | None) -> Token | None:
    """Return the live token of a git request (`x-access-token` as the user), or None."""
    scheme, _, encoded = (authorization or "").partition(" ")
    try:
        user, _, value = base64.b64decode(encoded, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return None
    if scheme.lower() != "basic" or user != "x-access-token":
        return None
    return live_token(world, value)
