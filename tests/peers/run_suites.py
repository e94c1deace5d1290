"""Run whole suites of other projects with restflow's plugin loaded, and without.

Those who install restflow have its plugin in all their tests. It must not change what
becomes of a test that has nothing to do with it, and must not warn of what is fine. The
suites of `projects.py` run with the plugin and without it, at the same time:

    python -m tests.peers.run_suites

It is a failure if a test passes without the plugin and not with it, if one runs in only
one of the two, and if restflow warns of a test that `warnings.toml` doesn't list; there
a reason says why the warning is true. So is one that is listed and isn't told.

The tests of some projects are in their repositories only. Where these can't be reached,
the suite is said to be not run, which is a failure with RESTFLOW_PEERS_REQUIRED=true.
"""

# A script talks to people.
# ruff: noqa: T201

from __future__ import annotations

import argparse
import os
import sys
import time
import tomllib
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from tests.peers.projects import SUITES, Project
from tests.peers.source import OutOfReachError, SourceError
from tests.peers.suite import OURS, Run, Told, judge, run

LIST = Path(__file__).with_name("warnings.toml")
REQUIRED = "RESTFLOW_PEERS_REQUIRED"


@dataclass(frozen=True)
class Right:
    """A warning that is true."""

    test: str
    text: str  # What it has to contain.
    reason: str

    @classmethod
    def read(cls, project: str) -> list[Right]:
        """Return those of a project's tests."""
        listed = tomllib.loads(LIST.read_text(encoding="utf-8"))
        return [cls(**entry) for entry in listed.get(project, [])]

    def is_about(self, told: Told) -> bool:
        """Tell whether it is about a warning."""
        return told.test == self.test and self.text in told.text


def untrue(told: Sequence[Told], listed: Sequence[Right]) -> Iterator[str]:
    """Yield a complaint for each warning that isn't listed, or is and isn't told."""
    for warning in told:
        if not any(right.is_about(warning) for right in listed):
            said = "\n".join(f"    {line}" for line in warning.text.splitlines())
            yield f"{warning.test} is told of {warning.category}:\n{said}"
    for right in listed:
        if not any(right.is_about(warning) for warning in told):
            yield f"{right.test} is listed for {right.text!r} and is not told of it."


def check(project: Project) -> list[str]:
    """Run a suite both ways, say what happened, and return what is wrong."""
    source = project.source()
    began = time.monotonic()
    arguments = (*project.options, *project.tests)

    def once(plugins: tuple[str, ...]) -> Run:
        return run(source, arguments, plugins)

    with ThreadPoolExecutor(2) as pool:
        both = pool.map(once, [project.plugins, (*project.plugins, OURS)])
        baseline, ours = both
    print(
        f"  {len(baseline.passed)} pass without restflow's plugin, {len(ours.passed)} "
        f"with it, in {time.monotonic() - began:.0f} s; {len(ours.told)} warnings"
    )
    for test in baseline.failed:
        print(f"  fails without it, too: {test}")
    listed = Right.read(project.name)
    return [*judge(baseline, ours), *untrue(ours.told, listed)]


def check_all(
    projects: Sequence[Project], check_one: Callable[[Project], list[str]]
) -> int:
    """Check each project, and return 1 if something is wrong."""
    complaints: list[str] = []
    missing: list[str] = []
    for project in projects:
        print(f"The tests of {project.name} {project.release}", flush=True)
        try:
            complaints += [f"{project.name}: {said}" for said in check_one(project)]
        except OutOfReachError as error:
            print(f"  not run: {project.repository} can't be reached: {error}")
            missing.append(project.name)
        except SourceError as error:
            complaints.append(f"{project.name}: {error}")
    if complaints:
        print("\nWhat is wrong:", *complaints, sep="\n- ")
    if missing:
        print(f"\nNot run: {', '.join(missing)}")
    required = missing and os.environ.get(REQUIRED) == "true"
    return int(bool(complaints or required))


def chosen(description: str, projects: Sequence[Project]) -> list[Project]:
    """Return the projects that the command line names, or all."""
    parser = argparse.ArgumentParser(description=description.splitlines()[0])
    names = [project.name for project in projects]
    parser.add_argument("--project", choices=names, action="append")
    wanted: list[str] = parser.parse_args().project or names
    return [project for project in projects if project.name in wanted]


if __name__ == "__main__":
    sys.exit(check_all(chosen(__doc__ or "", SUITES), check))
