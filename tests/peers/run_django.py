"""Run Django's own tests of `AsyncClient` with `AsyncAPIClient` in its place.

`AsyncAPIClient` and `AsyncAPIRequestFactory` are subclasses of Django's classes, and
keep their contract. Nobody knows that contract better than Django's own tests, which
are not installed with Django: they are taken from its source distribution, of the
version that is installed, and run by Django's own `runtests.py`:

    python -m tests.peers.run_django

They run three times: with Django's classes, which tells what fails anyway; with ours,
which send data as JSON; and with ours where the project's settings say 'multipart',
which is what Django's classes send. Where ours are right to differ, `differences.toml`
says so, test by test, with the reason and the error that has to come of it.

It is a failure if a test fails that isn't on that list; if one on it passes, or fails
with another error; if a test that made its requests with Django's class didn't make
them with ours; and if Django has a test module that names these classes and isn't run.
"""

# A script talks to people, and the commands are our own.
# ruff: noqa: S603, T201

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import django

from tests.peers.source import ROOT, SourceError, django_tests

LIST = Path(__file__).with_name("differences.toml")

MODULES = (
    "test_client",
    "test_client_regress",
    "async",
    "asgi",
    # The others in which Django uses these classes.
    "auth_tests.test_remote_user",
    "handlers",
    "logging_tests",
    "middleware_exceptions",
    "staticfiles_tests.test_handlers",
)
NAMES = re.compile(rb"\b(AsyncClient|AsyncRequestFactory|async_client)\b")

MODES = {
    "json": "Data goes out as JSON, which is the default:",
    "multipart": "Data goes out as Django sends it (TEST_REQUEST_DEFAULT_FORMAT):",
}
LINES_OF_TRACEBACK = 8


class RunError(Exception):
    """Django's tests could not be run."""


@dataclass(frozen=True)
class Difference:
    """A test that is right to fail with our classes."""

    test: str  # An id; a `*` in it stands for any name of a class.
    error: str  # What its traceback has to contain.
    reason: str
    before: str = ""  # The first version of Django whose test passes.

    @classmethod
    def read(cls, mode: str) -> list[Difference]:
        """Return those of a mode that the installed version of Django has."""
        listed = tomllib.loads(LIST.read_text(encoding="utf-8"))
        every = [cls(**entry) for entry in listed.get(mode, [])]
        return [difference for difference in every if difference.is_current()]

    def is_current(self) -> bool:
        """Tell whether it is about the version of Django that is installed."""
        before = tuple(int(part) for part in self.before.split(".") if part)
        return not before or django.VERSION[:2] < before

    def is_about(self, test: str) -> bool:
        """Tell whether it is about a test, or a subtest, with this id."""
        pattern = re.escape(self.test).replace(r"\*", r"\w+")
        return re.fullmatch(pattern, test) is not None


@dataclass(frozen=True)
class Run:
    """What happened when Django's tests ran once."""

    ran: list[str]
    failures: dict[str, str]  # The tracebacks, by the id of the test or the subtest.
    uses: list[str]  # The tests that made a request with a class of the run.

    @cached_property
    def failed(self) -> frozenset[str]:
        """The tests that failed, or of which a subtest did."""
        return frozenset(test_of(failure) for failure in self.failures)

    @cached_property
    def passed(self) -> list[str]:
        """The tests that passed."""
        return [test for test in self.ran if test not in self.failed]


def test_of(failure: str) -> str:
    """Return the id of the test that failed, or that a subtest which did is part of."""
    return failure.partition(" ")[0]


def module_of(test: str) -> str:
    """Return the module that a test is in, as it is named in `MODULES`."""
    return next((name for name in MODULES if test.startswith(f"{name}.")), "elsewhere")


