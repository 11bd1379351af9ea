"""The App's credentials: the only reader of its private key, and the maker of every client and token."""

from __future__ import annotations

import ssl
from collections.abc import AsyncIterator, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import httpx
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from app.errors import UsageError
from app.github.account import Account
from app.github.app_client import AppClient
from app.github.client import Client
from app.github.clock import TRUE, Clock
from app.github.errors import Denied, NotFound, Refused
from app.github.identity import Identity
from app.github.pace import Pace
from app.github.payloads import InstallationToken
from app.github.tokens import AppCredential, InstallationCredential, InstallationTokens, Scope
from app.github.transport import Transport, connect, graphql_url
from app.settings import Settings

# What one review needs, and no more. https://docs.github.com/en/rest/apps/apps#create-an-installation-access-token-for-an-app
REVIEW_PERMISSIONS: Mapping[str, str] = {"checks": "write", "contents": "read", "pull_requests": "write"}
LISTING_PERMISSIONS: Mapping[str, str] = {"metadata": "read"}
GIT_PERMISSIONS: Mapping[str, str] = {"contents": "read"}

NO_APP = "GITHUB_APP_ID and GITHUB_PRIVATE_KEY (or GITHUB_PRIVATE_KEY_PATH) are not both set; see deploy/env.example."
NO_KEY_FILE = "GITHUB_PRIVATE_KEY_PATH={path} cannot be read: {why}."
BAD_KEY = (
    "{name} is not an RSA private key in PEM form: paste the whole .pem file that GitHub gave you (App settings, "
    "Private keys), line breaks as they are or written \\n."
)
NOT_GRANTED = (
    "the installation has not granted what a review needs ({permissions}): have its owner accept the App's new "
    "permissions (organisation or account settings, GitHub Apps, Review request)."
)


class AppAuth:
    """Makes clients and tokens for one App, for the life of a process; raises UsageError when the key is unusable.

    `account` is where all workers count what GitHub's limits leave them; without one only GitHub's own word counts.
    """

    def __init__(self, settings: Settings, account: Account | None = None, clock: Clock = TRUE) -> None:
        if settings.github_app_id is None:
            raise UsageError(NO_APP)
        self.app_id = settings.github_app_id
        self.api_url = settings.github_api_url.rstrip("/")
        self._credential = AppCredential(self.app_id, _read_key(settings), clock)
        self._tokens = InstallationTokens(self._mint, clock)
        self._account = account
        self._clock = clock
        self._paces: dict[int, Pace] = {}
        self._trust: ssl.SSLContext | None = None
        self._identity: Identity | None = None

    def __repr__(self) -> str:
        """Show which App, and nothing that opens it."""
        return f"AppAuth(app_id={self.app_id}, api_url={self.api_url!r})"

    @asynccontextmanager
    async def app_client(self) -> AsyncIterator[AppClient]:
        """Open a client that speaks as the App itself: its installations and its hook deliveries."""
        async with self._connect() as http:
            yield AppClient(Transport(http, self._credential))

    @asynccontextmanager
    async def installation_client(
        self, installation_id: int, repository_id: int | None, permissions: Mapping[str, str] | None = None
    ) -> AsyncIterator[Client]:
        """Open a client for one repository, or with None for listing an installation; one per job, never shared."""
        if permissions is None:
            permissions = LISTING_PERMISSIONS if repository_id is None else REVIEW_PERMISSIONS
        credential = InstallationCredential(self._tokens, _scope(installation_id, repository_id, permissions))
        pace = self._paces.setdefault(installation_id, Pace(installation_id, self._account, self._clock))
        async with self._connect() as http:
            yield Client(Transport(http, credential, pace), pace, graphql_url(self.api_url))

    def credential(
        self, installation_id: int, repository_id: int, permissions: Mapping[str, str]
    ) -> InstallationCredential:
        """Return the credential of a repository with just these permissions, for a client that is open already."""
        return InstallationCredential(self._tokens, _scope(installation_id, repository_id, permissions))

    async def token(
        self, installation_id: int, repository_id: int, permissions: Mapping[str, str] = GIT_PERMISSIONS
    ) -> str:
        """Return a token for git on one repository; of any length, and never to be logged or stored."""
        secret = await self._tokens.get(_scope(installation_id, repository_id, permissions))
        return secret.get_secret_value()

    async def fresh_token(
        self, installation_id: int, repository_id: int, permissions: Mapping[str, str] = GIT_PERMISSIONS
    ) -> str:
        """Return a token made now, for a caller whose last one was refused."""
        scope = _scope(installation_id, repository_id, permissions)
        self._tokens.drop(scope, await self._tokens.get(scope))
        return await self.token(installation_id, repository_id, permissions)

    async def identity(self, client: Client) -> Identity:
        """Return who we are, asked once a process; any client of an installation will do."""
        if self._identity is None:
            async with self.app_client() as app:
                slug = (await app.app()).slug
            try:
                user_id = (await client.user(f"{slug}[bot]")).id
            except NotFound:
                user_id = None
            self._identity = Identity(self.app_id, slug, user_id)
        return self._identity

    def forget(self, installation_id: int) -> None:
        """Drop the tokens of an installation that was suspended or removed."""
        self._tokens.drop_installation(installation_id)

    def _connect(self) -> AbstractAsyncContextManager[httpx.AsyncClient]:
        if self._trust is None:
            # Reading the machine's certificates takes 20 ms: once a process, and not for plain HTTP, where the context
            # trusts nobody. httpx honours SSL_CERT_FILE.
            secure = self.api_url.startswith("https:")
            self._trust = httpx.create_ssl_context() if secure else ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        return connect(self.api_url, self._trust)

    async def _mint(self, installation_id: int, body: Mapping[str, object]) -> InstallationToken:
        async with self.app_client() as app:
            try:
                return await app.installation_token(installation_id, body)
            except Refused as refused:
                raise Denied(NOT_GRANTED.format(permissions=body["permissions"]), 422) from refused


def _scope(installation_id: int, repository_id: int | None, permissions: Mapping[str, str]) -> Scope:
    return Scope(installation_id, repository_id, tuple(sorted(permissions.items())))


def _read_key(settings: Settings) -> RSAPrivateKey:
    name, text = "GITHUB_PRIVATE_KEY", ""
    if settings.github_private_key is not None:
        text = settings.github_private_key.get_secret_value()
    elif settings.github_private_key_path is not None:
        name = "GITHUB_PRIVATE_KEY_PATH"
        text = _read_file(settings.github_private_key_path)
    if not text:
        raise UsageError(NO_APP)
    try:
        # `from None`: the parser's error must not carry what it parsed into a log. The arithmetic check of the key, for
        # keys from strangers, takes 100 ms; GitHub refuses what a damaged one signs.
        pem = text.replace("\\n", "\n").strip().encode()
        key = load_pem_private_key(pem, password=None, unsafe_skip_rsa_key_validation=True)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise UsageError(BAD_KEY.format(name=name)) from None
    if not isinstance(key, RSAPrivateKey):
        raise UsageError(BAD_KEY.format(name=name))
    return key


def _read_file(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except OSError as error:
        raise UsageError(NO_KEY_FILE.format(path=path, why=error.strerror)) from None
    except UnicodeDecodeError:
        raise UsageError(BAD_KEY.format(name="GITHUB_PRIVATE_KEY_PATH")) from None
