"""The combinations of versions on which the examples passed."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tools.paths import RUNS
from tools.site.catalogue import Example, NotReadyError


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
    """

    date: str
    python: str
    django: str
    rest_framework: str
    database: str
    passed: Mapping[str, str]
    skipped: Mapping[str, str]


def load_runs() -> list[Run]:
    """Read what the runs left behind, oldest versions first."""
    paths = sorted(RUNS.glob("*.json"))
    runs = [_run(json.loads(path.read_text(encoding="utf-8"))) for path in paths]
    return sorted(runs, key=_order)


def verified(
    examples: Iterable[Example], runs: Sequence[Run], fingerprints: Mapping[str, str]
) -> dict[str, list[Run]]:
    """Return, for each example, the runs that passed it as it stands now.

    There are none for an example that this machine lacks something for.

    Args:
        examples: The examples.
        runs: The runs.
        fingerprints: The fingerprint of each example now, by its path.

    Raises:
        NotReadyError: No run passed or skipped an example as it stands now.
    """
    passed = {
        example.path: [
            run
            for run in runs
            if run.passed.get(example.path) == fingerprints[example.path]
        ]
        for example in examples
    }
    stale = [
        f"  docs_src/{path}"
        for path, found in passed.items()
        if not found
        if all(run.skipped.get(path) != fingerprints[path] for run in runs)
    ]
    if stale:
        files = "\n".join(stale)
        raise NotReadyError(
            f"Examples that have not passed as they stand now:\n{files}\n"
            "Run `make examples`."
        )
    return passed


def summarise(runs: Sequence[Run]) -> str:
    """Name the versions of some runs in a line of HTML, with the newest date."""
    if not runs:
        return "nothing yet: where this page was built, it was skipped"
    return f"{_versions(runs)} · <time>{max(run.date for run in runs)}</time>"


def total(runs: Sequence[Run], passed: Mapping[str, list[Run]]) -> str:
    """Say in a sentence or two how many examples passed, and on how much.

    Args:
        runs: The runs that passed any of them as it stands.
        passed: The runs that passed each of them as it stands.
    """
    first, last = min(run.date for run in runs), max(run.date for run in runs)
    when = f"on {last}" if first == last else f"between {first} and {last}"
    many = "s" if len(runs) > 1 else ""
    # The others were skipped everywhere, and the matrix shows which they are.
    number = sum(map(bool, passed.values()))
    everywhere = sum(len(found) == len(runs) for found in passed.values())
    each = f", {everywhere} of them on each" if everywhere < number else ""
    skipped = len(passed) - number
    were = "was" if skipped == 1 else "were"
    others = f" {skipped} more {were} skipped." if skipped else ""
    return (
        f"**{number} examples** passed {when} on **{len(runs)} combination{many}** of "
        f"versions{each}: {_versions(runs)}.{others}"
    )


def _run(data: dict[str, Any]) -> Run:
    return Run(
        date=data["date"],
        python=data["python"],
        django=data["django"],
        rest_framework=data["djangorestframework"],
        database=data["database"],
        passed=data["passed"],
        # Runs of earlier times noted none.
        skipped=data.get("skipped", {}),
    )


def _versions(runs: Sequence[Run]) -> str:
    pythons = _span(_minors(run.python for run in runs))
    djangos = ", ".join(_minors(run.django for run in runs))
    return f"Python {pythons} · Django {djangos}"


def _order(run: Run) -> tuple[Any, ...]:
    versions = (run.python, run.django, run.rest_framework)
    return (*map(_numbers, versions), run.database)


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"\d+", version))


def _minors(versions: Iterable[str]) -> list[str]:
    minors = {".".join(version.split(".")[:2]) for version in versions}
    return sorted(minors, key=_numbers)


def _span(minors: list[str]) -> str:
    """Write a range, but only where every version in between was run too."""
    first, last = _numbers(minors[0]), _numbers(minors[-1])
    if len(minors) > 1 and len(minors) == last[-1] - first[-1] + 1:
        return f"{minors[0]} to {minors[-1]}"
    return ", ".join(minors)
