"""Configuration: read from the environment once, frozen, passed as an argument from then on."""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Literal

from pydantic import AliasChoices, Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from app import credentials
from app.catalog import catalog_at
from app.errors import UsageError
from providers.configured import variables


def _either(name: str) -> AliasChoices:
    """Accept a variable with and without the DIFFDIVER_ prefix; the prefixed one wins."""
    return AliasChoices(f"DIFFDIVER_{name}", name)


def _own(name: str) -> AliasChoices:
    """Accept a variable with the DIFFDIVER_ prefix only: plain HOST or PORT may be somebody else's."""
    return AliasChoices(f"DIFFDIVER_{name}")


class Settings(BaseSettings):
    """Everything an operator can set; see deploy/env.example for the list with explanations.

    `provider_values` holds the variables that the providers' catalog names (key, base URL and model of each).
    """

    model_config = SettingsConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    github_app_id: int | None = Field(None, validation_alias=_either("GITHUB_APP_ID"))
    github_private_key: SecretStr | None = Field(None, validation_alias=_either("GITHUB_PRIVATE_KEY"))
    github_private_key_path: Path | None = Field(None, validation_alias=_either("GITHUB_PRIVATE_KEY_PATH"))
    github_webhook_secret: SecretStr | None = Field(None, validation_alias=_either("GITHUB_WEBHOOK_SECRET"))
    github_api_url: str = Field("https://api.github.com", validation_alias=_either("GITHUB_API_URL"))
    github_server_url: str = Field("https://github.com", validation_alias=_either("GITHUB_SERVER_URL"))
    public_url: str | None = Field(None, validation_alias=_own("PUBLIC_URL"))
    database_url: SecretStr | None = Field(None, validation_alias=_either("DATABASE_URL"))
    redis_url: SecretStr | None = Field(None, validation_alias=_either("REDIS_URL"))
    data_dir: Path = Field(Path.home() / ".local/share/diffdiver", validation_alias=_own("DATA_DIR"))
    host: str = Field("127.0.0.1", validation_alias=_own("HOST"))
    port: int = Field(8710, ge=0, le=65535, validation_alias=_own("PORT"))
    providers: str = Field("", validation_alias=_own("PROVIDERS"))
    provider_values: Mapping[str, SecretStr] = Field(default_factory=dict)
    catalog: Path | None = Field(None, validation_alias=_own("CATALOG"))
    hedge: bool = Field(False, validation_alias=_own("HEDGE"))
    record_dir: Path | None = Field(None, validation_alias=_own("RECORD_DIR"))
    semgrep: str | None = Field(None, validation_alias=_own("SEMGREP"))
    sandbox: Literal["required", "optional"] = Field("required", validation_alias=_own("SANDBOX"))
    rules_dir: Path | None = Field(None, validation_alias=_own("RULES_DIR"))
    osv_url: str = Field("https://api.osv.dev", validation_alias=_own("OSV_URL"))
    osv_dir: Path | None = Field(None, validation_alias=_own("OSV_DIR"))
    log_level: str = Field("INFO", validation_alias=_own("LOG_LEVEL"))
    worker_concurrency: int = Field(4, ge=1, le=64, validation_alias=_own("WORKER_CONCURRENCY"))
    lease_s: float = Field(40.0, ge=2, le=600, validation_alias=_own("LEASE_S"))
    poll_deliveries: float | None = Field(None, ge=10, le=3600, validation_alias=_own("POLL_DELIVERIES"))
    reconcile_deliveries_s: float = Field(300.0, ge=1, le=86400, validation_alias=_own("RECONCILE_DELIVERIES_S"))
    reconcile_pull_requests_s: float = Field(900.0, ge=1, le=86400, validation_alias=_own("RECONCILE_PULL_REQUESTS_S"))
    reconcile_checks_s: float = Field(3600.0, ge=1, le=86400, validation_alias=_own("RECONCILE_CHECKS_S"))
    quiet_every_s: float = Field(20.0, ge=0, le=3600, validation_alias=_own("QUIET_EVERY_S"))
    retention_deliveries_days: int = Field(30, ge=4, le=36500, validation_alias=_own("RETENTION_DELIVERIES_DAYS"))
    retention_findings_days: int = Field(180, ge=1, le=36500, validation_alias=_own("RETENTION_FINDINGS_DAYS"))
    retention_audit_days: int = Field(365, ge=1, le=36500, validation_alias=_own("RETENTION_AUDIT_DAYS"))
    compute_processes: int = Field(2, ge=1, le=64, validation_alias=_own("COMPUTE_PROCESSES"))

    @model_validator(mode="before")
    @classmethod
    def _empty_is_unset(cls, values: dict[str, object]) -> dict[str, object]:
        """Treat `NAME=` in an environment file as not set, as every deployment tool writes it."""
        return {name: value for name, value in values.items() if value != ""}

    @field_validator("data_dir", "github_private_key_path", "catalog", "record_dir", "osv_dir", "rules_dir")
    @classmethod
    def _home(cls, path: Path | None) -> Path | None:
        """Expand ~, which no shell does in an environment file."""
        return path.expanduser() if path is not None else None

    @field_validator("rules_dir")
    @classmethod
    def _absolute(cls, path: Path | None) -> Path | None:
        """Refuse what the current folder would decide: that may be a repository under review."""
        if path is not None and not path.is_absolute():
            raise ValueError("must be an absolute path")
        return path

    @field_validator("osv_url")
    @classmethod
    def _address(cls, url: str) -> str:
        """Read `off` as no address; an empty value means not set here as everywhere."""
        if url != "off" and not url.startswith(("https://", "http://")):
            raise ValueError("must be an http or https address, or off")
        return "" if url == "off" else url

    @property
    def webhook_secrets(self) -> tuple[bytes, ...]:
        """Return every secret that signs deliveries now: several during a rotation, none before set-up."""
        if self.github_webhook_secret is None:
            return ()
        parts = self.github_webhook_secret.get_secret_value().split(",")
        return tuple(part.strip().encode() for part in parts if part.strip())

    @property
    def has_credentials(self) -> bool:
        """Say whether the App is registered here; without it the web half starts in set-up mode."""
        return self.github_app_id is not None and self._has_key

    @property
    def _has_key(self) -> bool:
        return self.github_private_key is not None or self.github_private_key_path is not None

    @cached_property
    def database(self) -> str:
        """Return the database URL, an SQLite file in the data directory unless one is set."""
        if self.database_url is not None:
            return self.database_url.get_secret_value()
        return f"sqlite:///{self.data_dir / 'diffdiver.db'}"


