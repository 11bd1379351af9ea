"""A suggested reviewer as one line of safe Markdown: names are never written so that GitHub would mention somebody."""

from __future__ import annotations

from review.findings.sanitise import code_line
from review.knowledge.people import shown
from review.knowledge.reviewers import Suggestion, Why

MOST_PATH = 120
MOST_LOGIN = 100

TEAM = "team {login}"
OWNS = "owns {path}{others} by CODEOWNERS"
WROTE = "wrote {share:.0%} of the last year's changes to {path}{others}"
LAST = "changed {path} before, but not in the last year{others}"
PARTNERS = "wrote {share:.0%} of the last year's changes to {path}, which changes with these files"
FOLDER = "wrote {share:.0%} of the last year's changes in {path}"
ROOT = "wrote {share:.0%} of the last year's changes beside these files"
ACTIVE = "is among the most active in this repository of late"
OTHERS = " and knows {others} more of these files"
OWNS_OTHERS = " and {others} more of these files"


def told(one: Suggestion) -> str:
    """Return who it is and why; a login is inline code without its `@`."""
    return f"{_who(one)}: {_why(one)}"


def _who(one: Suggestion) -> str:
    login = code_line(one.login.replace("@", ""), MOST_LOGIN) if one.login else ""
    if one.team:
        return TEAM.format(login=login)
    if not one.name:
        return login
    return f"{shown(one.name)} ({login})" if login else shown(one.name)


def _why(one: Suggestion) -> str:
    path = code_line(one.path, MOST_PATH) if one.path else ""
    match one.why:
        case Why.OWNS:
            others = OWNS_OTHERS.format(others=one.others) if one.others else ""
            return OWNS.format(path=path, others=others)
        case Why.WROTE:
            others = OTHERS.format(others=one.others) if one.others else ""
            return (WROTE if one.commits else LAST).format(share=one.share, path=path, others=others)
        case Why.PARTNERS:
            return PARTNERS.format(share=one.share, path=path)
        case Why.FOLDER:
            return (FOLDER if path else ROOT).format(share=one.share, path=path)
        case Why.ACTIVE:
            return ACTIVE
