"""The measured functions of a file as bytes, kept beside its facts: to measure them again would take its text."""

from __future__ import annotations

import math
import zlib
from collections.abc import Sequence

import orjson

from review.anomaly.features import Measured, functions_of, is_measured
from review.models.code import FileFacts

MAX_PLAIN = 32 << 20
_LEVEL = 1  # of zlib
# Any path that is measured: whether a file's is, nobody knows before its functions are asked for.
_ANY = "a"


def measure(code: bytes, facts: FileFacts) -> bytes:
    """Return the functions of a blob, whatever its path; b"" for none."""
    functions = functions_of(_ANY, code, facts)
    if not functions:
        return b""
    rows = [(one.name, one.start, one.end, one.values) for one in functions]
    return zlib.compress(orjson.dumps((facts.language, rows)), _LEVEL)


def measured(path: str, kept: bytes) -> Sequence[Measured]:
    """Return the functions of a file of this path; none for a path that is not measured, or for damaged bytes."""
    if not kept or not is_measured(path):
        return ()
    reader = zlib.decompressobj()
    try:
        language, rows = orjson.loads(reader.decompress(kept, MAX_PLAIN))
        return [Measured(path, name, language, start, end, _told(values)) for name, start, end, values in rows]
    except (ValueError, TypeError, zlib.error):
        return ()


def _told(values: Sequence[float | None]) -> tuple[float, ...]:
    """JSON has no word for what is unknown but null."""
    return tuple(math.nan if value is None else value for value in values)
