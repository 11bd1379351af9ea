"""One stream of JSON log lines, redacted last so that tracebacks are covered too."""

from __future__ import annotations

import json
import logging
import re
import sys
from collections.abc import Mapping

import orjson
import structlog
from structlog.typing import EventDict, Processor

SENSITIVE_NAME = re.compile(
    r"authorization|token|secret|passw(?:or)?d|api[_-]?key|private[_-]?key|cookie|credential|signature", re.I
)
# GitHub's own pattern since 2026-04: installation tokens are about 520 characters with dots and dashes.
SENSITIVE_VALUE = re.compile(
    r"gh[pousr]_[A-Za-z0-9._-]{20,}|github_pat_\w{20,}|\bsk-[A-Za-z0-9_-]{16,}|\b(?:AKIA|ASIA)[0-9A-Z]{16}\b"
    r"|\bxox[abeprs]-[\w-]{10,}|eyJ[\w-]{10,}\.[\w-]{10,}\.[\w-]*|\b(?:gsk|hf)_[A-Za-z0-9]{20,}|\bAIza[\w-]{30,}"
    r"|-----BEGIN [A-Z ]*PRIVATE KEY(?: BLOCK)?-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY(?: BLOCK)?-----|$)"
    r"|(?<=[Bb]earer )[\w.~+/=-]+|(?<=[Bb]asic )[\w+/=-]+"
    # Greedy to the last @: a password may hold one. Bounded: the text may be hostile, the search must stay linear.
    r"|(?<=://)[^\s/:@]{0,200}:[^\s\"'<>]{1,300}(?=@)"
)
MAX_DEPTH = 10
QUIET = (
    "aiosqlite",
    "httpx",
    "httpcore",
    "httpx2",
    "httpcore2",
    "openai",
    "anthropic",
    "githubkit",
    "hishel",
    "asyncio",
    "alembic",
)


def redact(value: object, depth: int = 0) -> object:
    """Replace what looks like a credential, in any nesting; counts such as `input_tokens` stay."""
    if isinstance(value, str):
        return SENSITIVE_VALUE.sub("[redacted]", value)
    if depth > MAX_DEPTH:
        return "[deep]"
    if isinstance(value, Mapping):
        return {redact(str(key)): _redact_item(key, item, depth) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [redact(item, depth + 1) for item in value]
    if value is None or isinstance(value, bool | int | float):
        return value
    # Text before it is looked at: the serializer would write a dataclass out, field by field, secrets and all.
    return redact(str(value))


def _redact_item(key: object, item: object, depth: int) -> object:
    if isinstance(key, str) and SENSITIVE_NAME.search(key) and not key.endswith("_tokens"):
        return "[redacted]"
    return redact(item, depth + 1)


def _redact_event(_logger: object, _method: str, event: EventDict) -> EventDict:
    event.pop("color_message", None)  # uvicorn says everything twice
    return {str(key): _redact_item(key, item, 0) for key, item in event.items()}


def _render(_logger: object, _method: str, event: EventDict) -> str:
    try:
        return orjson.dumps(event).decode()
    except orjson.JSONEncodeError:  # a lone surrogate out of a path, a number of more than 64 bits
        return json.dumps(event)


def configure(level: str = "INFO") -> None:
    """Send every logger's records, ours and the libraries', to stderr as redacted JSON lines."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    # Frame locals would put diffs, prompts and tokens into the log.
    tracebacks = structlog.processors.ExceptionRenderer(
        structlog.tracebacks.ExceptionDictTransformer(show_locals=False)
    )
    final: list[Processor] = [
        structlog.stdlib.ProcessorFormatter.remove_processors_meta,
        tracebacks,
        _redact_event,
        _render,
    ]
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(foreign_pre_chain=shared, processors=final))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    for name in ("uvicorn", "uvicorn.error", "arq"):
        logging.getLogger(name).handlers.clear()
        logging.getLogger(name).propagate = True
        logging.getLogger(name).setLevel(logging.NOTSET)
    logging.getLogger("uvicorn.access").disabled = True
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
