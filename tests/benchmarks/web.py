"""`diffdiver web`: from process start to ready, and its resident memory after 200 signed deliveries.

Usage: python -m tests.benchmarks.web [STARTS]

The embedded Redis is running and the database is made, as when a web process is started again.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
import uuid
from pathlib import Path

from tests.benchmarks.bot import environment
from tests.benchmarks.figures import Figure, load, show, spread
from tests.demo.processes import free_port, running
from tests.stand_in.keys import app_key

from app.state import valkey
from app.store.database import Database

COMMAND = "python -m tests.benchmarks.web"
PAYLOADS = Path(__file__).parent.parent / "samples" / "webhook_examples.json"
SECRET = "benchmark-secret"
STARTS = 7
DELIVERIES = 200
READY_MS, RESIDENT_MIB = 1500, 120
POLL_S = 0.005
TIMEOUT_S = 30.0
MIB = 1024
