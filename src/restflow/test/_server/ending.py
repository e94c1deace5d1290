"""How an interrupted run with a live server ends."""

from __future__ import annotations

import os
import signal
import threading
import time
from contextlib import suppress
from functools import cache, partial
from multiprocessing import parent_process
from types import FrameType

# How often a worker looks whether it is still wanted, in seconds.
_OFTEN = 0.5


@cache
def end_cleanly(process: int) -> None:
    """Have this process leave nothing behind when somebody ends the run.

    By default SIGTERM ends a process at once, and test databases stay. Here it does
    what Ctrl-C does. A worker of Django's `--parallel` drops none: it has to be ended
    at once, also when the run is gone whose worker it was. Nobody else tells it.

    Args:
        process: This process. Once is enough, but it is forgotten in a fork.
    """
    if parent_process() is not None:
        run = os.getppid()
        threading.Thread(target=_end_with, args=[run], daemon=True).start()
    # Who has a handler knows what to do; other threads than the main one can't set one.
    elif signal.getsignal(signal.SIGTERM) is signal.SIG_DFL:
        with suppress(ValueError):
            signal.signal(signal.SIGTERM, partial(_interrupt, process))


def _end_with(run: int) -> None:
    while os.getppid() == run:
        time.sleep(_OFTEN)
    os._exit(1)


def _interrupt(process: int, _signal: int, _frame: FrameType | None) -> None:
    if os.getpid() == process:
        # A worker of pytest-xdist gets a SIGINT some seconds after its run is gone, in
        # the middle of what it has to clean up.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        raise KeyboardInterrupt
    # A fork of this process, which has inherited what was not meant for it.
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.raise_signal(signal.SIGTERM)
