"""Run pytest-django's own tests with restflow's plugin loaded.

The plugin changes what pytest-django's fixtures do for asynchronous tests, and must not
change anything else. The tests are taken from the source distribution of the version
that is installed:

    python -m tests.peers.run_pytest_django

They run twice, without the plugin and with it, in two processes each. Most of them run
pytest again, which has the same plugins: only those named here, since others, such as
one that shuffles, would change what these tests expect.

It is a failure if a test passes without the plugin and not with it, if one runs in only
one of the two, or if the plugin was not in every process that should have had it.
"""

# A script talks to people.
# ruff: noqa: T201

from __future__ import annotations

import argparse
import sys
from importlib.metadata import version
from pathlib import Path

from tests.peers.source import SourceError, pytest_django_source
from tests.peers.suite import OURS, Run, judge, run

STOCK = ("xdist.plugin", "pytest_asyncio.plugin", "pytest_django.plugin")
SETTINGS = "pytest_django_test.settings_{}"


def run_once(source: Path, settings: str, *, ours: bool) -> Run:
    """Run the tests.

    Args:
        source: Where they are.
        settings: The settings of pytest-django's own that name the database.
        ours: Load restflow's plugin.

    Raises:
        SourceError: There is no report of them.
    """
    return run(
        source,
        ("-n", "2", "tests"),
        (*STOCK, OURS) if ours else STOCK,
        {"DJANGO_SETTINGS_MODULE": SETTINGS.format(settings)},
        Path(sys.executable),
    )


def main(arguments: list[str] | None = None) -> int:
    """Run pytest-django's tests, and return 1 if something is wrong."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument(
        "--database",
        choices=("sqlite_file", "sqlite", "postgres"),
        default="sqlite_file",
        help="the settings of pytest-django's own to run with",
    )
    settings = parser.parse_args(arguments).database
    print(f"The tests of pytest-django {version('pytest-django')}", flush=True)
    try:
        source = pytest_django_source()
        baseline = run_once(source, settings, ours=False)
        print(f"  {len(baseline.passed)} pass without restflow's plugin", flush=True)
        ours = run_once(source, settings, ours=True)
    except SourceError as error:
        print(error)
        return 1
    for test in baseline.failed:
        print(f"  fails without it, too: {test}")
    complaints = list(judge(baseline, ours))
    print(f"  {len(ours.passed)} pass with it, in {ours.with_plugin} runs of pytest")
    if complaints:
        print("\nWhat is wrong:", *complaints, sep="\n- ")
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
