"""One heap for all threads, and no garbage that lies about."""

from __future__ import annotations

import subprocess
import sys

import pytest

COUNT = """
import ctypes, re, sys, threading
from app.allocator import keep_one_heap
if sys.argv[1] == "one":
    keep_one_heap()
here = threading.Barrier(8)
def fill():
    ctypes.CDLL(None).malloc(4096)
    here.wait()
threads = [threading.Thread(target=fill) for _ in range(8)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
library = ctypes.CDLL(None)
library.open_memstream.restype = ctypes.c_void_p
library.fclose.argtypes = [ctypes.c_void_p]
library.malloc_info.argtypes = [ctypes.c_int, ctypes.c_void_p]
text, size = ctypes.c_char_p(), ctypes.c_size_t()
stream = library.open_memstream(ctypes.byref(text), ctypes.byref(size))
library.malloc_info(0, stream)
library.fclose(stream)
print(len(re.findall(rb"<heap nr", text.value)))
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the C library's own call")
@pytest.mark.parametrize(("how", "one"), [("one", True), ("as it is", False)])
def test_threads_share_one_heap(how: str, one: bool) -> None:
    """The control, without the call, has one a thread."""
    answer = subprocess.run([sys.executable, "-c", COUNT, how], capture_output=True, check=True, text=True)
    assert (int(answer.stdout) == 1) is one


COLLECTIONS = """
import gc, sys
from collections import deque
from app.allocator import settle
gc.set_threshold(70, 10, 10)
loaded = [[] for _ in range(100_000)]
settle() if sys.argv[1] == "settled" else gc.collect()
before = gc.get_stats()[2]["collections"]
reviewing = deque(maxlen=1_000)
for _ in range(20_000):
    cycle = []
    cycle.append(cycle)
    reviewing.append(cycle)
print(gc.get_stats()[2]["collections"] - before)
"""


@pytest.mark.parametrize(("how", "collected"), [("settled", True), ("as it is", False)])
def test_garbage_does_not_wait_until_it_is_much_beside_what_was_loaded(how: str, collected: bool) -> None:
    """The control, without the call, has 19,000 cycles lie about that nobody holds."""
    answer = subprocess.run([sys.executable, "-c", COLLECTIONS, how], capture_output=True, check=True, text=True)
    assert (int(answer.stdout) > 0) is collected
