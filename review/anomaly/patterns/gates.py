"""Behaviour that waits for a certain machine, person or day before it does what it does."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from review.anomaly.patterns.decoded import ASSIGNED, MOST_NAMES
from review.anomaly.patterns.pattern import DELETE, MAX_LINE, NETWORK, PROCESS, RUN, Added, Hit
from review.models import Severity

_IF = re.compile(r"\b(?:if|elif|unless|when|case|switch|while)\b|\?|&&|\|\||\[\[? ")
_HOST = re.compile(
    r"\b(?:gethostname|hostname|os\.uname|platform\.node|getfqdn|Dns\.GetHostName|MachineName|HOSTNAME|COMPUTERNAME|"
    r"getTimezone\w*|timeZone|tzname|getlocale|LANG|USERDOMAIN|networkInterfaces|getnode|isDebuggerPresent|gettrace|"
    r"VBOX|vmware|QEMU|sandbox)\b",
    re.IGNORECASE,
)
_CI = re.compile(
    r"(?:process\.env\.?\[?['\"]?|environ(?:\.get)?[\[(]\s*['\"]|getenv\(\s*['\"]|\$\{?|ENV\[['\"])"
    r"(?:CI|GITHUB_ACTIONS|GITLAB_CI|JENKINS_\w+|TRAVIS|CIRCLECI|BUILD_ID)\b"
)
_USER = re.compile(
    r"\b(?:getlogin|getuser|getpass\.getuser|userInfo\(\)\.username|whoami|get_current_user|user\.Current|"
    r"Environment\.UserName|Etc\.getlogin)\b|(?:environ(?:\.get)?[\[(]\s*['\"]|process\.env\.?|getenv\(\s*['\"]|\$\{?)"
    r"(?:USER|USERNAME|LOGNAME)\b"
)
_COMPARED = re.compile(
    r"(?:===?|!==?|\bin\b|\beq\b|\bis\b|\.includes\(|\.startswith\(|\.startsWith\(|\.endsWith\(|\.endswith\(|\.start_with\?|HasPrefix\(|HasSuffix\(|str_starts_with\(|=~|\.test\(|\.match\()"
)
_NOTHING = re.compile(r"\b(?:None|null|nil|undefined)\b")  # whether there is a name, not which
_NOW = re.compile(
    r"\b(?:datetime\.(?:datetime\.)?(?:now|utcnow|today)|date\.today|time\.time\(\)|Date\.now|new Date\(\)|time\.Now|"
    r"LocalDate\.now|Instant\.now|System\.currentTimeMillis|DateTime\.(?:Utc)?Now|Time\.now|Date\.today|strtotime|"
    r"SystemTime::now|date\s*\+%[sYmd%-]+|time\(\)|date\(\s*['\"][YU])|\bgetFullYear\(\)|\.Year\(\)|\.year\b"
)
_DAY = re.compile(
    r"\b(?:date(?:time)?\(\s*20\d\d\s*,|20\d\d[-/]?(?:0[1-9]|1[0-2])[-/]?(?:[0-2]\d|3[01])\b|1[6-9]\d{8}(?:\d{3})?\b|"
    r"new Date\(\s*['\"]?20\d\d|LocalDate\.of\(\s*20\d\d|"
    r"(?:time|Time|Date)\.(?:Date|UTC|new|utc|local|mktime)\(\s*20\d\d)|"
    r"(?:\bgetFullYear\(\)|\.Year\(\)|\.year)\s*[>=]=?=?\s*20\d\d"
)
# Where code is built and tested a build server's setting is an everyday condition.
_BUILDS = re.compile(
    r"(?:^|/)(?:\.github|\.ci|ci|scripts?|tools?|build|tests?|spec|__tests__|e2e|bench\w*)/|\.ya?ml$|(?:test|spec|config)\b"
)
_ENDS = re.compile(r"\b(?:sys\.exit|os\._exit|process\.exit|os\.Exit|System\.exit|exit\s*\(|die\s*\(|abort\s*\()")

HOST = "the host or its place"
ENVIRONMENT = "What runs depends on the machine it runs on"
ENVIRONMENT_TEXT = (
    "Only where {what} has a certain value does this {does}. Code that behaves otherwise where it is tested cannot be "
    "reviewed by running it. Say what the distinction is for, or take it out."
)
USER = "What runs depends on who runs it"
DATE = "A certain day sets this off"
DATE_TEXT = (
    "From a fixed day on this code will {does}. Nobody sees it happen before that day. Say what the day is for, "
    "or take it out."
)


def gated_by_environment(added: Added) -> Iterator[Hit]:
    """Find a condition on the host, the place or the build server before a call that does harm if it is wrong."""
    hosts: list[str] = []
    for index, (number, whole) in enumerate(added.lines):
        text = whole[:MAX_LINE]
        what = _condition(text, added.path) or _by_name(text, hosts)
        if len(hosts) < MOST_NAMES and _HOST.search(text) and (name := ASSIGNED.search(text)):
            hosts.append(name[1])
        if what and (does := _does(added, index)):
            message = ENVIRONMENT_TEXT.format(what=what, does=does)
            yield Hit("gated-by-environment", ENVIRONMENT, message, Severity.MEDIUM, 0.75, ("CWE-511",), number, number)


def _condition(text: str, path: str) -> str:
    if not _IF.search(text):
        return ""
    if _HOST.search(text) and _COMPARED.search(text):
        return HOST
    return "a build server's setting" if _CI.search(text) and not _BUILDS.search(path) else ""


def _by_name(text: str, hosts: Sequence[str]) -> str:
    """Say what a condition on a name asks that was taken from the host above."""
    if not (hosts and _IF.search(text) and _COMPARED.search(text)) or _NOTHING.search(text):
        return ""
    return HOST if any(re.search(rf"\b{name}\b", text) for name in hosts) else ""


def gated_by_user(added: Added) -> Iterator[Hit]:
    """Find a condition on the name of the user before such a call."""
    for index, (number, whole) in enumerate(added.lines):
        text = whole[:MAX_LINE]
        if _IF.search(text) and _USER.search(text) and _COMPARED.search(text) and (does := _does(added, index)):
            message = ENVIRONMENT_TEXT.format(what="the user's name", does=does)
            yield Hit("gated-by-user", USER, message, Severity.MEDIUM, 0.8, ("CWE-511",), number, number)


def date_trigger(added: Added) -> Iterator[Hit]:
    """Find a comparison of the clock with a fixed day before such a call, or before the program ends."""
    for index, (number, whole) in enumerate(added.lines):
        text = whole[:MAX_LINE]
        if not (_IF.search(text) and _NOW.search(text) and _DAY.search(text)):
            continue
        if does := _does(added, index, ending=True):
            message = DATE_TEXT.format(does=does)
            yield Hit("date-trigger", DATE, message, Severity.MEDIUM, 0.8, ("CWE-511",), number, number)


def _does(added: Added, index: int, *, ending: bool = False) -> str:
    """Return what the next lines do that matters, in words, or "" for nothing of the kind."""
    for _, whole in added.near(index):
        text = whole[:MAX_LINE]
        for pattern, what in (
            (PROCESS, "start a program"),
            (NETWORK, "open a connection"),
            (DELETE, "remove files"),
            (RUN, "run text as code"),
        ):
            if pattern.search(text):
                return what
        if ending and _ENDS.search(text):
            return "end the program"
    return ""
