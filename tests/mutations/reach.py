"""Which examples execute which lines of the library, and how long each takes.

It is found out once, in a run of all examples under coverage, whose contexts are the
examples. This module is a plugin of that run, too. Processes that examples start are
measured as well: Python imports a `sitecustomize` that this run puts on their path.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Generator
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tools.paths import EXAMPLES, ROOT, SOURCE

if TYPE_CHECKING:
    from coverage import CoverageData

CONTEXT, SECONDS = "RESTFLOW_REACH_CONTEXT", "RESTFLOW_REACH_SECONDS"
SETTINGS = """\
[run]
data_file = {data}
parallel = true
source = {source}
concurrency = thread
context = ${{{context}-}}
"""
STARTED = "import coverage\ncoverage.process_startup()\n"


@dataclass(frozen=True)
class Reach:
    """What the examples execute.

    Attributes:
        lines: By file, below the root, and line: the examples that execute it.
        seconds: How long each example takes.
    """

    lines: dict[str, dict[int, set[str]]]
    seconds: dict[str, float]

    def examples_of(self, file: str, first: int, last: int) -> set[str]:
        """Return the examples that execute any of some lines."""
        lines = self.lines.get(file, {})
        found = (lines.get(line, set()) for line in range(first, last + 1))
        return set().union(*found)

    @cached_property
    def breadth(self) -> dict[str, int]:
        """Return how many lines of the library each example executes."""
        number: dict[str, int] = defaultdict(int)
        for lines in self.lines.values():
            for examples in lines.values():
                for example in examples:
                    number[example] += 1
        return number

    def depth(self, file: str) -> Counter[str]:
        """Return how many lines of a file each example executes."""
        return Counter(chain.from_iterable(self.lines.get(file, {}).values()))

    def save(self, path: Path) -> None:
        """Keep it in a file."""
        lines = {
            file: {line: sorted(found) for line, found in numbers.items()}
            for file, numbers in self.lines.items()
        }
        path.write_text(json.dumps({"lines": lines, "seconds": self.seconds}))

    @classmethod
    def load(cls, path: Path) -> Reach:
        """Read what was kept."""
        kept = json.loads(path.read_text())
        lines = {
            file: {int(line): set(found) for line, found in numbers.items()}
            for file, numbers in kept["lines"].items()
        }
        return cls(lines, kept["seconds"])


def measure() -> Reach:
    """Run all examples, and return what they execute."""
    with tempfile.TemporaryDirectory() as directory:
        place = Path(directory)
        settings, seconds = place / "coveragerc", place / "seconds.json"
        settings.write_text(
            SETTINGS.format(data=place / "data", source=SOURCE, context=CONTEXT)
        )
        (place / "sitecustomize.py").write_text(STARTED)
        environment = {
            **os.environ,
            "COVERAGE_PROCESS_START": str(settings),
            "PYTHONPATH": os.pathsep.join([directory, str(SOURCE), str(ROOT)]),
            SECONDS: str(seconds),
        }
        options = ["-q", "-n2", "-p", __name__]
        command = [sys.executable, "-m", "pytest", "docs_src", *options]
        subprocess.run(  # noqa: S603  (our own command)
            [*command, "-p", "no:cacheprovider", "-p", "no:randomly"],
            cwd=ROOT,
            env=environment,
            check=True,
        )
        return Reach(_lines(place), json.loads(seconds.read_text()))


def _lines(place: Path) -> dict[str, dict[int, set[str]]]:
    from coverage import Coverage

    coverage = Coverage(data_file=str(place / "data"), config_file=False)
    coverage.combine([str(place)])
    data: CoverageData = coverage.get_data()
    return {
        Path(file).relative_to(ROOT).as_posix(): {
            line: {name.rpartition("|")[2] for name in contexts} - {""}
            for line, contexts in data.contexts_by_lineno(file).items()
        }
        for file in data.measured_files()
    }


# The plugin.

_seconds: dict[str, float] = defaultdict(float)


def _enter(path: Path) -> None:
    from coverage import Coverage

    if path.is_relative_to(EXAMPLES) and (running := Coverage.current()):
        name = path.relative_to(EXAMPLES).as_posix()
        running.switch_context(name)
        # Processes that it starts have it for a context of their own.
        os.environ[CONTEXT] = name


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(
    collector: pytest.Collector,
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Count what is executed while an example is imported for the example."""
    if isinstance(collector, pytest.Module):
        _enter(collector.path)
    return (yield)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Count what a test executes for its example."""
    _enter(item.path)


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Add up how long an example takes."""
    _seconds[report.nodeid.partition("::")[0].removeprefix("docs_src/")] += (
        report.duration
    )


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Hand over how long the examples took, unless this process runs a part of them."""
    is_worker = hasattr(session.config, "workerinput")
    if not is_worker and (file := os.environ.get(SECONDS)):
        Path(file).write_text(json.dumps(_seconds))
