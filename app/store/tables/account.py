"""The account of each review: conclusions, every finding's fate, and what people said of it."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    Table,
    UniqueConstraint,
    false,
    text,
)

from app.store.tables.columns import PathText, SafeText, created_ms, identity, metadata

reviews = Table(
    "reviews",
    metadata,
    identity(),
    Column("pull_request_id", BigInteger, ForeignKey("pull_requests.id", ondelete="CASCADE"), nullable=False),
    Column("repository_id", BigInteger, nullable=False),
    Column("number", Integer, nullable=False),
    Column("head_sha", SafeText, nullable=False),
    Column("base_sha", SafeText),  # the merge base
    Column("attempt", Integer, nullable=False),
    Column("job_id", BigInteger),
    Column("fence", BigInteger),
    Column("state", SafeText, nullable=False),  # running, finished, superseded, failed
    Column("reason", SafeText),
    Column("security", SafeText),  # the checks' conclusions
    Column("review", SafeText),
    Column("coverage", JSON(none_as_null=True)),
    Column("timings", JSON(none_as_null=True)),
    Column("cost_microusd", BigInteger),  # NULL is unknown, never zero
    Column("report", JSON(none_as_null=True)),
    Column("planned", JSON(none_as_null=True)),  # what is to be published; of what was, the checks and the summary
    Column("terms", SafeText),  # a digest of all that the review rests on but the head; NULL: of an older version
    Column("generation", BigInteger, nullable=False, default=0, server_default=text("0")),  # the job's, when it began
    Column("quiet", Boolean, nullable=False, default=False, server_default=false()),
    Column("started_ms", BigInteger, nullable=False, index=True),
    Column("finished_ms", BigInteger),
    UniqueConstraint("repository_id", "number", "head_sha", "attempt"),
    Index(None, "pull_request_id"),
    Index(None, "repository_id", "head_sha"),
    Index(None, "security"),
)

# Neither code nor message: a hard-coded credential would be kept for as long as its finding.
findings = Table(
    "findings",
    metadata,
    identity(),
    Column("review_id", BigInteger, ForeignKey("reviews.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("repository_id", BigInteger, nullable=False),
    Column("number", Integer, nullable=False),
    Column("source", SafeText, nullable=False),
    Column("rule_id", SafeText, nullable=False),
    Column("severity", SafeText, nullable=False),
    Column("category", SafeText, nullable=False),
    Column("cwe", JSON, nullable=False),
    Column("confidence", Float, nullable=False),
    Column("title", SafeText, nullable=False),
    Column("path", PathText, nullable=False),
    Column("start_line", Integer, nullable=False),
    Column("end_line", Integer, nullable=False),
    Column("side", SafeText, nullable=False),
    Column("fingerprint", SafeText, nullable=False),
    Column("fingerprint_version", Integer, nullable=False),
    Column("fate", SafeText, nullable=False),
    Column("fate_reason", SafeText, nullable=False),
    Column("comment_id", BigInteger),
    Column("model", SafeText),  # these three of a model's finding only
    Column("code", SafeText),  # a digest of its lines, to tell whether they were changed since
    Column("outcome", SafeText),  # fixed, ignored; NULL: not known, or not yet
    created_ms(),
    Index(None, "repository_id", "number", "fingerprint"),
)
# What calibration reads before every review, however many findings nobody has acted on yet.
_OUTCOME = text("outcome IS NOT NULL")
_COUNTED = (findings.c.repository_id, findings.c.model, findings.c.category, findings.c.outcome)
Index("ix_findings_outcome", *_COUNTED, sqlite_where=_OUTCOME, postgresql_where=_OUTCOME)

# `number` NULL: accepted in the whole repository.
accepted_risks = Table(
    "accepted_risks",
    metadata,
    identity(),
    Column("repository_id", BigInteger, nullable=False),
    Column("number", Integer),
    Column("fingerprint", SafeText, nullable=False),
    Column("fingerprint_version", Integer, nullable=False),
    Column("path", PathText, nullable=False),
    Column("reason", SafeText, nullable=False),
    Column("accepted_by_id", BigInteger, nullable=False),  # 0: an operator, who has no account with GitHub
    Column("accepted_by", SafeText),  # as they were called then
    Column("url", SafeText),  # of the comment that said so
    Column("expires_ms", BigInteger),
    created_ms(),
    Index(None, "repository_id", "fingerprint"),
)

feedback = Table(
    "feedback",
    metadata,
    identity(),
    Column("repository_id", BigInteger, nullable=False),
    Column("number", Integer, nullable=False),
    Column("fingerprint", SafeText, nullable=False),
    Column("comment_id", BigInteger),
    Column("actor_id", BigInteger, nullable=False),
    Column("kind", SafeText, nullable=False),
    Column("detail", SafeText),
    created_ms(),
    Index(None, "repository_id", "fingerprint"),
)
