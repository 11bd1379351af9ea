"""Named patterns that a person would stop at: a new one is a function in a file here and a line in this list."""

from __future__ import annotations

from review.anomaly.patterns.decoded import decoded_and_run
from review.anomaly.patterns.doors import opened_by_name
from review.anomaly.patterns.fetched import fetched_and_run
from review.anomaly.patterns.gates import date_trigger, gated_by_environment, gated_by_user
from review.anomaly.patterns.hidden import beyond_the_edge, minified, obfuscated
from review.anomaly.patterns.pattern import Pattern
from review.anomaly.patterns.reach import (
    install_script_reaches_out,
    leaves_with_secrets,
    outside_in_tests,
    reverse_shell,
    verification_off,
)

PATTERNS: tuple[Pattern, ...] = (
    decoded_and_run,
    fetched_and_run,
    beyond_the_edge,
    minified,
    obfuscated,
    gated_by_environment,
    gated_by_user,
    opened_by_name,
    date_trigger,
    install_script_reaches_out,
    outside_in_tests,
    leaves_with_secrets,
    reverse_shell,
    verification_off,
)
