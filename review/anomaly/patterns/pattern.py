"""What a pattern is given, what it gives, and the words that several of them look for."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from review.models import FileKind, Severity

MAX_LINE = 4_000  # characters of a line that are looked at
NEAR = 8  # lines that belong together

Numbered = tuple[int, str]

PROCESS = re.compile(
    r"\b(?:os\.(?:system|popen|exec[lv]\w*|spawn\w*)|subprocess\.\w+|pty\.spawn|child_process|execSync|spawnSync|"
    r"exec\.Command|Runtime\.getRuntime|ProcessBuilder|Process\.Start|shell_exec|passthru|proc_open|popen|"
    r"Command::new|Open3\.\w+|Kernel\.(?:exec|system))\b|(?<![\w.$])(?:system|spawn)\s*\("
)
NETWORK = re.compile(
    r"\b(?:requests\.(?:get|post|put|request)|httpx\.\w+|urllib\.request|urlopen|http\.client|socket\.(?:socket|connect|"
    r"create_connection)|aiohttp\.(?:request|ClientSession|TCPConnector)|XMLHttpRequest|navigator\.sendBeacon|https?\.(?:get|request)|axios(?:\.\w+)?|"
    r"net\.(?:connect|Dial|createConnection)|http\.(?:Get|Post)|TcpStream::connect|reqwest::|Net::HTTP|URI\.open|"
    r"file_get_contents\s*\(\s*['\"]https?|curl_exec|fsockopen|HttpClient|URLSession|WebClient|Invoke-WebRequest|"
    r"DownloadString)\b|(?<![\w.$])fetch\s*\(|(?<![\w./-])(?:curl|wget)\s+(?:[^|\n]{0,200}?\shttps?:|(?:-\S+\s+){0,20}['\"]?(?:https?:|\$|[\w.-]{1,200}\.\w))|"
    r"\brequire\(\s*['\"](?:node:)?https?['\"]\s*\)\.\w"
)
DELETE = re.compile(
    r"\b(?:shutil\.rmtree|os\.(?:remove|unlink|RemoveAll)|fs\.(?:rm|rmSync|unlink|unlinkSync|rmdirSync)|rimraf|"
    r"File\.delete|FileUtils\.rm_rf|DROP TABLE|Remove-Item)\b|\brm\s+-[rf]{1,2}\b|(?<![\w.>:])unlink\s*\("
)
RUN = re.compile(
    r"(?<![\w.])(?:exec|eval|compile|__import__|assert|create_function)\s*\(|\bnew\s+Function\s*\(|"
    r"\b(?:globalThis|window|global|self|builtins|__builtins__)\.(?:eval|exec|Function)\s*\(|(?<![\w.$-])eval\s+[\"'$`]|"
    r"(?<![\w.])Function\s*\(\s*['\"A-Za-z_$]|\bvm\.run\w+\s*\(|\bInvoke-Expression\b|\biex\b|\bmarshal\.loads\b|"
    r"\bpickle\.loads\b|\|\s*(?:ba|z|da)?sh\b|\|\s*(?:python3?|node|perl|php|ruby)\b|\binstance_eval\b|\bclass_eval\b|"
    r"\.runIn(?:This|New)?Context\s*\(|\b(?:python3?|node|perl|ruby|php|bash|sh)\s+-[cer]\s+[\"']?\$\(|"
    r"\bDefineClass\b|\bAssembly\.Load\b"
)


TEST = re.compile(
    r"(?:^|/)(?:tests?|spec|__tests__)/|(?:^|/)(?:test_[^/]*|conftest)\.py$|(?:_test|\.test|\.spec|_spec|Tests?)\.\w+$"
)


@dataclass(frozen=True, slots=True)
class Added:
    """What a change adds to one file: its added lines with their numbers at head, in order."""

    path: str
    language: str | None
    kind: FileKind
    lines: tuple[Numbered, ...]

    def near(self, index: int, reach: int = NEAR) -> Iterator[Numbered]:
        """Yield the added lines from the one at `index` on that stand within so many lines of it."""
        first = self.lines[index][0]
        for number, text in self.lines[index : index + reach + 1]:
            if number - first > reach:
                return
            yield number, text


@dataclass(frozen=True, slots=True)
class Hit:
    """Where a pattern was seen, by inclusive lines at head, and what of it to tell: plain words, and no code."""

    rule_id: str
    title: str
    message: str
    severity: Severity
    confidence: float
    cwe: tuple[str, ...]
    start: int
    end: int


Pattern = Callable[[Added], Iterator[Hit]]