def _read(values: Mapping[str, object]) -> Settings:
    environment = os.environ  # noqa: TID251  # this is the one place
    own_catalog = values.get("catalog") or environment.get("DIFFDIVER_CATALOG")
    given = {
        name: SecretStr(value)
        for name in variables(catalog_at(Path(str(own_catalog)) if own_catalog else None))
        if (value := environment.get(f"DIFFDIVER_{name}") or environment.get(name))
    }
    # By alias: to take field names here, pydantic would take them from the environment too, a plain HOST among them.
    named = {_alias(field): value for field, value in {"provider_values": given, **values}.items()}
    return Settings(**named)  # type: ignore[arg-type]  # pydantic checks each


def _alias(field: str) -> str:
    alias = Settings.model_fields[field].validation_alias
    return str(alias.choices[0]) if isinstance(alias, AliasChoices) else field


def load(**overrides: object) -> Settings:
    """Read the settings from the environment, and the App's credentials from where set-up stored them.

    Raises UsageError naming each variable that is wrong.
    """
    try:
        settings = _read(overrides)
        if not settings.has_credentials and (stored := credentials.load(settings.data_dir)) is not None:
            kept = {"github_webhook_secret"} if settings.webhook_secrets else set()
            settings = _read({**stored.model_dump(exclude=kept), **overrides})
    except ValidationError as error:
        wrong = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors(include_input=False))
        raise UsageError(f"wrong setting: {wrong}. See deploy/env.example.") from None
    partly = settings.github_app_id is not None or settings._has_key
    if partly and not settings.webhook_secrets:
        raise UsageError(
            "GITHUB_APP_ID or GITHUB_PRIVATE_KEY is set but GITHUB_WEBHOOK_SECRET is not: deliveries could not be "
            "verified. Set it to the App's webhook secret (App settings, Webhook)."
        )
    if (settings.github_app_id is not None) != settings._has_key:
        raise UsageError(
            "GITHUB_APP_ID and GITHUB_PRIVATE_KEY (or GITHUB_PRIVATE_KEY_PATH) belong together, and one is not set. "
            "Set both, or neither to register the App in the browser."
        )
    return settings
