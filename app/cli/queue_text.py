"""The queue in words and as JSON; what comes from outside shows no credential and no hidden character."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from app.shown import clean, span
from app.store.jobs import Job
from app.store.queue_report import Open, Report, Standing

SCHEMA_VERSION = 1
NOTHING = "nothing: all work is done"
LONGEST_ERROR = 300
TODO = {
    Standing.FAILED: "-> a new event brings it back, or: diffdiver queue release {id}",
    Standing.QUARANTINED: "-> look into the worker's log, then: diffdiver queue release {id}",
}


def as_text(report: Report) -> str:
    """Return the totals and a line or two for each job."""
    counts = dict.fromkeys(Standing, 0)
    for (_, standing), total in report.totals.items():
        counts[standing] += total.count
    head = ", ".join(f"{standing} {count}" for standing, count in counts.items())
    lines = [head]
    for standing in Standing:
        some = [job for job in report.jobs if job.standing is standing]
        if some:
            lines += ["", f"{standing}:", *(line for job in some for line in _lines(job, report.now_ms))]
    if not any(counts.values()):
        lines.append(NOTHING)
    return "\n".join(lines)


def as_json(report: Report) -> Mapping[str, object]:
    """Return the same for programs; ages are in seconds."""
    totals = [
        {"kind": clean(kind), "state": standing, "count": total.count, "oldest_s": _s(report.now_ms - total.oldest_ms)}
        for (kind, standing), total in sorted(report.totals.items())
    ]
    return {
        "schema_version": SCHEMA_VERSION,
        "now_ms": report.now_ms,
        "totals": totals,
        "jobs": [_row(job, report.now_ms) for job in report.jobs],
    }


def job_name(job: Job) -> str:
    """Name a job for a line of text."""
    return clean(f"{job.kind} {job.subject}")


def _lines(job: Open, now_ms: int) -> Iterator[str]:
    yield f"  {job.id:<8} {clean(job.kind):12} {_subject(job)}  {_stands(job, now_ms)}{_tries(job)}"
    if job.error:
        yield f"           {clean(job.error, LONGEST_ERROR)}"
    if job.standing in TODO:
        yield f"           {TODO[job.standing].format(id=job.id)}"


def _subject(job: Open) -> str:
    if job.repository is None:
        return clean(job.subject)
    sign = "#" if job.kind == "review" else "/"
    return f"{clean(job.repository)}{sign}{clean(job.subject.partition('/')[2])}"


def _stands(job: Open, now_ms: int) -> str:
    wanted = f"wanted for {span(now_ms - job.wanted_ms)}"
    until = span((job.until_ms or now_ms) - now_ms)
    if job.standing is Standing.RUNNING:
        began = span(now_ms - (job.started_ms or now_ms))
        return f"{wanted}, by {clean(job.owner or '?')} for {began}, lease for another {until}"
    if job.standing is Standing.WAITING and job.until_ms is not None:
        return f"{wanted}, again in {until}"
    lost = job.standing is Standing.WANTED and job.owner is not None
    return f"{wanted}; its worker {clean(job.owner or '')} was lost" if lost else wanted


def _tries(job: Open) -> str:
    counted = (("attempt", job.attempts), ("crash", job.crashes), ("newer head", job.superseded))
    told = [f"{many} {word}{'' if many == 1 else 'es' if word == 'crash' else 's'}" for word, many in counted if many]
    return f" ({', '.join(told)})" if told else ""


def _row(job: Open, now_ms: int) -> Mapping[str, object]:
    return {
        "id": job.id,
        "kind": clean(job.kind),
        "subject": clean(job.subject),
        "repository": None if job.repository is None else clean(job.repository),
        "installation_id": job.installation_id,
        "state": job.standing,
        "wanted_s": _s(now_ms - job.wanted_ms),
        "started_ms": job.started_ms,
        "until_ms": job.until_ms,
        "owner": None if job.owner is None else clean(job.owner),
        "attempts": job.attempts,
        "crashes": job.crashes,
        "superseded": job.superseded,
        "wanted_generation": job.wanted_generation,
        "done_generation": job.done_generation,
        "error": None if job.error is None else clean(job.error),
    }


def _s(milliseconds: int) -> float:
    return round(max(0, milliseconds) / 1000, 3)
