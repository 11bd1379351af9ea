"""What a call does that matters to an attacker, told by its name: a guess, as good as the names are."""

from __future__ import annotations

import re
from enum import StrEnum

from review.models.code import Call


class CallClass(StrEnum):
    """What a call can do, in words that follow "calls that"."""

    PROCESS = "start programs"
    NETWORK = "open connections"
    DYNAMIC = "run text as code"
    DECODING = "decode"
    FILES = "touch files"
    ENVIRONMENT = "read the environment"
    CRYPTOGRAPHY = "encrypt or hash"
    REFLECTION = "look up names at run time"


# By the whole name with its receiver, in lower case; the first that matches counts.
_CLASSES = (
    (
        CallClass.PROCESS,
        r"(?:os\.(?:system|popen|exec\w*|spawn\w*)|subprocess\.\w+|(?:.*\.)?(?:shell_exec|passthru|proc_open|popen|"
        r"execsync|spawnsync|execfile|execfilesync|fork|system)|exec\.command\w*|child_process\.\w+|spawn|"
        r"process\.start|command\.new|open3\.\w+|kernel\.(?:exec|system|spawn)|(?:.*\.)?processbuilder)",
    ),
    (
        CallClass.NETWORK,
        r"(?:(?:.*\.)?(?:requests|httpx|axios|aiohttp|urllib|got|superagent)\.\w+|(?:.*\.)?(?:urlopen|urlretrieve|fetch|"
        r"sendbeacon|xmlhttprequest|websocket|curl_exec|curl_init|fsockopen|dial\w*|create_connection|createconnection)|"
        r"https?\.(?:get|post|request|head|newrequest\w*|postform)|net\.(?:connect|listen\w*|\w*conn\w*)|"
        r"socket\.(?:socket|connect|gethostbyname)|net::http\.\w+|uri\.open|dns\.\w+|(?:.*\.)?curl|(?:.*\.)?wget)",
    ),
    (
        CallClass.DYNAMIC,
        r"(?:eval|exec|compile|function|__import__|create_function|instance_eval|class_eval|vm\.run\w*|require_once|"
        r"(?:.*\.)?(?:instance_eval|class_eval|module_eval|import_module|loadstring|run_path|runinnewcontext|"
        r"runinthiscontext|runincontext)|pickle\.loads?|marshal\.loads?|yaml\.(?:unsafe_)?load)",
    ),
    (
        CallClass.DECODING,
        r"(?:(?:.*\.)?(?:b16decode|b32decode|b64decode|b85decode|urlsafe_b64decode|decodebytes|atob|unhexlify|fromhex|"
        r"fromcharcode|decompress|gunzip\w*|inflate\w*|base64_decode|gzinflate|gzuncompress|str_rot13|hex2bin|decode64|"
        r"strict_decode64|decodestring|unescape|unpack|decodeuricomponent)|chr|buffer\.from)",
    ),
    (
        CallClass.FILES,
        r"(?:open|(?:.*\.)?(?:fopen|readfile|writefile|readfilesync|writefilesync|appendfile\w*|unlink|unlinksync|"
        r"rmtree|removeall|rmsync|chmod|chown|rename|mkdir|mkdirs|mkdirall|makedirs|mkdirsync|file_get_contents|"
        r"file_put_contents|createwritestream|createreadstream|read_text|write_text|read_bytes|write_bytes|copyfile|"
        r"symlink)|os\.(?:remove|open|create|stat|openfile)|fs\.\w+|shutil\.\w+|file\.\w+|fileutils\.\w+|ioutil\.\w+)",
    ),
    (
        CallClass.ENVIRONMENT,
        r"(?:(?:.*\.)?(?:getenv|lookupenv|setenv|putenv|environ\.\w+|gethostname|hostname|getuser|getlogin|userinfo|"
        r"getpwuid|expanduser|uname|networkinterfaces|homedir)|env\.\w+|platform\.\w+)",
    ),
    (
        CallClass.CRYPTOGRAPHY,
        r"(?:(?:.*\.)?(?:createcipher\w*|createdecipher\w*|createhmac|createhash|pbkdf2\w*|encrypt\w*|decrypt\w*|"
        r"randombytes|scrypt\w*|openssl_\w+|newcipher|sha1|sha256|sha512|md5)|(?:hashlib|hmac|crypto|aes|rsa|des|"
        r"ssl|fernet|openssl)\.\w+|fernet|(?:.*\.)?digest)",
    ),
    (
        CallClass.REFLECTION,
        r"(?:getattr|setattr|delattr|globals|locals|vars|(?:.*\.)?(?:__getattribute__|__getattr__|const_get|"
        r"public_send|define_method|method_missing|call_user_func\w*|getmethod|getdeclaredmethod|getdeclaredfield|"
        r"forname|methodbyname|defineproperty|getownpropertynames)|reflect\.\w+)",
    ),
)  # fmt: skip
_PATTERNS = tuple((kind, re.compile(pattern)) for kind, pattern in _CLASSES)
MOST_NAME = 120


def class_of(call: Call) -> CallClass | None:
    """Return what a call does by its name; None for most."""
    name = f"{call.receiver}.{call.name}" if call.receiver not in ("", "?") else call.name
    name = name[-MOST_NAME:].lower()
    return next((kind for kind, pattern in _PATTERNS if pattern.fullmatch(name)), None)
