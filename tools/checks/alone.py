"""Run each example alone, in a process of its own.

An interpreter and Django take a second to start, so the processes are forked from one
that has started already.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from tools.paths import ROOT, examples, name_of

PROCESSES = os.cpu_count() or 1


def start(path: Path) -> int:
    """Run a file's tests in a process of their own, and return its number.

    Args:
        path: The file.
    """
    child = os.fork()
    if child == 0:
        os._exit(pytest.main(["-q", "--no-header", "-p", "no:randomly", str(path)]))
    return child


def main() -> int:
    """Run them all, and name those that fail."""
    os.chdir(ROOT)
    # Collecting imports what the children then need not import again.
    pytest.main(["-qq", "--collect-only", *map(str, examples())])
    waiting, running, failed = examples(), dict[int, Path](), list[Path]()
    while waiting or running:
        while waiting and len(running) < PROCESSES:
            path = waiting.pop()
            running[start(path)] = path
        child, status = os.wait()
        path = running.pop(child)
        if os.waitstatus_to_exitcode(status):
            failed.append(path)
    print(f"{len(examples()) - len(failed)} passed, {len(failed)} failed")
    for path in sorted(failed):
        print(f"alone, this fails: {name_of(path)}")
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main())
