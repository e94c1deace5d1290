"""Trying a mutant: in a copy of the repository, with the examples that execute it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from tests.mutations.breaking import copy_into
from tests.mutations.mirror import tests_of
from tests.mutations.mutants import Mutant
from tests.mutations.reach import Reach
from tests.support import forked

COPIED = ("conftest.py", "docs", "docs_src", "pyproject.toml", "src", "tests", "tools")
# How many examples are run for a mutant, those first that execute little else and are
# not slow, and after these those that execute most of its file. One that all pass
# counts as a survivor.
FIRST, THEN = (3, 9), (20, 68)
SLOW = 3.0
# What a run may take: some seconds, beside a multiple of what its examples take.
PATIENCE, TIMES = 30, 6
# And what the library's tests for one file may take.
PATIENCE_OF_TESTS = 300
OPTIONS = ("-q", "-x", "-p", "no:cacheprovider", "-p", "no:randomly")
RECORDS = ("-p", "tools.records.recording", "--records=check")
NO_END = "no end"
FAILED = re.compile(r"^(?:FAILED|ERROR) (?:docs_src/)?([\w/.]+)", re.MULTILINE)
DIFFERS = re.compile(r"(\S+) no longer does what its record says")


class Result(NamedTuple):
    """What became of a mutant.

    Attributes:
        name: Which mutant it is.
        killed: Which example noticed it; nothing if it survived.
        reached: How many examples execute it.
        seconds: How long it took.
        noticed: Which of the library's tests noticed it, if no example has.
    """

    name: str
    killed: str
    reached: int
    seconds: float
    noticed: str = ""


class Copy:
    """A copy of the repository, in which one process tries mutants."""

    def __init__(self) -> None:
        self.root = copy_into(Path(tempfile.mkdtemp(prefix="restflow-score-")), COPIED)

    def run(self, chosen: Sequence[str], seconds: float) -> str:
        """Run examples, which take so many seconds, and return what failed."""
        files = [f"docs_src/{name}" for name in chosen]
        return self._run([*RECORDS, *files], PATIENCE + TIMES * seconds)

    def run_tests(self, file: str) -> str:
        """Run the library's tests for a file, and return what failed."""
        failed = self._run(["-n0", *tests_of(file)], PATIENCE_OF_TESTS)
        # They may be slow by themselves.
        return "" if failed == NO_END else failed

    def _run(self, arguments: Sequence[str], seconds: float) -> str:
        path = os.pathsep.join([str(self.root / "src"), str(self.root)])
        try:
            done = forked.run(
                [sys.executable, "-m", "pytest", *OPTIONS, *arguments],
                cwd=self.root,
                env={**os.environ, "PYTHONPATH": path},
                timeout=seconds,
            )
        except subprocess.TimeoutExpired:
            return NO_END
        return _failed(done.stdout) if done.returncode else ""

    def try_mutant(self, mutant: Mutant, reach: Reach, *, tests: bool) -> Result:
        """Return what becomes of a mutant.

        Args:
            mutant: The change.
            reach: What the examples execute.
            tests: Try one that survives with the library's own tests, too.
        """
        began = time.monotonic()
        original = (self.root / mutant.file).read_bytes()
        batches, killed, noticed = batches_of(mutant, reach), "", ""
        self._forget(mutant.file)
        try:
            mutant.apply(self.root)
            for chosen in batches:
                seconds = sum(reach.seconds.get(name, 0.0) for name in chosen)
                if killed := self.run(chosen, seconds):
                    break
            if tests and not killed:
                noticed = self.run_tests(mutant.file)
        finally:
            (self.root / mutant.file).write_bytes(original)
            self._forget(mutant.file)
        took = round(time.monotonic() - began, 1)
        reached = reach.examples_of(mutant.file, *mutant.lines)
        return Result(mutant.name, killed, len(reached), took, noticed)

    def _forget(self, file: str) -> None:
        """Remove what was compiled of a file: its time and its size may be the same."""
        path = self.root / file
        for compiled in (path.parent / "__pycache__").glob(f"{path.stem}.*"):
            compiled.unlink()


def batches_of(mutant: Mutant, reach: Reach) -> list[list[str]]:
    """Return the examples that execute a mutant, those first that say most of it.

    Then come those that execute most of its file: what it does is shown there, if
    anywhere.
    """
    breadth, depth = reach.breadth, reach.depth(mutant.file)
    left = sorted(
        reach.examples_of(mutant.file, *mutant.lines),
        key=lambda name: (reach.seconds.get(name, 0.0) > SLOW, breadth[name], name),
    )
    at_first = sum(FIRST)
    rest = sorted(left[at_first:], key=lambda name: -depth[name])
    order = iter(left[:at_first] + rest)
    batches = [[*islice(order, size)] for size in (*FIRST, *THEN)]
    return [batch for batch in batches if batch]


def _failed(said: str) -> str:
    if found := FAILED.search(said):
        return found[1]
    if found := DIFFERS.search(said):
        return f"the record of {found[1]}"
    # The library can't even be imported.
    return "no start"
