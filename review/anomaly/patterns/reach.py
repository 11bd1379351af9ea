"""Calls where there should be none: from what runs at installation and from tests; secrets and shells that leave."""

from __future__ import annotations

import re
from collections.abc import Iterator

from review.anomaly.patterns.pattern import DELETE, MAX_LINE, NEAR, NETWORK, PROCESS, RUN, TEST, Added, Hit
from review.findings.sanitise import code_line
from review.models import Severity

_INSTALL = re.compile(
    r"(?:^|/)(?:setup\.py|build\.rs|extconf\.rb|binding\.gyp|(?:pre|post)?install\.(?:js|cjs|mjs|sh|py|rb|ps1))$"
)
_SCRIPT = re.compile(r"[\"'](?:preinstall|install|postinstall|prepare|prepublish)[\"']\s*:\s*[\"'](.{1,1000})[\"']")
_FETCHING = re.compile(
    r"\b(?:curl|wget|powershell|Invoke-WebRequest|nc|ncat)\b|https?://|\bnode\s+-e\b|\bpython3?\s+-c\b|\bbase64\b|\|\s*(?:ba)?sh\b|\beval\b"
)
_ADDRESS = re.compile(r"(?:https?|wss?|ftp)://([\w.-]{1,200})|['\"]((?:\d{1,3}\.){3}\d{1,3})['\"]")
_NEAR_HOME = re.compile(
    r"(?:localhost|127\.|0\.0\.0\.0|10\.|192\.168\.|\[?::1|(?:.*\.)?(?:example|test|invalid|local|localhost|internal)$|"
    r"(?:.*\.)?example\.(?:com|org|net)$|(?:.*\.)?(?:w3|json-schema|github|githubusercontent|httpbin|schema)\.(?:org|com)$)",
    re.IGNORECASE,
)
_SECRETS = re.compile(
    r"\.ssh/(?:id_|\*|authorized)|\.aws/credentials|\.netrc\b|\.npmrc\b|\.pypirc\b|\.docker/config\.json|\.kube/config|"
    r"/etc/(?:passwd|shadow)|\.git-credentials|wallet\.dat|Login Data\b|Local Storage/leveldb|keychain-db|"
    r"\.config/gcloud|169\.254\.169\.254|metadata\.google\.internal"
)
_WHOLE_ENVIRONMENT = re.compile(
    r"\b(?:dict\(\s*os\.environ|json\.dumps\(\s*(?:dict\()?os\.environ|os\.environ\.(?:items|copy)\(|JSON\.stringify\(\s*process\.env\s*[),]|"
    r"os\.Environ\(\)|ENV\.to_h|System\.getenv\(\s*\)|env::vars\(\)|data\s*=\s*(?:dict\()?os\.environ\b|json\s*=\s*(?:dict\()?os\.environ\b)|"
    r"\b(?:data|body|json|payload)\s*[:=]\s*process\.env\s*[,})]|(?:-d|-F|--data\S*|--form|--post-data)\s*=?[\"'@]{0,2}\$\(\s*(?:env|printenv)\b|"
    r"\b(?:env|printenv)\s*\|\s*(?:curl|nc)\b"
)
_SHELL = re.compile(
    r"/dev/(?:tcp|udp)/|\b(?:nc|ncat|netcat)\s+(?:-\w+\s+)*-\w*[ec]\b|mkfifo\s+\S{1,200}\s*;.{0,300}\b(?:nc|ncat|telnet)\b|"
    r"\bos\.dup2\(\s*\w+\.fileno\(\)|pty\.spawn\(\s*['\"]/bin/(?:ba)?sh|socat\s+\S*exec:|"
    r"(?:net|tls)\.(?:connect|Socket)[^;]{0,200}(?:spawn|exec)\w{0,20}\(\s*['\"](?:/bin/)?(?:ba)?sh"
)
_STARTED = re.compile(r"\b(?:spawn\w*|proc_open|popen|exec\.Command)\s*\(\s*['\"](?:/bin/)?(?:ba|z)?sh(?: -i)?['\"]")
_TIED = re.compile(r"\.pipe\(|\b[0-2]\s*=>\s*\$\w|\.Std(?:in|out)\s*=")
_CONNECTED = re.compile(r"\b(?:net|tls)\.(?:connect|createConnection|Socket|Dial)\b|\bfsockopen\b")
_UNVERIFIED = re.compile(
    r"http\.sslVerify(?:=|\s+)['\"]?false|GIT_SSL_NO_VERIFY\s*[=:]\s*['\"]?(?:1|true)|strict-ssl(?:=|\s+)['\"]?false|"
    r"NODE_TLS_REJECT_UNAUTHORIZED['\"\]]?\s*[=:]\s*['\"]?0|PYTHONHTTPSVERIFY\s*[=:]\s*['\"]?0|"
    r"\bcurl\b[^|\n]{0,300}\s(?:-k|--insecure)\b|\bwget\b[^|\n]{0,300}--no-check-certificate|--allow-unauthenticated\b|"
    r"--no-gpg-check\w*\b|\bgpgcheck\s*=\s*0|--trusted-host\b|GONOSUMCHECK\s*=\s*1|GONOSUMDB\s*=\s*\*|GOFLAGS=-insecure|"
    r"GONOSUMCHECK|GOSUMDB\s*=\s*['\"]?off|\bcommit\b[^\n]{0,200}--no-verify|--ignore-scripts\s*=?\s*false|"
    r"--skip-verif\w+|verify_signature\s*[=:]\s*(?:False|false)|StrictHostKeyChecking[=\s]+no"
)

