"""The App's credentials as set-up stores them: one file in the data directory that only its owner can read."""

from __future__ import annotations

import os
from pathlib import Path

import orjson
from pydantic import BaseModel, ConfigDict, SecretStr, ValidationError

from app.errors import UsageError

FILE = "credentials.json"


class Credentials(BaseModel):
    """What the manifest conversion gave; never printed, never logged."""

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    github_app_id: int
    github_private_key: SecretStr
    github_webhook_secret: SecretStr


def path_in(data_dir: Path) -> Path:
    """Return where the credentials lie."""
    return data_dir / FILE


def save(data_dir: Path, credentials: Credentials) -> Path:
    """Write the file whole or not at all, readable by its owner only; return its path, raise OSError."""
    data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = path_in(data_dir)
    draft = path.with_suffix(".new")
    draft.unlink(missing_ok=True)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(orjson.dumps(_clear(credentials)))
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    return path


def _clear(credentials: Credentials) -> dict[str, object]:
    values = credentials.model_dump()
    return {name: v.get_secret_value() if isinstance(v, SecretStr) else v for name, v in values.items()}


def load(data_dir: Path) -> Credentials | None:
    """Return the stored credentials, or None before set-up; raise UsageError when the file cannot be used."""
    path = path_in(data_dir)
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}") from error
    try:
        return Credentials.model_validate_json(data)
    except ValidationError:
        raise UsageError(f"{path} is damaged: delete it and run the set-up again") from None
