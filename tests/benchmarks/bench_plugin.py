"""What the pytest plugin costs: `python -m tests.benchmarks.bench_plugin`.

Tests that know nothing of restflow are run by pytest with pytest-django and
pytest-asyncio, with the plugin and without, each run in a process of its own. What is
measured is the processor time of that process, from start to end. Rounds take turns,
so that what else the machine does falls on both alike. Nothing is asserted.
"""

# A script talks to people.
# ruff: noqa: T201

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import django
import pytest

ROOT = Path(__file__).parents[2]
PLUGINS = ("-p", "pytest_django.plugin", "-p", "pytest_asyncio.plugin")
OURS = ("-p", "restflow.pytest_plugin")
OPTIONS = ("-q", "-p", "no:cacheprovider", "--no-header")
IMPORTS = """
import pytest
from django.contrib.auth.models import Group
"""
DATABASE = "@pytest.mark.django_db\n"
MARKS = {"auto": "", "strict": "@pytest.mark.asyncio\n"}


@dataclass
class Suite:
    """Tests of one kind, and what they took.

    Attributes:
        name: What they are called.
        test: One of them; its number is put in.
        times: How many there are.
        options: What pytest is told beside them.
    """

    name: str
    test: str
    times: int
    options: tuple[str, ...] = ()
    # In seconds, one for each round.
    stock: list[float] = field(default_factory=list[float])
    ours: list[float] = field(default_factory=list[float])

    def write(self, directory: Path) -> None:
        """Write its tests, and have them and all plugins compiled."""
        directory.mkdir()
        (directory / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")
        tests = (self.test.replace("NUMBER", str(n)) for n in range(self.times))
        (directory / "test_it.py").write_text(IMPORTS + "\n".join(tests), "utf-8")
        cpu_time(directory, (*OURS, *self.options))

    def run(self, directory: Path, *, ours_first: bool) -> None:
        """Run it once in each way, and note what that took."""
        for ours in (ours_first, not ours_first):
            options = (*OURS, *self.options) if ours else self.options
            (self.ours if ours else self.stock).append(cpu_time(directory, options))

    def __str__(self) -> str:
        best = min(self.ours) / min(self.stock)
        median = statistics.median(
            mine / theirs for mine, theirs in zip(self.ours, self.stock, strict=True)
        )
        more = min(self.ours) - min(self.stock)
        each = f"{more / self.times * 1e6:6.0f} µs" if self.times > 1 else ""
        return (
            f"  {self.name:34}{self.times:6}{min(self.stock):8.2f}{min(self.ours):8.2f}"
            f"{best:8.3f}{median:8.3f}{more * 1000:8.0f} ms {each}"
        )


def suites(tests: int, mode: str) -> list[Suite]:
    """List the suites: synchronous tests, and half as many asynchronous ones."""
    told = (f"--asyncio-mode={mode}",)
    mark = MARKS[mode]
    sync = "def test_NUMBER():\n    {}\n"
    coroutine = mark + "async def test_NUMBER():\n    {}\n"
    client = mark + "async def test_NUMBER(async_client):\n    {}\n"
    query, aquery = "Group.objects.first()", "await Group.objects.afirst()"
    request = "assert (await async_client.get('/')).status_code == 200"
    half = tests // 2
    return [
        Suite("sync", sync.format("assert True"), tests),
        Suite("sync, a query", DATABASE + sync.format(query), tests),
        Suite("async", coroutine.format("assert True"), half, told),
        Suite("async, a query", DATABASE + coroutine.format(aquery), half, told),
        Suite("async, a request", client.format(request), half, told),
        Suite(
            "async, a request, django_db", DATABASE + client.format(request), half, told
        ),
        Suite(
            "start: --collect-only of a test",
            sync.format("pass"),
            1,
            ("--collect-only",),
        ),
    ]


def cpu_time(directory: Path, options: tuple[str, ...]) -> float:
    """Run the tests, and return the processor time that it took, in seconds."""
    command = [sys.executable, "-m", "pytest", *OPTIONS, *PLUGINS, *options]
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.benchmarks.plugin_settings",
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
        "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]),
    }
    with (directory / "output").open("w+", encoding="utf-8") as output:
        process = subprocess.Popen(  # noqa: S603  (our own command)
            command, cwd=directory, env=environment, stdout=output, stderr=output
        )
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            output.seek(0)
            raise SystemExit(f"{command} failed:\n{output.read()}")
    return usage.ru_utime + usage.ru_stime


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--tests", type=int, default=2000, help="synchronous ones")
    parser.add_argument("--mode", choices=MARKS, default="auto", help="of asyncio")
    parser.add_argument("--only", default="", help="suites whose name has this in it")
    arguments = parser.parse_args()
    found = [
        suite
        for suite in suites(arguments.tests, arguments.mode)
        if arguments.only in suite.name
    ]
    print(
        f"Python {sys.version.split()[0]}, django {django.__version__}, pytest "
        f"{pytest.__version__}; processor time of a run, without and with the plugin"
    )
    with tempfile.TemporaryDirectory() as directory:
        places = [Path(directory, str(n)) for n in range(len(found))]
        for suite, place in zip(found, places, strict=True):
            suite.write(place)
        for turn in range(arguments.rounds):
            for suite, place in zip(found, places, strict=True):
                suite.run(place, ours_first=bool(turn % 2))
    print(
        f"  {'':34}{'tests':>6}{'without':>8}{'with':>8}{'best':>8}{'median':>8}"
        f"{'more':>11}{'a test':>7}"
    )
    for suite in found:
        print(suite)


if __name__ == "__main__":
    main()
