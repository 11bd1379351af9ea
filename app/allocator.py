"""The C library's allocator, told to keep one heap: with one a thread, each grows to its own peak and keeps it."""

from __future__ import annotations

import ctypes
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
