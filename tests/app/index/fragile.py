"""A parser's process that dies as its files ask for, without any grammar."""

from __future__ import annotations

import os
import signal
import time

from app.index import child


def answered(code: bytes, language: str) -> bytes:
    """Do what a file says."""
    if code == b"crash":
        os.kill(os.getpid(), signal.SIGSEGV)
    if code == b"hang":
        while True:
            pass
    if code == b"sleep":
        time.sleep(60)
    if code == b"bug":
        raise KeyError(code)
    return b"%s: %s" % (language.encode(), code)


if __name__ == "__main__":
    child.CPU_S = 0.2
    child._answer = answered
    child.main()
