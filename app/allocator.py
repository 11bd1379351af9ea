"""Memory that does not creep up: one heap of the C library for all threads, and garbage collected while it is little.

With a heap a thread, each grows to its own peak and keeps it.
"""

from __future__ import annotations

import ctypes
import gc
from contextlib import suppress

# https://man7.org/linux/man-pages/man3/mallopt.3.html; other C libraries have no such function and need none.
M_TRIM_THRESHOLD, M_ARENA_MAX = -1, -8
TRIM_BYTES = 128 * 1024


def keep_one_heap() -> None:
    """Share one heap among all threads, and give its free end back; to be called before the first thread starts.

    Database drivers and file access run in threads here, and which of them meets the largest peak is chance.
    """
    with suppress(OSError, AttributeError):
        library = ctypes.CDLL(None)
        library.mallopt(M_ARENA_MAX, 1)
        library.mallopt(M_TRIM_THRESHOLD, TRIM_BYTES)


def settle() -> None:
    """Take what is loaded by now out of the garbage collector's sight; to be called once, when everything is open.

    To walk over it stops an event loop for 60 ms. And a full collection waits until as much was added as a quarter of
    what the last one left: with 125,000 objects of modules among it, the garbage of many reviews lies about. Hence the
    second collection, after which the collector counts from nothing.
    https://github.com/python/cpython/blob/3.11/Modules/gcmodule.c (gc_collect_generations)
    """
    gc.collect()
    gc.freeze()
    gc.collect()
