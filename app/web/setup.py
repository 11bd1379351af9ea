"""Set-up mode: `GET /setup` registers the App by GitHub's manifest flow, once, behind a token from the terminal."""

from __future__ import annotations

import hmac
import re
import secrets
from collections.abc import Awaitable, Callable
from urllib.parse import parse_qs, quote, urlencode

import httpx
import orjson
import structlog
from fastapi import FastAPI
from jinja2 import Environment, PackageLoader
from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from app import credentials
from app.credentials import Credentials
from app.errors import AppError
from app.manifest import manifest
from app.settings import Settings
from app.version import USER_AGENT
from app.web.body import BodyRefused, read_body
from app.web.health import healthz

API_VERSION = "2022-11-28"
CONVERSION_TIMEOUT_S = 20.0
MAX_FORM = 10_000
ORGANIZATION = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,98}[A-Za-z0-9])?")
CODE = re.compile(r"[A-Za-z0-9_-]{1,200}")
WRONG_TOKEN = "This link is not the one that was printed on the terminal. Use that one, or restart for a new one."  # noqa: S105
WRONG_STATE = "This answer does not belong to the set-up that was begun here. Begin again from the printed link."
NO_PUBLIC_URL = "Set DIFFDIVER_PUBLIC_URL to the address under which GitHub reaches this server, and start again."
NOT_CONVERTED = "GitHub did not hand over the App's credentials: {why}. Begin again from the printed link."
NOT_STORED = (
    "GitHub registered the App, but its credentials could not be stored in {path}: {why}. Delete the App on GitHub, "
    "mend that, and begin again from the printed link."
)
NOT_STARTED = "The credentials are stored, but the bot could not start with them: {why}. Mend that and start it again."
BAD_ORGANIZATION = "That is not the name of an organisation: letters, digits and dashes only."

log = structlog.get_logger(__name__)


class Conversion(BaseModel):
    """GitHub's answer to the manifest conversion; `webhook_secret` is null when the hook was made without one."""

    model_config = ConfigDict(extra="ignore", frozen=True, hide_input_in_errors=True)

    id: int
    pem: SecretStr = Field(min_length=1)
    webhook_secret: SecretStr | None = None
    html_url: str = Field(max_length=1000)


