"""The runs of the examples: what passed, on which versions, and where that was."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tools.paths import RUNS
from tools.sources.catalogue import Example, NotReadyError

# How many examples a message names: a change of the library concerns all of them.
NAMED = 20


@dataclass(frozen=True)
class Origin:
    """A run of a workflow in CI.

    Attributes:
        workflow: What the workflow is called.
        number: Which of its runs it is.
        url: Where the run is shown.
        repository: Where its repository is shown.
        commit: The commit that it checked out.
    """

    workflow: str
    number: str
    url: str
    repository: str
    commit: str


@dataclass(frozen=True)
class Run:
    """One run of the examples, on one combination of versions.

    Attributes:
        date: The day of the run, in ISO format.
        python: The version of Python (`3.11.7`).
        django: The version of Django.
        rest_framework: The version of Django REST framework.
        database: The database and its version (`SQLite 3.45.1`).
        passed: The examples that passed, with their fingerprints at that time.
        skipped: Those that were skipped, in the same way.
        packages: The versions with which all examples passed, by distribution.
        origin: Which run in CI it was a part of, if it was one.
    """

    date: str
    python: str
    django: str
    rest_framework: str
    database: str
    passed: Mapping[str, str]
    skipped: Mapping[str, str]
    packages: Mapping[str, str]
    origin: Origin | None = None


@dataclass(frozen=True)
class Results:
    """The runs that a site shows.

    Attributes:
        runs: The runs, oldest versions first.
        origin: Which run in CI they are from; nothing for those of this machine.
    """

    runs: Sequence[Run]
    origin: Origin | None = None


def load_results(directory: Path | None = None) -> Results:
    """Read the results of this machine, or those that were gathered from CI.

    Args:
        directory: Where those from CI are.

    Raises:
        NotReadyError: What was gathered is not the result of one run in CI.
    """
    if directory is None:
        return Results(_load(RUNS))
    runs = _load(directory)
    if not runs:
        raise NotReadyError(f"There are no runs in {directory}.")
    origins = {run.origin for run in runs}
    origin, *others = origins
    if origin is None or others:
        found = sorted(each.url if each else "no run in CI" for each in origins)
        raise NotReadyError(
            f"The results in {directory} have to be those of one run in CI. They are "
            f"of {' and of '.join(found)}."
        )
    return Results(runs, origin)


def verified(
    examples: Iterable[Example], results: Results, fingerprints: Mapping[str, str]
) -> dict[str, list[Run]]:
    """Return, for each example, the runs that passed it as it stands now.

    There are none for an example that this machine lacks something for.

    Args:
        examples: The examples.
        results: The runs.
        fingerprints: The fingerprint of each example now, by its path.

    Raises:
        NotReadyError: No run passed or skipped an example as it stands now.
    """
    passed = {
        example.path: [
            run
            for run in results.runs
            if run.passed.get(example.path) == fingerprints[example.path]
        ]
        for example in examples
    }
    stale = [
        f"  docs_src/{path}"
        for path, found in passed.items()
        if not found
        if all(run.skipped.get(path) != fingerprints[path] for run in results.runs)
    ]
    if stale:
        more = len(stale) - NAMED
        files = "\n".join(
            [*stale[:NAMED], *([f"  and {more} more"] if more > 0 else [])]
        )
        remedy = (
            f"The results are those of commit {results.origin.commit}."
            if results.origin
            else "Run `make examples`."
        )
        raise NotReadyError(
            f"Examples that have not passed as they stand now:\n{files}\n{remedy}"
        )
    return passed


def shares(runs: Sequence[Run], passed: Mapping[str, list[Run]]) -> list[str]:
    """Say which part of the examples each run passed.

    Args:
        runs: The runs.
        passed: The runs that passed each example as it stands.

    Returns:
        For a run that passed all that passed anywhere, nothing; for any other, how
        many of them it passed.
    """
    number = sum(map(bool, passed.values()))
    counts = [sum(run in found for found in passed.values()) for run in runs]
    return [f"{n} of {number} examples" if n < number else "" for n in counts]


def minor(version: str) -> str:
    """Return the series of a version (`3.11` of `3.11.7`)."""
    return ".".join(version.split(".")[:2])


def numbers(version: str) -> tuple[int, ...]:
    """Return the numbers of a version, by which versions are sorted."""
    return tuple(int(number) for number in re.findall(r"\d+", version))


def _load(directory: Path) -> list[Run]:
    paths = sorted(directory.rglob("*.json"))
    runs = [_run(json.loads(path.read_text(encoding="utf-8"))) for path in paths]
    return sorted(runs, key=_order)


def _run(data: dict[str, Any]) -> Run:
    # Runs of earlier times noted neither what was skipped nor what is below it.
    origin = data.get("origin")
    names = ("python", "django", "djangorestframework")
    return Run(
        date=data["date"],
        python=data["python"],
        django=data["django"],
        rest_framework=data["djangorestframework"],
        database=data["database"],
        passed=data["passed"],
        skipped=data.get("skipped", {}),
        packages={**data.get("packages", {}), **{name: data[name] for name in names}},
        origin=Origin(**origin) if origin else None,
    )


def _order(run: Run) -> tuple[Any, ...]:
    versions = (run.python, run.django, run.rest_framework)
    return (*map(numbers, versions), run.database)
