"""Whole reviews with a story, made from a real diff: what the golden files and the formats are tested on."""

from __future__ import annotations

from dataclasses import replace

from review.conclude import conclude
from review.judge import Judgement
from review.models import (
    Concluded,
    Coverage,
    CoverageStatus,
    EarlierFinding,
    Fate,
    FateKind,
    Finding,
    Location,
    ModelUsage,
    PullRequest,
    Severity,
    Side,
)
from review.pack import READING, Pack
from review.policy import Policy
from review.survey import Survey
from tests.review.made import CART, PULL_REQUEST, knowledge, new_file, surveyed

ORDERS = new_file(
    "shop/orders.py",
    "import sqlite3",
    "",
    "from flask import request",
    "",
    "",
    "def find_orders(connection: sqlite3.Connection) -> list[tuple]:",
    '    name = request.args["name"]',
    "    query = f\"SELECT * FROM orders WHERE customer = '{name}'\"",
    "    return connection.execute(query).fetchall()",
    "",
    "",
    "def checksum(body: bytes) -> str:",
    "    return hashlib.md5(body).hexdigest()",
)

SQL = Finding(
    source="semgrep",
    rule_id="python.sql-injection",
    severity=Severity.HIGH,
    category="security",
    cwe=("CWE-89",),
    confidence=0.9,
    title="SQL query built from request data",
    message=(
        "`request.args` reaches `execute` inside the text of the query. A customer named `x' OR '1'='1` reads every "
        "order; on a database that takes several statements they can also change data.\n\n"
        'Pass the value as a parameter: `connection.execute("... WHERE customer = ?", (name,))`.'
    ),
    location=Location("shop/orders.py", 8, 9, Side.RIGHT),
    evidence="    query = f\"SELECT * FROM orders WHERE customer = '{name}'\"",
    suggestion=None,
    fingerprint="1:5d1c0ffee0a14b2f9e77",
)
WEAK_HASH = replace(
    SQL,
    rule_id="python.weak-hash",
    severity=Severity.MEDIUM,
    cwe=("CWE-328",),
    title="MD5 does not protect integrity",
    message="Two bodies with the same MD5 are cheap to make. Use `hashlib.sha256` if anyone gains from a forged body.",
    location=Location("shop/orders.py", 13, 13),
    evidence="    return hashlib.md5(body).hexdigest()",
    fingerprint="1:77aa0bb1cc2dd3ee4ff5",
)
OLD_SHELL = replace(
    SQL,
    rule_id="python.exec",
    title="Command built from input",
    location=Location("cart.py", 10, 10),
    fingerprint="1:0123456789abcdef0123",
    fate=Fate(FateKind.PRE_EXISTING, "there at the merge base already"),
)
DISCOUNT = Finding(
    source="model",
    rule_id="model",
    severity=Severity.HIGH,
    category="correctness",
    cwe=(),
    confidence=0.86,
    title="A discount raises the price instead of lowering it",
    message=(
        "With `discount = 20` the total is divided by 80: a cart of 100 costs 1.25, and at `discount = 100` the "
        "division fails with `ZeroDivisionError`.\n\nEvery customer with a discount is charged a wrong amount."
    ),
    location=Location("cart.py", 15, 15),
    evidence="            total = total / (100 - self.discount)",
    suggestion="            total = total * (100 - self.discount) / 100",
    fingerprint="1:aa11bb22cc33dd44ee55",
)
INJECTED_NAME = replace(
    DISCOUNT,
    category="security",
    severity=Severity.CRITICAL,
    title="Customer name goes into the SQL text",
    message="`?name=' UNION SELECT password FROM users --` returns the password table.",
    location=Location("shop/orders.py", 8, 8),
    suggestion=None,
    fingerprint="1:ee55dd44cc33bb22aa11",
)
NO_IMPORT = replace(
    DISCOUNT,
    severity=Severity.MEDIUM,
    confidence=0.95,
    title="`hashlib` is used and never imported",
    message="The first call of `checksum` raises `NameError: name 'hashlib' is not defined`.",
    location=Location("shop/orders.py", 13, 13),
    suggestion=None,
    fingerprint="1:1234abcd5678ef901234",
)
CALL = ModelUsage("openai", "gpt-5-mini", 2_431, 1_024, 388, 1_384, 4_120, "accepted")
SECOND_CALL = replace(CALL, provider="anthropic", model="claude-haiku", cost_microusd=2_110)
SCANNED = CoverageStatus.SCANNED
LONG = new_file(
    "jobs/nightly.py",
    "def nightly(pool):",
    "    for day in days():",
    "        connection = pool.take()",
    *(line for n in range(14) for line in (f"        if day.is_({n}):", f"            connection.run({n})")),
)


def rows(survey: Survey, *, reading: bool = True) -> tuple[Coverage, ...]:
    """Say that every file was read by every check, and by a model if there is one."""
    checks = ["semgrep", "secrets", "unicode", *([READING] if reading else [])]
    return tuple(Coverage(file.path, check, SCANNED) for file in survey.change.diff.files for check in checks)


