"""The one list of what a worker can do: each kind of job, its handler, and who answers when it is given up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from app.github.auth import AppAuth
from app.settings import Settings
from app.work import index_job
from app.work.command_job import CommandJob
from app.work.index_job import IndexJob, clones_of
from app.work.installed import Installed
from app.work.memory import Memory
from app.work.merge_group_job import MergeGroupJob
from app.work.models import Models
from app.work.publishing import Publishers
from app.work.purge_job import PurgeJob
from app.work.reconcile.handler import Reconcile
from app.work.recordings import Recordings
from app.work.rerequest_job import RerequestJob
from app.work.review import Reviewer
from app.work.review_job import ReviewJob
from app.work.runner import GiveUp, Handler
from app.work.settle_job import SettleJob
from app.work.surrounding import Clones

# Which kind of job looks for what a lost worker of another kind may still have written.
HEAL: Mapping[str, str] = {"review": "settle"}
# Nobody waits for these: they run one at a time beside the others.
BACKGROUND = frozenset({index_job.KIND})


@dataclass(frozen=True, slots=True)
class Kinds:
    """What the runner is given; `reconcile` is also what raises its own jobs now and then."""

    handlers: Mapping[str, Handler]
    give_up: Mapping[str, GiveUp]
    reconcile: Reconcile


def kinds(
    settings: Settings,
    memory: Memory,
    auth: AppAuth,
    models: Models,
    reviewer: Reviewer,
    publishers: Publishers,
    scratch: Path,
) -> Kinds:
    """Return every kind of job, on what the worker has opened."""
    recordings = Recordings(settings.record_dir) if settings.record_dir is not None else None
    clones = clones_of(settings)
    reviewing = (
        *(memory, auth, models, reviewer, publishers, settings.github_server_url, scratch, recordings),
        Clones(clones, memory.database),
    )
    review, merge_group = ReviewJob(*reviewing), MergeGroupJob(*reviewing)
    reconcile = Reconcile(memory.database, auth, settings)
    of_installations: Mapping[str, Handler] = {
        "review": review,
        "merge_group": merge_group,
        "command": CommandJob(memory, auth),
        "rerequest": RerequestJob(memory, auth),
        "settle": SettleJob(memory, auth),
    }
    if reviewer.facts is not None:
        indexing = IndexJob(memory, auth, reviewer.facts, clones.root, settings.github_server_url, scratch)
        of_installations = {**of_installations, index_job.KIND: indexing}
    return Kinds(
        {
            **{kind: Installed(handler, memory.database, auth) for kind, handler in of_installations.items()},
            "reconcile": reconcile,
            "purge": PurgeJob(memory.database, auth, models.shared.answers, recordings, reviewer.facts, clones),
        },
        {"review": review.give_up, "merge_group": merge_group.give_up},
        reconcile,
    )
