"""The scan of a head given to GitHub code scanning: an analysis that replaces ours of the same commit and pull request.

https://docs.github.com/en/rest/code-scanning/code-scanning#upload-an-analysis-as-sarif-data
"""

from __future__ import annotations

import gzip
from base64 import b64encode
from collections.abc import Mapping

import structlog

from app.github.client import Client
from app.github.errors import Denied, Refused, Unavailable
from app.github.journal import Answered, body_hash
from app.github.markers import Kind, sarif_key
from app.github.target import Edge
from app.github.transport import encode
from app.store.outbox import DONE, REFUSED

# What the App must have been granted beside what a review needs.
PERMISSIONS: Mapping[str, str] = {"security_events": "write"}
REF = "refs/pull/{number}/head"
GIVEN = "scan given to code scanning"
NOT_GIVEN = "scan not given to code scanning: {why}"

log = structlog.get_logger(__name__)


async def publish_sarif(edge: Edge, client: Client, document: Mapping[str, object]) -> None:
    """Upload the document once a head; where GitHub does not take it, that is said in the log and the audit log.

    `client` speaks with the permission. No review fails for code scanning: it is an offer.
    """
    target = edge.target
    key = sarif_key(target.repository_id, target.number, target.head_sha)
    write = edge.write(Kind.SARIF, key, body_hash(document))
    row = (await edge.journal.find(key)).get(key)
    if row is not None and row.state in (DONE, REFUSED) and row.body_hash == write.body_hash:
        return
    await edge.journal.plan(write)
    packed = b64encode(gzip.compress(encode(document), mtime=0)).decode("ascii")
    try:
        await client.upload_sarif(target.repository, target.head_sha, REF.format(number=target.number), packed)
    except (Denied, Refused, Unavailable) as error:
        log.warning("scan not given to code scanning", error=str(error))
        await edge.journal.close(Answered(write, NOT_GIVEN.format(why=error)[:300], state=REFUSED))
        return
    await edge.journal.close(Answered(write, GIVEN))
