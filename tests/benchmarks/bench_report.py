"""What the report of a run costs: `python -m tests.benchmarks.bench_report`.

A suite of 5,000 exchanges is run with `--restflow-report` and without. What is measured
is the processor time of each run, from start to end; rounds take turns. Then the size
of the report, and how long Chromium takes until the page has been laid out and answers.
Nothing is asserted.
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
import time
from pathlib import Path

from tests.benchmarks.suites import INI, ROOT
from tools import chromium

OPTIONS = ("-q", "-c", "pytest.ini", "-p", "no:randomly", "-p", "no:cacheprovider")
SUITE = "tests.benchmarks.report_suite"


def cpu_time(directory: Path, exchanges: int, *options: str) -> float:
    """Run the suite, and return the processor time that it took, in seconds."""
    path = [str(ROOT / "src"), str(ROOT), str(ROOT / "docs_src")]
    environment = {
        **os.environ,
        "BENCHMARK_TIMES": str(exchanges),
        "DJANGO_SETTINGS_MODULE": "project.settings",
        "PYTHONPATH": os.pathsep.join(path),
    }
    told = (*OPTIONS, "--noconftest", "--rootdir", str(directory), *options)
    command = [sys.executable, "-m", "pytest", *told, "--pyargs", SUITE]
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


def opening_times(report: Path, times: int) -> list[float]:
    """Return how long a browser takes to open a report, in seconds."""
    from playwright.sync_api import sync_playwright

    took: list[float] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium.executable(), args=chromium.ARGUMENTS
        )
        for _ in range(times):
            page = browser.new_page()
            start = time.perf_counter()
            page.goto(report.as_uri())
            # The script has run, and a frame was drawn.
            page.locator("#filters").wait_for()
            page.evaluate("new Promise((done) => requestAnimationFrame(done))")
            took.append(time.perf_counter() - start)
            page.close()
        browser.close()
    return took


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--exchanges", type=int, default=5000)
    parser.add_argument("--keep", type=Path, help="where to put the report")
    arguments = parser.parse_args()
    exchanges: int = arguments.exchanges
    without: list[float] = []
    reporting: list[float] = []
    with tempfile.TemporaryDirectory() as name:
        directory = Path(name)
        (directory / "pytest.ini").write_text(INI, encoding="utf-8")
        report = directory / "report.html"
        option = f"--restflow-report={report.name}"
        for turn in range(arguments.rounds):
            ways = [(without, ()), (reporting, (option,))]
            for noted, options in ways[:: -1 if turn % 2 else 1]:
                noted.append(cpu_time(directory, exchanges, *options))
        if arguments.keep:
            arguments.keep.write_bytes(report.read_bytes())
        size = report.stat().st_size
        opened = opening_times(report, 5) if chromium.executable() else []
    ratio = statistics.median(b / a for a, b in zip(without, reporting, strict=True))
    print(f"{exchanges:,} exchanges, processor time of the run, median of rounds")
    print(f"  without a report {statistics.median(without):8.2f} s")
    print(
        f"  with a report    {statistics.median(reporting):8.2f} s, {ratio:.3f} times"
    )
    print(f"  the best of each {min(without):8.2f} s, {min(reporting):.2f} s")
    print(f"  size of the file {size / 1e6:8.2f} MB")
    if opened:
        median = statistics.median(opened)
        print(f"  opened in        {median:8.2f} s, at most {max(opened):.2f} s")


if __name__ == "__main__":
    main()
