"""Fetch from a server by smart HTTP: the remote and its token live in the environment of each call, nowhere else."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from app.errors import Retryable, Terminal, UsageError
from app.git.errors import GitFailed, StaleToken, TooMuchOutput
from app.git.plumbing import Git, Limits

INSECURE = "{url} is not an https:// address; plain HTTP carries the token readable and is only for tests"
REFUSED = "the git server refused the token"
GONE = "the git server no longer has the commit: it was force-pushed away, or the repository was deleted"
NO_ACCESS = "the git server does not let this App read the repository: {detail}"
NOT_A_REF = "a ref holds no line feed"
UNREACHABLE = "the git server could not be reached: {detail}"
TOO_MUCH = "git fetch got more than {most} bytes"

# git's own messages, in the C locale; http.c and remote-curl.c of git 2.39.
_UNAUTHORISED = re.compile(r"returned error: 401|could not read Username|could not read Password|Authentication failed")
_GONE = re.compile(r"not our ref|couldn't find remote ref|unadvertised object|not a valid object|bad object")
_NO_ACCESS = re.compile(r"returned error: (?:403|404|410|451)|repository '.*' not found")
_URL = re.compile(r"\w+://\S+")

# A user name is needed and not looked at:
# https://docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app/authenticating-as-a-github-app-installation
_USER = "x-access-token"

_FETCH = (
    *("fetch", "-q", "--no-tags", "--no-write-fetch-head", "--no-auto-maintenance", "--no-recurse-submodules"),
    *("--filter=blob:none", "--stdin"),
)


@dataclass(frozen=True, slots=True)
class Remote:
    """A repository's address and what opens it. `refs` are fetched when the server gives no commit by its id."""

    url: str
    token: str | None = field(repr=False)
    allow_http: bool = False
    refs: tuple[str, ...] = ()
    proxy: str | None = field(default=None, repr=False)
    ca_file: str | None = None

    def __post_init__(self) -> None:
        """Raise UsageError for an address that would carry the token in clear, or a ref that would name two."""
        scheme = urlsplit(self.url).scheme
        if any("\n" in ref for ref in self.refs):
            raise UsageError(NOT_A_REF)
        if scheme != "https" and not (scheme == "http" and self.allow_http):
            raise UsageError(INSECURE.format(url=_URL.sub(_without_user, self.url)))

    def config(self) -> dict[str, str]:
        """Return what git needs to know of the remote, the token scoped to its host."""
        parts = urlsplit(self.url)
        pairs = {
            "remote.origin.url": self.url,
            "remote.origin.promisor": "true",
            "remote.origin.partialclonefilter": "blob:none",
            "http.followRedirects": "false",
            "http.lowSpeedLimit": "1000",
            "http.lowSpeedTime": "30",
            "fetch.negotiationAlgorithm": "noop",
        }
        if self.token is not None:
            basic = base64.b64encode(f"{_USER}:{self.token}".encode()).decode("ascii")
            pairs[f"http.{parts.scheme}://{parts.netloc}/.extraHeader"] = f"Authorization: Basic {basic}"
        if self.proxy is not None:
            pairs["http.proxy"] = self.proxy
        if self.ca_file is not None:
            pairs["http.sslCAInfo"] = self.ca_file
        return pairs


async def fetch(
    git: Git,
    remote: Remote,
    wanted: Iterable[str],
    limits: Limits,
    *,
    depth: int | None = None,
    without: str | None = None,
) -> None:
    """Fetch commits, refs or blobs; ids and refs go in by stdin and are never on a command line.

    `depth` cuts the history off so many commits before, `without` at those that a ref of the server has.

    Raises StaleToken, Retryable, Terminal, or TooMuchOutput when what came was larger than `limits.file_bytes`.
    """
    cut = [f"--depth={depth}"] if depth else [f"--shallow-exclude={without}"] if without else []
    options = (*_FETCH, *cut, "origin")
    protocols = "http:https" if remote.allow_http else "https"
    try:
        await git.run(
            *options,
            stdin="".join(f"{one}\n" for one in wanted).encode("utf-8", "surrogateescape"),
            config=remote.config(),
            extra={"GIT_ALLOW_PROTOCOL": protocols},
            limits=limits,
        )
    except TooMuchOutput:
        raise TooMuchOutput("fetch", 0, TOO_MUCH.format(most=limits.file_bytes)) from None
    except GitFailed as error:
        raise named(error.detail) from None


def named(detail: str) -> Exception:
    """Return what the caller can do; an unknown failure may be the network's, and is worth another try."""
    if _UNAUTHORISED.search(detail):
        return StaleToken(REFUSED)
    if _GONE.search(detail):
        return Terminal(GONE)
    last = _URL.sub(_without_user, detail.rsplit("\n", 1)[-1])[:300]
    if _NO_ACCESS.search(detail):
        return Terminal(NO_ACCESS.format(detail=last))
    return Retryable(UNREACHABLE.format(detail=last))


def _without_user(match: re.Match[str]) -> str:
    scheme, _, rest = match[0].partition("://")
    return f"{scheme}://{rest.rpartition('@')[2]}"
