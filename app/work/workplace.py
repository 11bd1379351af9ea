"""What the jobs that review something work with."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from app.github.auth import AppAuth
from app.work.memory import Memory
from app.work.models import Models
from app.work.publishing import Publishers
from app.work.recordings import Recordings
from app.work.review import Reviewer
from app.work.surrounding import Clones


@dataclass(frozen=True, slots=True)
class Workplace:
    """What lives as long as the worker; a job that reviews is one, with what it does.

    `recordings` keeps what models answered, None when nothing is written down; `clones` what is known of repositories,
    None when nothing is looked for.
    """

    memory: Memory
    auth: AppAuth
    models: Models
    reviewer: Reviewer
    publishers: Publishers
    server_url: str
    scratch: Path
    recordings: Recordings | None = None
    clones: Clones | None = None
