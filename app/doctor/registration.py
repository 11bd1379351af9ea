"""Is this installation registered as a GitHub App?"""

from __future__ import annotations

from collections.abc import Sequence

from app import credentials
from app.doctor.outcome import Outcome, fail, ok, warn
from app.errors import UsageError
from app.settings import Settings

NAME = "registration"
REGISTER = "start `diffdiver web` (or `up`) and open the set-up link that it prints, or set the GITHUB_ variables"
NO_KEY = "set GITHUB_PRIVATE_KEY or GITHUB_PRIVATE_KEY_PATH (App settings, Private keys, Generate a private key)"
NO_ID = "set GITHUB_APP_ID (App settings, About)"
MANY_SECRETS = "remove the old secret from GITHUB_WEBHOOK_SECRET once GitHub signs with the new one"


async def check(settings: Settings) -> Sequence[Outcome]:
    """Look at the three values that make a registration."""
    has_key = settings.github_private_key is not None or settings.github_private_key_path is not None
    if settings.github_app_id is None:
        if has_key:
            return [fail(NAME, "there is a private key but no App id", NO_ID)]
        return [warn(NAME, "not registered as a GitHub App yet", REGISTER)]
    if not has_key:
        return [fail(NAME, f"App {settings.github_app_id} has no private key here", NO_KEY)]
    secrets = len(settings.webhook_secrets)
    found = f"App {settings.github_app_id} on {settings.github_server_url}, {_source(settings)}"
    if secrets > 1:
        return [warn(NAME, f"{found}; {secrets} webhook secrets are accepted", MANY_SECRETS)]
    return [ok(NAME, found)]


def _source(settings: Settings) -> str:
    try:
        stored = credentials.load(settings.data_dir)
    except UsageError:
        stored = None  # the data directory's own check says what is wrong with the file
    from_file = stored is not None and stored.github_app_id == settings.github_app_id
    return f"from {credentials.path_in(settings.data_dir)}" if from_file else "from the environment"
