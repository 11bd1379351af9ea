"""Private keys, signed tokens, connection strings and log-ins in files of tools: formats that no single issuer owns."""

from __future__ import annotations

from review.checks.format import Format, prefixed, shaped
from review.checks.structure import is_base64_key, is_signed_jwt

PRIVATE_KEY = "private key"
CONNECTION = "password in a connection string"
CREDENTIALS = "password in a file of log-ins"
# What may stand between the lines of a key: line breaks, as such or written out, and the marks of joined strings.
_BREAK = r"(?:\s|\\+[nr]|[\"'+,>|#*;])"

KEYS: tuple[Format, ...] = (
    # The header alone stands in every program that reads keys: only with a body behind it is it a key.
    shaped(
        PRIVATE_KEY,
        "PRIVATE",
        rf"-----BEGIN (?:[A-Z0-9]{{1,12}} ){{0,3}}PRIVATE KEY(?: BLOCK)?-----{_BREAK}{{1,40}}"
        rf"(?:[A-Za-z-]{{4,20}}: [^\n\\]{{1,80}}{_BREAK}{{1,40}}){{0,4}}(?P<value>[A-Za-z0-9+/=]{{20,}})",
    ),
    shaped(
        "private key of an SSH program",
        "PRIVATE",
        rf"---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----{_BREAK}{{1,40}}"
        rf"(?:[A-Za-z-]{{4,20}}: [^\n]{{1,80}}\s{{1,4}}){{0,4}}"
        r"(?P<value>[A-Za-z0-9+/=]{20,})",
    ),
    prefixed("private key in base 64", "LS0tLS1CRUdJTi", r"[A-Za-z0-9+/]{60,8000}={0,2}", possible=is_base64_key),
    shaped("PuTTY private key", "PuTTY-User-Key-File-", r"PuTTY-User-Key-File-[23]: [a-z0-9-]{3,40}"),
    prefixed("age secret key", "AGE-SECRET-KEY-1", "[0-9A-Z]{58}"),
    prefixed("age plug-in key", "AGE-PLUGIN-", "[A-Z0-9]{1,20}-1[0-9A-Z]{30,200}"),
    shaped(
        "WireGuard private key",
        "PrivateKey PresharedKey",
        r"(?:PrivateKey|PresharedKey)[ \t]{0,5}=[ \t]{0,5}(?P<value>[A-Za-z0-9+/]{43}=)",
    ),
    shaped(
        "private key in a JSON Web Key",
        '"kty"',
        r"\"kty\"\s{0,3}:\s{0,3}\"(?:RSA|EC|OKP)\"[^{}]{0,600}?\"d\"\s{0,3}:\s{0,3}\"(?P<value>[A-Za-z0-9_-]{40,1000})\"",
    ),
    shaped(
        "private key in a JSON Web Key",
        '"kty"',
        r"\"d\"\s{0,3}:\s{0,3}\"(?P<value>[A-Za-z0-9_-]{40,1000})\"[^{}]{0,600}?\"kty\"\s{0,3}:\s{0,3}\"(?:RSA|EC|OKP)\"",
    ),
    # Segments as RFC 7515 has them; the header must be JSON that names an algorithm.
    prefixed(
        "JSON Web Token",
        "eyJ",
        r"[A-Za-z0-9_-]{10,800}\.eyJ[A-Za-z0-9_-]{4,1400}\.[A-Za-z0-9_-]{20,700}",
        possible=is_signed_jwt,
    ),
    prefixed(
        "encrypted JSON Web Token",
        "eyJ",
        r"[A-Za-z0-9_-]{10,500}(?:\.[A-Za-z0-9_-]{16,500}){4}",
        possible=is_signed_jwt,
    ),
    prefixed("Fernet token", "gAAAAAB", r"[A-Za-z0-9_-]{70,1500}={0,2}"),
)

LOGINS: tuple[Format, ...] = (
    shaped(
        CONNECTION,
        "://",
        r"(?<![a-zA-Z0-9])[a-zA-Z][a-zA-Z0-9+.-]{1,20}://[^\s:/@\"'<>`]{0,100}:(?P<value>[^\s/@\"'<>`]{3,200})@"
        r"(?P<host>[^\s\"'/:?`<>,;)]{1,200})",
    ),
    shaped(
        CONNECTION,
        "assword= wd= WD= ASSWORD= asswort=",
        r"(?i:server|data source|host|uid|user id|user|username|database|endpoint|port)[ ]?=[^\n]{1,300}?[; ][ \t]?"
        r"(?i:password|pwd|passwd)[ ]?=(?P<value>[^;\s\"'&(),<>{}\[\]]{4,100})",
    ),
    shaped(
        CONNECTION,
        "assword=",
        r"(?i:jdbc:[a-z0-9:]{2,40}|tcp\()[^\s\"'<>]{3,300}?[?&;](?i:password|pwd)=(?P<value>[^&;\s\"'<>]{4,100})",
    ),
    shaped(
        CONNECTION,
        "redis.cache.windows.net",
        r"redis\.cache\.windows\.net:\d{2,5},password=(?P<value>[A-Za-z0-9+/=]{20,80})",
    ),
    shaped(
        CONNECTION, "@tcp(", r"(?<![\w:])[\w.-]{1,60}:(?P<value>[^\s:@\"'`]{4,100})@tcp\((?P<host>[^\s\"'():]{1,100})"
    ),
    shaped(
        CONNECTION,
        "jdbc:oracle",
        r"jdbc:oracle:[a-z]{2,6}:[\w.-]{1,60}/(?P<value>[^\s@\"'/]{4,100})@(?://)?(?P<host>[^\s\"'/:]{1,100})",
    ),
    shaped(
        CREDENTIALS,
        "machine",
        r"(?m:^|(?<=[\"'`]))[ \t]{0,8}machine[ \t]{1,5}(?P<host>[\w.-]{1,100})\s{1,10}"
        r"login\s{1,5}\S{1,100}\s{1,10}password\s{1,5}(?P<value>[^\s\"'`]{4,200})",
    ),
    shaped(CREDENTIALS, '"auth"', r"\"auth\"\s{0,3}:\s{0,3}\"(?P<value>[A-Za-z0-9+/]{12,400}={0,2})\""),
    shaped(
        "password on a command line",
        "curl CURL",
        r"(?i:curl)[^\n]{1,160}?\s(?:-u|--user)[ =]{0,2}[\"']?[\w.@+-]{1,60}:(?P<value>[^\s\"'@]{6,100})",
    ),
    shaped("password on a command line", "sshpass", r"sshpass[ \t]{1,3}-p[ \t]{0,3}[\"']?(?P<value>[^\s\"']{4,100})"),
    shaped(
        "password on a command line",
        "mysql psql mongo redis-cli mariadb",
        r"(?:mysql(?:dump|admin)?|mariadb|mongo(?:sh|dump)?|redis-cli)[ \t][^\n|;&]{0,200}?\s"
        r"(?:-p|-a |--password[= ])[\"']?"
        r"(?P<value>[^\s\"'-][^\s\"']{5,100})",
    ),
    shaped(
        "password on a command line",
        "ConvertTo-SecureString",
        r"ConvertTo-SecureString[ \t]{1,3}(?:-String[ \t]{1,3})?[\"'](?P<value>[^\"'\n]{6,200})[\"']",
    ),
    shaped("password on a command line", "PGPASSWORD", r"PGPASSWORD=[\"']?(?P<value>[^\s\"']{6,100})"),
)