def busy() -> Concluded:
    """Checks and a model both find things, one of them together."""
    survey = surveyed(ORDERS, CART)
    packed = Pack((SQL, WEAK_HASH, OLD_SHELL), rows(survey))
    judgement = Judgement((DISCOUNT, INJECTED_NAME, NO_IMPORT))
    return conclude(survey, packed, judgement, knowledge(), Policy(), (CALL,))


def second_push() -> Concluded:
    """The query still stands, one finding was accepted, one file cannot be parsed, and no provider answers."""
    survey = surveyed(ORDERS, CART)
    gap = Coverage("cart.py", "semgrep", CoverageStatus.INCOMPLETE, "the scan engine ran out of time")
    coverage = (gap, *(row for row in rows(survey) if (row.path, row.check) != ("cart.py", "semgrep")))
    earlier = (
        EarlierFinding(SQL.fingerprint, "shop/orders.py", posted=True),
        EarlierFinding(WEAK_HASH.fingerprint, "shop/orders.py", posted=False, accepted=True),
    )
    unread = dict.fromkeys(
        ("shop/orders.py", "cart.py"), "no provider answered (openai: rate limit; anthropic: timeout)"
    )
    failed = (replace(CALL, input_tokens=None, output_tokens=None, cost_microusd=None, outcome="rate_limited"),)
    known = replace(knowledge(), earlier=earlier)
    return conclude(survey, Pack((SQL, WEAK_HASH), coverage), Judgement((), unread=unread), known, Policy(), failed)


def clean() -> Concluded:
    """Nothing to say: check runs only."""
    survey = surveyed(CART)
    return conclude(survey, Pack((), rows(survey)), Judgement(()), knowledge(), Policy(), (CALL,))


def advised() -> Concluded:
    """A model's findings with fix, test and a second opinion; one matter at three places, and no test in the change."""
    survey = surveyed(ORDERS, CART, LONG)
    confirmed = replace(
        DISCOUNT,
        suggestion=None,
        confidence=0.93,
        model="gpt-5-mini",
        verified=True,
        opinion="a second model confirmed it with code of this change",
        fix="Take the discount off the total: `total * (100 - self.discount) / 100`.",
        test="def test_a_discount_lowers_the_price():\n    cart = Cart(discount=20)\n    assert cart.total() == 80",
    )
    matter = replace(
        NO_IMPORT,
        model="gpt-5-mini",
        title="The connection is never closed when the query fails",
        message="An exception in `execute` skips `close`, and the pool runs dry after 20 of them. " * 8,
        location=Location("jobs/nightly.py", 3, 3),
        fingerprint="1:aaaa0000bbbb1111cccc",
    )
    again = [
        replace(matter, location=Location("shop/orders.py", 9, 9), fingerprint="1:2222dddd3333eeee", confidence=0.8),
        replace(matter, location=Location("jobs/nightly.py", 8, 8), fingerprint="1:5555ffff6666aaaa", confidence=0.7),
    ]
    judgement = Judgement((confirmed, matter, *again))
    return conclude(
        survey, Pack((), rows(survey)), judgement, knowledge(), Policy(), (CALL, SECOND_CALL), took_ms=11_840
    )


def local(pull_request: PullRequest | None = None) -> tuple[Concluded, Survey]:
    """The busy review, on someone's own machine."""
    survey = surveyed(ORDERS, CART, pull_request=pull_request)
    packed = Pack((SQL, WEAK_HASH, OLD_SHELL), rows(survey))
    judgement = Judgement((DISCOUNT, NO_IMPORT))
    return conclude(survey, packed, judgement, knowledge(), Policy(), (CALL,)), survey


def odd() -> tuple[Concluded, Survey]:
    """Paths and texts with every character that has ever broken a report."""
    path = "src/b\udcffd \u202e\t`[x](https://e.example)`@octocat;%.py"
    survey = surveyed(CART)
    hostile = "\udc80 \x1b[31m [bold]x[/bold] ![i](https://e.example/p.png) <script> @octocat #1 \ud800"
    finding = replace(SQL, location=Location(path, 1, 2), title=hostile, message=hostile, evidence=hostile)
    advice = replace(
        DISCOUNT, location=Location(path, 3, 3), title=hostile, message=hostile, suggestion=hostile, rule_id=hostile
    )
    odd_claim = replace(
        advice, location=Location("x\x00y", -1, -7), confidence=3.0, fate=Fate(FateKind.SUPPRESSED, hostile)
    )
    gap = Coverage(path, "semgrep", CoverageStatus.INCOMPLETE, hostile)
    packed = Pack((finding,), (*rows(survey), gap))
    return conclude(survey, packed, Judgement((advice, odd_claim)), knowledge(), Policy(), (CALL,)), survey


__all__ = ["PULL_REQUEST", "busy", "clean", "local", "odd", "rows", "second_push"]
