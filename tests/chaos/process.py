"""A process of the bot as the chaos run starts it: `python -m tests.chaos.process worker|web`.

The product as it is, on a shorter scale: waits of minutes are seconds here, as the lease is. A signal makes the wall
clock jump, as a wrong time server does: SIGUSR1 an hour ahead, SIGUSR2 an hour back.
"""

from __future__ import annotations

import importlib
import signal
import time

from app.__main__ import main

# What waits for minutes in the product, on the scale of the run's leases.
SHORTER: tuple[tuple[str, str, object], ...] = (
    ("app.work.runner", "BACKOFF_S", (0.5, 1.0, 2.0, 4.0, 8.0)),
    ("app.work.runner", "SETTLE_S", (0.0, 0.5, 1.0, 2.0, 4.0)),
    ("app.work.worker", "SWEEP_S", 1.0),
    ("app.work.worker", "CHORES_S", 1.0),
    ("app.work.settle_job", "BUSY_S", 2.0),
    ("app.work.reconcile.checks", "LEFT_MS", 10_000),
    ("app.github.errors", "DEFAULT_WAIT_S", 2.0),
    ("app.github.journal", "SETTLE_AFTER_MS", 4_000),
)
JUMP_S = 3_600.0

_true_time = time.time
_jumped = [0.0]


def shorten() -> None:
    """Put the waits of minutes on the scale of the run's leases."""
    for module, name, value in SHORTER:
        owner = importlib.import_module(module)
        if not hasattr(owner, name):
            raise AttributeError(f"{module}.{name} is not there any more: this run would wait for minutes")
        setattr(owner, name, value)


def jump_on_signals() -> None:
    """Let the clock of this process jump by SIGUSR1 and SIGUSR2."""

    def jump(number: int, _frame: object) -> None:
        _jumped[0] += JUMP_S if number == signal.SIGUSR1 else -JUMP_S

    time.time = lambda: _true_time() + _jumped[0]
    for number in (signal.SIGUSR1, signal.SIGUSR2):
        signal.signal(number, jump)


def run() -> None:
    """Run the command that the arguments name."""
    shorten()
    jump_on_signals()
    main()


if __name__ == "__main__":
    run()
