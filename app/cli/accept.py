"""`diffdiver accept`: take the risk of a finding, list what is accepted, take an acceptance back."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, time, timedelta

import click
import orjson

from app import log, settings
from app.cli import output
from app.cli.audit import repository_of
from app.cli.queue import wake
from app.cli.store import operator, store
from app.errors import UsageError
from app.settings import Settings
from app.shown import clean
from app.store import accepted, installations
from app.store.accepted import Known, Risk, Stored, moment
from app.work import risks
from review.report.wording import SHORT_FINGERPRINT

SCHEMA_VERSION = 1
MOST_REASON = 1_000
MOST_SHOWN = 10
NAME = re.compile(r"[0-9]{1,3}:[0-9a-f]{4,64}")
SPAN = re.compile(r"([0-9]{1,4})d")
NEVER = "never"
NONE = "no risk is accepted"
NO_NAME = "{text!r} names no finding: give it as a comment shows it, such as 1:0123456789ab"
NO_SUCH = "no finding of {place} begins with {name}"
SEVERAL = "{name} is the beginning of several findings of {place}; which of them?\n{listed}"
NOT_ACCEPTED = "nothing that begins with {name} is accepted in {place}"
BAD_UNTIL = "{text!r} is neither a day (2026-12-31: to its end, UTC), nor so many days (30d), nor never"
PAST = "{text!r} is over already"
TAKEN = "{name} in {path}: accepted in {place}{until}"
WITHDRAWN = "{name} in {path}: not accepted any more in {place}"
AGAIN = "{jobs} open pull requests are judged again; {woken}"


@click.command()
@click.argument("fingerprint", required=False)
@click.option("--repo", help="The repository: owner/name, or its number.")
@click.option("--number", type=click.IntRange(1), help="In this pull request only; else in the whole repository.")
@click.option("--reason", help="Why; everybody who reads the checks reads this.")
@click.option("--until", default=NEVER, show_default=True, help="2026-12-31 (its end, UTC), 30d, or never.")
@click.option("--list", "listing", is_flag=True, help="Show what is accepted now, in all repositories or in one.")
@click.option("--withdraw", is_flag=True, help="Take an acceptance back.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="Of --list.")
def accept(
    fingerprint: str | None,
    repo: str | None,
    number: int | None,
    reason: str | None,
    until: str,
    listing: bool,
    withdraw: bool,
    form: str,
) -> None:
    """Take the risk of a finding; FINGERPRINT as comments show it, such as 1:0123456789ab.

    It counts no more in the files in which it was found, and the checks tell who accepted it, why and until when. Open
    pull requests that have it are judged again at once, and again when it is withdrawn or its time is over. People with
    write access can do the same for one pull request by the comment `/accept REASON`. Exit status: 2 for what cannot be
    done, else 0.
    """
    chosen = settings.load()
    log.configure("ERROR")
    if listing:
        if fingerprint is not None or withdraw:
            raise click.UsageError("--list takes no finding; it may be told a --repo and a --number")
        _write_list(asyncio.run(_listed(chosen, repo, number)), form)
        return
    if fingerprint is None or repo is None:
        raise click.UsageError("name the finding and its --repo, or say --list")
    if NAME.fullmatch(fingerprint) is None:
        raise UsageError(NO_NAME.format(text=fingerprint))
    if withdraw:
        told = asyncio.run(_withdrawn(chosen, fingerprint, repo, number, _why(reason or "withdrawn by an operator")))
    elif reason is None:
        raise click.UsageError("say why with --reason")
    else:
        expires_ms = _expires_ms(until, datetime.now(UTC))
        told = asyncio.run(_accepted(chosen, fingerprint, repo, number, _why(reason), expires_ms))
    output.write("\n".join(told).encode())


async def _accepted(
    chosen: Settings, name: str, repo: str, number: int | None, reason: str, expires_ms: int | None
) -> Sequence[str]:
    async with store(chosen) as database:
        job_ids: set[int] = set()
        async with database.begin() as tx:
            repository_id = await repository_of(tx, repo)
            place = _place(repo, number)
            found = _one(name, place, await accepted.found(tx, repository_id, name, number))
            known = await installations.find_repository(tx, repository_id)
            who = operator()
            for one in found:
                risk = Risk(
                    repository_id, number, one.fingerprint, one.path, reason, accepted.OPERATOR_ID, who,
                    expires_ms=expires_ms,
                )  # fmt: skip
                installation_id = known.installation_id if known else None
                job_ids |= set(await risks.take(tx, risk, f"operator:{who}", repo, installation_id))
        until = f" until {moment(expires_ms)}" if expires_ms is not None else ""
        told = [_line(TAKEN, one.fingerprint, one.path, place, until=until) for one in found]
        return [*told, *await _judged(chosen, job_ids)]


async def _withdrawn(chosen: Settings, name: str, repo: str, number: int | None, reason: str) -> Sequence[str]:
    async with store(chosen) as database:
        job_ids: set[int] = set()
        async with database.begin() as tx:
            repository_id = await repository_of(tx, repo)
            place = _place(repo, number)
            stored = await accepted.listed(tx, repository_id, number=number, fingerprint=name)
            mine = [one for one in stored if one.risk.number == number]
            if not mine:
                raise UsageError(NOT_ACCEPTED.format(name=name, place=place))
            _only(name, place, {one.risk.fingerprint: one.risk.path for one in mine})
            for one in mine:
                job_ids |= set(await risks.take_back(tx, one, f"operator:{operator()}", reason))
        told = [_line(WITHDRAWN, one.risk.fingerprint, one.risk.path, place) for one in mine]
        return [*told, *await _judged(chosen, job_ids)]


async def _listed(chosen: Settings, repo: str | None, number: int | None) -> Sequence[Stored]:
    async with store(chosen) as database, database.read() as tx:
        repository_id = None if repo is None else await repository_of(tx, repo)
        return await accepted.listed(tx, repository_id, number=number)


async def _judged(chosen: Settings, job_ids: set[int]) -> Sequence[str]:
    return [AGAIN.format(jobs=len(job_ids), woken=await wake(chosen, sorted(job_ids)))] if job_ids else []


def _one(name: str, place: str, found: Sequence[Known]) -> Sequence[Known]:
    if not found:
        raise UsageError(NO_SUCH.format(name=name, place=place))
    _only(name, place, {one.fingerprint: f"{one.path}: {one.title}" for one in found})
    return found


def _only(name: str, place: str, candidates: Mapping[str, str]) -> None:
    """Raise UsageError, naming them, when a name is the beginning of several fingerprints."""
    if len(candidates) == 1:
        return
    shown = [f"  {key}  {clean(what)}" for key, what in list(candidates.items())[:MOST_SHOWN]]
    shown += [f"  and {len(candidates) - MOST_SHOWN} more"] if len(candidates) > MOST_SHOWN else []
    raise UsageError(SEVERAL.format(name=name, place=place, listed="\n".join(shown)))


def _why(reason: str) -> str:
    told = clean(reason.strip())
    if not told or len(told) > MOST_REASON:
        raise UsageError(f"a reason has between 1 and {MOST_REASON} characters")
    return told


def _expires_ms(text: str, at: datetime) -> int | None:
    """Return when that is in epoch milliseconds, None for never; raise UsageError for what is no time to come."""
    if text == NEVER:
        return None
    if days := SPAN.fullmatch(text):
        until = at + timedelta(days=int(days[1]))
    else:
        try:
            day = datetime.strptime(text, "%Y-%m-%d").date()  # noqa: DTZ007  # a day, no time
        except ValueError:
            raise UsageError(BAD_UNTIL.format(text=text)) from None
        until = datetime.combine(day, time(23, 59, 59), UTC)
    if until <= at:
        raise UsageError(PAST.format(text=text))
    return int(until.timestamp() * 1000)


def _place(repo: str, number: int | None) -> str:
    return clean(repo) if number is None else f"{clean(repo)}#{number}"


def _line(form: str, fingerprint: str, path: str, place: str, **more: str) -> str:
    return form.format(name=fingerprint[:SHORT_FINGERPRINT], path=clean(path), place=place, **more)


def _write_list(found: Sequence[Stored], form: str) -> None:
    if form == "json":
        document = {"schema_version": SCHEMA_VERSION, "accepted": [_row(one) for one in found]}
        output.write(orjson.dumps(document, option=orjson.OPT_INDENT_2))
    else:
        output.write("\n".join([_text(one) for one in found] or [NONE]).encode())


def _text(one: Stored) -> str:
    risk = one.risk
    place = _place(one.repository or str(risk.repository_id), risk.number)
    until = moment(risk.expires_ms) if risk.expires_ms is not None else NEVER
    said = f" [{clean(risk.url)}]" if risk.url else ""
    named = f"{place}  {risk.fingerprint[:SHORT_FINGERPRINT]}  {clean(risk.path)}"
    return f"{named}  by {clean(risk.by)} on {moment(one.created_ms)}, until {until}: {clean(risk.reason)}{said}"


def _row(one: Stored) -> Mapping[str, object]:
    risk = one.risk
    return {
        "repository": clean(one.repository) if one.repository else None,
        "repository_id": risk.repository_id,
        "number": risk.number,
        "fingerprint": risk.fingerprint,
        "path": clean(risk.path),
        "reason": clean(risk.reason),
        "accepted_by": clean(risk.by),
        "accepted_by_id": risk.accepted_by_id or None,
        "url": clean(risk.url) if risk.url else None,
        "accepted_ms": one.created_ms,
        "expires_ms": risk.expires_ms,
    }
