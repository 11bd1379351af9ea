"""Can known vulnerabilities of packages be looked up?"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path

from app.advisories.answer import Answer, NotAnswered
from app.advisories.service import Service
from app.doctor.outcome import Outcome, ok, skipped, warn
from app.doctor.stores import PATIENCE_S
from app.settings import Settings
from app.shown import clean
from review.packages.changed import Version
from review.report.wording import count

NAME = "advisories"
# A package that everybody may know we know; its answer is not looked at.
ASKED: Version = ("npm", "left-pad", "1.3.0")
OFF = "off (DIFFDIVER_OSV_URL): known vulnerabilities of packages are not looked up"
ANSWERS = "{source} answers"
REACH = (
    "let this machine reach {source}, through a proxy if need be (HTTPS_PROXY), set DIFFDIVER_OSV_URL to a mirror or "
    "DIFFDIVER_OSV_DIR to a folder with OSV's exports, or DIFFDIVER_OSV_URL=off; until then each review says that "
    "packages were not looked up"
)
MEND_COPY = "DIFFDIVER_OSV_DIR must hold OSV's exports, NAME/all.zip for each ecosystem; until then reviews say so"


async def check(settings: Settings) -> Sequence[Outcome]:
    """Look into the local copy where there is one, else ask about one public package, as a review does."""
    if settings.osv_dir is not None:
        return [await asyncio.to_thread(_copy, settings.osv_dir)]
    if not settings.osv_url:
        return [skipped(NAME, OFF)]
    return [await _service(settings.osv_url)]


async def _service(url: str) -> Outcome:
    name = clean(url)
    try:
        async with asyncio.timeout(PATIENCE_S):
            await Service(url).look_up([ASKED], Answer())
    except TimeoutError:
        return warn(NAME, f"{name}: no answer within {PATIENCE_S:.0f} seconds", REACH.format(source=name))
    except NotAnswered as error:
        return warn(NAME, f"{name}: {clean(str(error))}", REACH.format(source=name))
    return ok(NAME, ANSWERS.format(source=name))


def _copy(folder: Path) -> Outcome:
    try:
        found = sorted(each.name for each in folder.iterdir() if each.is_dir() and any(each.iterdir()))
    except OSError as error:
        return warn(NAME, f"{folder} cannot be read ({error.strerror})", MEND_COPY)
    if not found:
        return warn(NAME, f"{folder} holds no export", MEND_COPY)
    return ok(NAME, f"{count(len(found), 'export')} in {folder}: {clean(', '.join(found), 300)}")