class Setup:
    """The routes of set-up mode; `registered` is awaited once the credentials are stored."""

    def __init__(self, settings: Settings, registered: Callable[[], Awaitable[None]]) -> None:
        self.token = secrets.token_urlsafe(32)
        self._settings = settings
        self._registered = registered
        self._state: str | None = None
        self._pages = Environment(loader=PackageLoader("app.web"), autoescape=True)

    def app(self) -> FastAPI:
        """Return an application that can be set up and does nothing else."""
        app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
        app.add_route("/setup", self.owner, methods=["GET"])
        app.add_route("/setup", self.confirm, methods=["POST"])
        app.add_route("/setup/callback", self.callback, methods=["GET"])
        app.add_route("/healthz", healthz, methods=["GET"])
        app.add_route("/readyz", _not_set_up, methods=["GET"])
        app.add_route("/webhook", _not_set_up, methods=["POST"])
        return app

    async def owner(self, request: Request) -> Response:
        """Ask who is to own the App."""
        if not self._knows(request.query_params.get("token", "")):
            return self._page(403, error=WRONG_TOKEN)
        if self._settings.public_url is None:
            return self._page(409, error=NO_PUBLIC_URL)
        return self._page(
            200,
            step="owner",
            token=self.token,
            public_url=self._settings.public_url.rstrip("/"),
            server_url=self._settings.github_server_url,
        )

    async def confirm(self, request: Request) -> Response:
        """Show the button that posts the manifest to GitHub, with a fresh state."""
        try:
            form = parse_qs((await read_body(request, limit=MAX_FORM)).decode("utf-8", "replace"))
        except BodyRefused as refused:
            return self._page(refused.status, error=str(refused))
        if not self._knows(form.get("token", [""])[0]):
            return self._page(403, error=WRONG_TOKEN)
        if self._settings.public_url is None:
            return self._page(409, error=NO_PUBLIC_URL)
        organization = form.get("organization", [""])[0].strip()
        if organization and not ORGANIZATION.fullmatch(organization):
            return self._page(400, error=BAD_ORGANIZATION)
        self._state = secrets.token_urlsafe(32)
        owner = f"/organizations/{quote(organization, safe='')}" if organization else ""
        server = self._settings.github_server_url.rstrip("/")
        return self._page(
            200,
            step="manifest",
            action=f"{server}{owner}/settings/apps/new?{urlencode({'state': self._state})}",
            manifest=orjson.dumps(manifest(self._settings.public_url)).decode(),
        )

    async def callback(self, request: Request) -> Response:
        """Exchange GitHub's code for the credentials and store them; the state works once."""
        state, code = request.query_params.get("state", ""), request.query_params.get("code", "")
        # Only the right answer uses the state up: a wrong one can come from anybody.
        if self._state is None or not hmac.compare_digest(self._state.encode(), state.encode("utf-8", "replace")):
            return self._page(403, error=WRONG_STATE)
        self._state = None
        if not CODE.fullmatch(code):
            return self._page(400, error=NOT_CONVERTED.format(why="its code has an unexpected form"))
        try:
            converted = await self._convert(code)
        except (httpx.HTTPError, ValidationError) as error:
            log.warning("manifest conversion failed", error=type(error).__name__)
            return self._page(502, error=NOT_CONVERTED.format(why=_why(error)))
        return await self._finish(converted)

    async def _finish(self, converted: Conversion) -> Response:
        """Store the credentials and begin to serve; from the moment they are stored there is no second set-up."""
        stored = Credentials(
            github_app_id=converted.id,
            github_private_key=converted.pem,
            github_webhook_secret=converted.webhook_secret or SecretStr(secrets.token_hex(32)),
        )
        try:
            path = credentials.save(self._settings.data_dir, stored)
        except OSError as error:
            return self._page(500, error=NOT_STORED.format(path=self._settings.data_dir, why=error.strerror))
        self.token = ""
        log.info("App registered", app_id=converted.id, path=str(path))
        try:
            await self._registered()
        except AppError as error:
            log.error("not started after set-up", error=str(error))
            return self._page(500, error=NOT_STARTED.format(why=error))
        return self._page(
            200,
            step="done",
            path=str(path),
            secret_generated=not converted.webhook_secret,
            install_url=self._install_url(converted),
        )

    async def _convert(self, code: str) -> Conversion:
        url = f"{self._settings.github_api_url.rstrip('/')}/app-manifests/{code}/conversions"
        headers = {
            "Accept": "application/vnd.github+json",
            "X-GitHub-Api-Version": API_VERSION,
            "User-Agent": USER_AGENT,
        }
        async with httpx.AsyncClient(timeout=CONVERSION_TIMEOUT_S, follow_redirects=False) as client:
            answer = await client.post(url, headers=headers)
        answer.raise_for_status()
        return Conversion.model_validate_json(answer.content)

    def _install_url(self, converted: Conversion) -> str:
        """Link only to the server that was set, whatever the answer says."""
        server = self._settings.github_server_url.rstrip("/")
        return converted.html_url + "/installations/new" if converted.html_url.startswith(server + "/") else server

    def _knows(self, token: str) -> bool:
        return bool(self.token) and hmac.compare_digest(self.token.encode(), token.encode("utf-8", "replace"))

    def _page(self, status: int, **values: object) -> Response:
        headers = {
            "Cache-Control": "no-store",
            "Referrer-Policy": "no-referrer",
            "X-Frame-Options": "DENY",
            "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; "
            f"form-action 'self' {self._settings.github_server_url.rstrip('/')}",
        }
        text = self._pages.get_template("setup.html").render(**values)
        return HTMLResponse(text, status_code=status, headers=headers)


async def _not_set_up(_request: Request) -> Response:
    return JSONResponse({"error": "not set up yet: open the set-up link printed on the terminal"}, status_code=503)


def _why(error: Exception) -> str:
    if isinstance(error, httpx.HTTPStatusError):
        return f"it answered {error.response.status_code}"
    return type(error).__name__
