"""What comments have in common: who wrote them, and whether they begin with a command.

Whether that person may say so is asked of GitHub by the worker; here is only left out what can never count.
"""

from __future__ import annotations

from app.intake import command
from app.intake.intent import Intent, KnownRepository, Wanted
from app.intake.payload import Account, Comment, Payload

CREATED, USER = "created", "User"
NOT_NEW = "the comment was changed or deleted, and a command counts as it was first written"
NO_COMMAND = "the comment does not begin with a command"
NOT_BY_A_PERSON = "a command counts only from a person who wrote it themselves"
INCOMPLETE = "the payload names no installation, no repository or no pull request"


def wanted(payload: Payload, number: int | None, place: str) -> Intent:
    """Want the command of a new comment carried out; `place` says what kind of comment, as both count by themselves.

    The subject is "<repository>/<number>/<account>/<place>/<comment>/<digest>": with the account, so that each has its
    own limit, and with what was written, as anybody who may write can change the words of others.
    """
    if payload.action != CREATED:
        return Intent(ignored=NOT_NEW)
    comment = payload.comment
    if comment is None or command.read(comment.body) is None:
        return Intent(ignored=NO_COMMAND)
    author = _person(comment, payload.sender)
    if author is None:
        return Intent(ignored=NOT_BY_A_PERSON)
    installation, repository = payload.installation, payload.repository
    if installation is None or repository is None or number is None:
        return Intent(ignored=INCOMPLETE)
    subject = f"{repository.id}/{number}/{author}/{place}/{comment.id}/{command.digest(comment.body)}"
    known = KnownRepository(
        repository.id, installation.id, repository.full_name, repository.default_branch, repository.private
    )
    return Intent(jobs=(Wanted("command", subject, installation.id),), repositories=(known,))


def _person(comment: Comment, sender: Account | None) -> int | None:
    """Return the account of the person who wrote the comment and sent it, None for a bot, an App, or nobody."""
    author = comment.user
    if author is None or sender is None or comment.performed_via_github_app is not None:
        return None
    alone = author.id == sender.id and author.type == sender.type == USER
    return author.id if alone else None
