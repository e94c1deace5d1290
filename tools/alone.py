"""Run each example alone, in a process of its own.

An interpreter and Django take a second to start, so the processes are forked from one
that has started already.
"""

from __future__ import annotations

import os
import sys

import pytest

from tools.paths import ROOT, examples, name_of


def passes(name: str) -> bool:
    """Tell whether a file's tests pass in a process of their own.

    Args:
        name: The file.
    """
    child = os.fork()
    if child == 0:
        os._exit(pytest.main(["-q", "--no-header", "-p", "no:randomly", name]))
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def main() -> int:
    """Run them all, and name those that fail."""
    os.chdir(ROOT)
    # Collecting imports what the children then need not import again.
    pytest.main(["-qq", "--collect-only", *map(str, examples())])
    failed = [path for path in examples() if not passes(str(path))]
    print(f"{len(examples()) - len(failed)} passed, {len(failed)} failed")
    for path in failed:
        print(f"alone, this fails: {name_of(path)}")
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main())