INSTALL = "Something reaches out when the project is installed"
INSTALL_TEXT = (
    "This runs on the machine of everybody who installs the project, before anybody can look, and it can {does}. "
    "Ship what it fetches, or do it in a step that is asked for."
)
OUTSIDE = "A test reaches a machine outside"
OUTSIDE_TEXT = (
    "Tests run with the rights of the build server, also on a pull request. This one opens a connection to {host}. "
    "Use a server of the test's own, or say why it has to be this one."
)
LEAVES = "Secrets of the machine are read beside a connection"
LEAVES_TEXT = (
    "What is read here opens other doors ({what}), and within a few lines something is sent. Take one of the two out, "
    "or say where this goes and who agreed to it."
)
SHELL = "A shell for somebody at the other end of a connection"
SHELL_TEXT = "This connects a shell to a network connection. There is hardly a reason to merge it."
UNVERIFIED = "Verification is switched off"
UNVERIFIED_TEXT = (
    "From here on nobody notices when something else is delivered than what was asked for. Keep the verification and "
    "mend its cause, such as a missing certificate."
)


def install_script_reaches_out(added: Added) -> Iterator[Hit]:
    """Find processes, connections and fetched code in what a package manager runs by itself."""
    manifest = added.path.rpartition("/")[2] == "package.json"
    runs = _INSTALL.search(added.path) is not None
    for number, whole in added.lines if manifest or runs else ():
        text = whole[:MAX_LINE]
        does = ""
        if manifest:
            script = _SCRIPT.search(text)
            does = "fetch code or run text" if script and _FETCHING.search(script[1]) else ""
        elif NETWORK.search(text):
            does = "open a connection"
        elif RUN.search(text) and not added.path.endswith("build.rs"):
            does = "run text as code"
        elif PROCESS.search(text) and _FETCHING.search(text):
            does = "start a program that fetches something"
        if does:
            message = INSTALL_TEXT.format(does=does)
            yield Hit(
                "install-script-reaches-out", INSTALL, message, Severity.MEDIUM, 0.8, ("CWE-506",), number, number
            )
            return


def outside_in_tests(added: Added) -> Iterator[Hit]:
    """Find a call in a test to a host that is no stand-in; one a file."""
    if not TEST.search(added.path):
        return
    for index, (number, whole) in enumerate(added.lines):
        text = whole[:MAX_LINE]
        if not (NETWORK.search(text) or PROCESS.search(text) or DELETE.search(text)):
            continue
        near = " ".join(part[:MAX_LINE] for _, part in added.near(index, 2))
        host = next((found[1] or found[2] for found in _ADDRESS.finditer(near)), "")
        if host and not _NEAR_HOME.match(host) and _sends(near):
            message = OUTSIDE_TEXT.format(host=code_line(host))
            yield Hit("outside-in-tests", OUTSIDE, message, Severity.MEDIUM, 0.75, ("CWE-506",), number, number)
            return


def leaves_with_secrets(added: Added) -> Iterator[Hit]:
    """Find what opens other doors read within a few lines of a connection."""
    for index, (number, whole) in enumerate(added.lines):
        text = whole[:MAX_LINE]
        secret = _SECRETS.search(text)
        if not secret and not _WHOLE_ENVIRONMENT.search(text):
            continue
        around = [*reversed([part for _, part in added.lines[max(index - 8, 0) : index]])]
        near = " ".join((*(part[:MAX_LINE] for _, part in added.near(index)), *(part[:MAX_LINE] for part in around)))
        if NETWORK.search(near):
            what = "the whole environment" if not secret else "a file of keys, or a machine's own credentials"
            message = LEAVES_TEXT.format(what=what)
            yield Hit(
                "leaves-with-secrets", LEAVES, message, Severity.MEDIUM, 0.8, ("CWE-506", "CWE-200"), number, number
            )
            return


def reverse_shell(added: Added) -> Iterator[Hit]:
    """Find a shell tied to a connection."""
    for index, (number, whole) in enumerate(added.lines):
        if added.language is not None and (_SHELL.search(whole[:MAX_LINE]) or _tied(added, index)):
            yield Hit("reverse-shell", SHELL, SHELL_TEXT, Severity.MEDIUM, 0.9, ("CWE-506", "CWE-912"), number, number)
            return


def verification_off(added: Added) -> Iterator[Hit]:
    """Find a switch that ends the verification of certificates, signatures or hooks; one a file."""
    if added.language is None or added.language in {"json", "html"}:
        return
    for number, whole in added.lines:
        if _UNVERIFIED.search(whole[:MAX_LINE]) and not whole.lstrip().startswith(("#", "//", "*")):
            yield Hit(
                "verification-off", UNVERIFIED, UNVERIFIED_TEXT, Severity.MEDIUM, 0.8, ("CWE-295",), number, number
            )
            return


def _tied(added: Added, index: int) -> bool:
    """Say whether the line starts a shell whose ends go to a connection that is opened close by."""
    if not _STARTED.search(added.lines[index][1][:MAX_LINE]):
        return False
    near = " ".join(text[:MAX_LINE] for _, text in added.lines[max(index - NEAR, 0) : index + NEAR])
    return _CONNECTED.search(near) is not None and _TIED.search(near) is not None


def _sends(text: str) -> bool:
    return NETWORK.search(text) is not None or _FETCHING.search(text) is not None
