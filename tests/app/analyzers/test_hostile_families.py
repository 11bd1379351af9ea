"""Rules of scripts, settings and manifests against a megabyte of what almost matches their expressions."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from app.analyzers import semgrep
from review.checks.rules import rules_for
from review.models import ScanTarget, Side

MEGABYTE = 1_000_000
BOUND_S = 100.0
NEAR_MATCHES = {
    "ruby": ["find_by_sql(<<~SQL\n#{A}\n", "params request `\n"],
    "php": ["<?php `a\n", "{!! e( $a "],
    "terraform": ['# "Action" : [ \n', 'resource "aws_s3_bucket" "a" {}\n'],
    "rust": ["sqlx::query(&format!(", "let token = a\n"],
    "bash": ["curl | sudo -u ", "export A_PASSWORD="],
    "dockerfile": ["RUN curl | sudo \\\n", "ENV A_PASSWORD "],
    "yaml": ["- run: echo ${{ github.event ", "echo ${{ secrets.A | base64 "],
    "generic": ["location ~ \\.php {\n", "location a { add_header "],
}
PLANTED = {
    "ruby": "eval(params[:code])\n",
    "php": "<?php eval($_GET['code']);\n",
    "terraform": 'resource "aws_s3_bucket" "a" {\n  acl = "public-read"\n}\n',
    "rust": "fn a() { let b = md5::compute(c); }\n",
    "bash": "curl https://example.com/a | sh\n",
    "dockerfile": "FROM a:latest\nUSER root\n",
    "yaml": "on: push\njobs:\n  a:\n    steps:\n      - run: echo ${{ github.event.issue.title }}\n",
    "generic": "server {\n    autoindex on;\n}\n",
}
CASES = [(language, piece) for language, pieces in NEAR_MATCHES.items() for piece in pieces]


@pytest.mark.proof
@pytest.mark.parametrize(("language", "piece"), CASES)
async def test_a_megabyte_of_near_matches_ends_in_time_and_what_was_not_read_is_a_gap(
    language: str, piece: str, tmp_path: Path
) -> None:
    """The scan ends, and a file beside the hostile one is still scanned: only when both are gaps it may not be."""
    planted = PLANTED[language]
    code = (piece * (MEGABYTE // len(piece))).encode()
    hostile = ScanTarget("hostile", Side.RIGHT, language, code)
    plain = ScanTarget("plain", Side.RIGHT, language, planted.encode())
    begun = time.monotonic()
    report = await semgrep.scan(
        semgrep.find(None), [hostile, plain], rules_for([language]), scratch=tmp_path, deadline=BOUND_S
    )
    assert time.monotonic() - begun < BOUND_S + 10
    missed = not any(match.path == "plain" for match in report.matches)
    assert (missed, {gap.path for gap in report.gaps} - {"hostile"}) in ((False, set()), (True, {"plain"}))