def run(tests: Path, mode: str) -> Run:
    """Run Django's tests in a process of their own.

    Args:
        tests: Where they are.
        mode: 'django' for Django's own classes, or one of `MODES`.

    Raises:
        RunError: They did not run to the end.
    """
    with tempfile.TemporaryDirectory() as directory:
        notes = Path(directory, "notes.json")
        environment = {
            **os.environ,
            "PYTHONPATH": os.pathsep.join(
                filter(None, [str(ROOT), os.environ.get("PYTHONPATH")])
            ),
            "RESTFLOW_PEERS_MODE": mode,
            "RESTFLOW_PEERS_NOTES": str(notes),
        }
        command = [sys.executable, "runtests.py", "--parallel=1", "--noinput"]
        command += ["--verbosity=0", "--settings=tests.peers.inside", *MODULES]
        done = subprocess.run(
            command,
            cwd=tests,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        if not notes.exists():
            raise RunError(f"Django's tests did not run:\n{last_lines(done.stdout)}")
        return Run(**json.loads(notes.read_text(encoding="utf-8")))


def last_lines(text: str) -> str:
    """Return the end of a text, indented."""
    lines = text.strip().splitlines()[-LINES_OF_TRACEBACK:]
    return "\n".join(f"    {line}" for line in lines)


def forgotten_modules(tests: Path) -> Iterator[str]:
    """Yield a complaint for each file that names the classes and isn't run."""
    for file in sorted(tests.rglob("*.py")):
        name = ".".join(file.relative_to(tests).with_suffix("").parts)
        run_too = any(f"{name}.".startswith(f"{module}.") for module in MODULES)
        if not run_too and NAMES.search(file.read_bytes()):
            yield f"{name} names these classes and is not run: add it to MODULES."


def empty_modules(baseline: Run) -> Iterator[str]:
    """Yield a complaint for each module of which no test ran."""
    ran = {*map(module_of, baseline.ran)}
    for module in MODULES:
        if module not in ran:
            yield f"Django has no tests in {module}."


def judge(
    baseline: Run, ours: Run, listed: list[Difference]
) -> tuple[dict[str, Difference], list[str]]:
    """Tell right differences from wrong ones.

    Args:
        baseline: The run with Django's classes.
        ours: The run with ours.
        listed: The differences that are right.

    Returns:
        The differences that were found to be right, by the id of the test, and a
        complaint for each thing that is wrong.
    """
    right: dict[str, Difference] = {}
    wrong: list[str] = []
    for test, traceback in ours.failures.items():
        if test_of(test) in baseline.failed:
            continue
        known = next((entry for entry in listed if entry.is_about(test)), None)
        if known is None:
            wrong.append(f"{test} fails and is not listed:\n{last_lines(traceback)}")
        elif known.error not in traceback:
            wrong.append(
                f"{test} is listed for {known.error!r} and fails with something else:\n"
                f"{last_lines(traceback)}"
            )
        else:
            right[test] = known
    wrong += stale(baseline, ours, listed)
    wrong += [f"{test} did not run." for test in baseline.ran if test not in ours.ran]
    wrong += [
        f"{test} passes, and made its requests with Django's own class."
        for test in baseline.uses
        if test in ours.passed and test not in ours.uses
    ]
    return right, wrong


def stale(baseline: Run, ours: Run, listed: list[Difference]) -> Iterator[str]:
    """Yield a complaint for each difference that is listed and isn't there."""
    for difference in listed:
        about = [
            test
            for test in {*ours.ran, *ours.failures}
            if difference.is_about(test) and test not in baseline.failed
        ]
        if not about:
            yield f"{difference.test} is listed, and there is no such failure."
        for test in about:
            if test in ours.passed:
                yield f"{test} is listed and passes: take it off the list."


def summary(ours: Run, right: dict[str, Difference]) -> Iterator[str]:
    """Yield a line for each module."""
    passed = Counter(map(module_of, ours.passed))
    using = Counter(module_of(test) for test in ours.passed if test in ours.uses)
    differing = Counter(map(module_of, right))
    width = max(map(len, MODULES))
    for module in MODULES:
        yield (
            f"  {module:{width}}  {passed[module]:4} passed, {using[module]:3} of them "
            f"with these classes; {differing[module]:2} listed differences"
        )


def report(tests: Path, modes: list[str]) -> tuple[int, int]:
    """Run everything, say what happened, and return how much passed and failed."""
    print(f"The tests of Django {django.__version__}, with restflow's classes in it")
    baseline = run(tests, "django")
    for test in baseline.failures:
        print(f"  fails with Django's own classes, too: {test}")
    complaints = [*forgotten_modules(tests), *empty_modules(baseline)]
    passed = 0
    for mode in modes:
        print(f"\n{MODES[mode]}", flush=True)
        ours = run(tests, mode)
        right, wrong = judge(baseline, ours, Difference.read(mode))
        print(*summary(ours, right), sep="\n")
        passed += len(ours.passed)
        complaints += [f"{mode}: {complaint}" for complaint in wrong]
    if complaints:
        print("\nWhat is wrong:", *complaints, sep="\n- ")
    return passed, len(complaints)


def main(arguments: list[str] | None = None) -> int:
    """Run Django's tests, and return 1 if something is wrong."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument(
        "--mode", choices=MODES, action="append", help="run in this mode only"
    )
    options: Any = parser.parse_args(arguments)
    try:
        passed, failed = report(django_tests(), options.mode or list(MODES))
    except (RunError, SourceError) as error:
        print(error)
        passed, failed = 0, 1
    print(f"\n{passed} passed, {failed} failed")
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main())
