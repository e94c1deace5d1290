"""Run other projects' tests of their clients with ours in their place.

Those who come from Django REST framework's client, from adrf's or from
django-modern-rest's expect of ours what theirs did. The tests of these projects know
what that is:

    python -m tests.peers.run_clients

They run twice, at the same time: with the project's own classes and with ours. Where
ours are right to differ, `differences.toml` says so, test by test, with the reason and
the error that has to come of it.

Django REST framework's client is synchronous, and so are its tests. They get an
`AsyncAPIClient` whose requests are awaited for them, and an `AsyncAPIRequestFactory`.
Its tests and adrf's run with forms as the default format, which is what their classes
send; ours send JSON unless told otherwise. `LEFT_OUT` says what isn't run, and why.

It is a failure if a test fails that isn't on that list; if one on it passes, or fails
with another error; if one ran with only one of the two; and if a test that made its
requests with theirs didn't make them with ours.
"""

# A script talks to people.
# ruff: noqa: T201

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.peers import run_django, suite
from tests.peers.projects import CLIENTS, Project
from tests.peers.run_suites import check_all, chosen
from tests.peers.source import SourceError

IN_PLACE = "restflow_in_place"

# What the tests of a project call these classes.
NAMES = {
    "adrf": r"\bAsyncAPIClient\b|\bAsyncAPIRequestFactory\b",
    "django-modern-rest": r"\bDMRAsync\w+|\bdmr_async_(client|rf)\b",
}
# Files and directories that name these classes and are not run, with the reason.
LEFT_OUT: dict[str, dict[str, str]] = {
    "django-modern-rest": {
        "tests/test_integration/test_throttling": "They start a Redis of their own in "
        "Docker."
    },
}


def result(run: suite.Run) -> run_django.Run:
    """Return a run of pytest in the words in which Django's are judged."""
    fine = {"passed", "skipped"}
    return run_django.Run(
        ran=[test for test, said in run.outcomes.items() if said != "skipped"],
        failures={
            test: said for test, said in run.outcomes.items() if said not in fine
        },
        uses=sorted(run.uses),
    )


def files(project: Project, source: Path) -> list[str]:
    """Return the files that name the classes, less those that are left out.

    Raises:
        SourceError: What is left out isn't there.
    """
    if project.client_tests:
        return list(project.client_tests)
    left_out = LEFT_OUT.get(project.name, {})
    if gone := [path for path in left_out if not (source / path).exists()]:
        raise SourceError(f"{', '.join(gone)}: left out, and not there.")
    names = re.compile(NAMES[project.name])
    naming = [
        file.relative_to(source)
        for file in sorted((source / "tests").rglob("test_*.py"))
        if names.search(file.read_text(encoding="utf-8"))
    ]
    return [
        str(file)
        for file in naming
        if not any(file.is_relative_to(path) for path in left_out)
    ]


def only_once(theirs: run_django.Run, ours: run_django.Run) -> Iterator[str]:
    """Yield a complaint for each test that ran with one of the two classes."""
    for test in sorted({*theirs.ran} ^ {*ours.ran}):
        whose = "theirs" if test in theirs.ran else "ours"
        yield f"{test} ran only with {whose}."


def check(project: Project) -> list[str]:
    """Run a project's tests both ways, and return what is wrong."""
    source = project.source()

    def once(ours: str) -> run_django.Run:
        environment = {
            "RESTFLOW_PEERS_PROJECT": project.name,
            "RESTFLOW_PEERS_OURS": ours,
        }
        arguments = (*project.options, *files(project, source))
        plugins = (*project.plugins, IN_PLACE)
        return result(suite.run(source, arguments, plugins, environment))

    with ThreadPoolExecutor(2) as pool:
        theirs, ours = pool.map(once, ["", "yes"])
    for test in theirs.failures:
        print(f"  fails with theirs, too: {test}")
    listed = run_django.Difference.read(project.name)
    right, wrong = run_django.judge(theirs, ours, listed)
    using = [test for test in ours.passed if test in ours.uses]
    print(
        f"  {len(theirs.passed)} pass with theirs, {len(ours.passed)} with ours, "
        f"{len(using)} of them with a request; {len(right)} listed differences"
    )
    if not using:
        wrong.append("No test that passes made a request.")
    return [*only_once(theirs, ours), *wrong]


if __name__ == "__main__":
    sys.exit(check_all(chosen(__doc__ or "", CLIENTS), check))
