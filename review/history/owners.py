"""Who knows files: those who changed them, the more so the later. The time of now is given: the head's."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

from review.models.mined import Mark, Mined, Owner

HALF_LIFE_S = 180 * 86_400
MOST_OWNERS = 5
MOST_COMMITS = 10_000  # looked at in all, the newest of each file

_BOT = int(Mark.BOT)
# https://docs.github.com/en/account-and-profile/reference/email-addresses-reference#your-noreply-email-address
_NOREPLY = re.compile(r"(?:[0-9]{1,20}\+)?([a-z0-9](?:[a-z0-9-]{0,38}))@users\.noreply\.github\.com")


def owners_of(mined: Mined, paths: Iterable[str], now: int, most: int = MOST_OWNERS) -> tuple[Owner, ...]:
    """Return who changed these files, the largest part first; a change counts half for every 180 days before `now`.

    Bots and sweeping changes own nothing. A commit counts once for each of the files.
    """
    files = {file for path in set(paths) if (file := mined.file(path)) is not None}
    weights: dict[int, float] = defaultdict(float)
    commits: dict[int, set[int]] = defaultdict(set)
    for file in files:
        for commit in mined.commits[file][-max(1, MOST_COMMITS // len(files)) :]:
            if not mined.marks[commit] & _BOT:
                author = mined.authors[commit]
                weights[author] += 0.5 ** (max(0, now - mined.times[commit]) / HALF_LIFE_S)
                commits[author].add(commit)
    whole = sum(weights.values())
    if not whole:  # nobody, or so long ago that nothing is left
        return ()
    largest = sorted(weights, key=lambda author: (-weights[author], author))[:most]
    return tuple(
        Owner(
            mined.people[author],
            login_of(mined.people[author].mail),
            weights[author] / whole,
            len(commits[author]),
            max(mined.times[commit] for commit in commits[author]),
        )
        for author in largest
    )


def login_of(mail: str) -> str:
    """Return the GitHub login that GitHub's own private address of a user names; "" for any other address."""
    match = _NOREPLY.fullmatch(mail)
    return match[1] if match else ""
