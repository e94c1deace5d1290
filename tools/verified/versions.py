"""The tables of supported versions: what pip takes, what CI tests, what passed here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, cast

import yaml

from tools.checks.matrix import (
    DJANGOS,
    FIRST_MINOR_OF_DJANGO_6,
    MINORS,
    NEWEST,
    exists,
)
from tools.markdown import table
from tools.verified.combinations import enumerated, told
from tools.verified.pins import (
    Package,
    classified,
    floor_of_python,
    packages,
    project,
    text_of,
)
from tools.verified.runs import Results, Run, minor, numbers, shares

# What each package that restflow does not need is for.
BESIDE = {
    "Views, tokens, schemas": (
        "adrf",
        "djangorestframework-simplejwt",
        "drf-spectacular",
    ),
    "HTTP clients and their mocks": ("httpx", "respx", "pytest-httpx"),
    "ASGI servers": ("daphne", "granian", "hypercorn"),
    "WebSockets": ("channels", "websockets"),
    "Browsers": ("playwright",),
    "Running tests": (
        "anyio",
        "coverage",
        "pytest-randomly",
        "pytest-rerunfailures",
        "pytest-timeout",
        "pytest-xdist",
        "tblib",
        "uvloop",
    ),
    "Test data": ("factory-boy", "model-bakery"),
    "Clocks": ("freezegun", "time-machine"),
    "Background work": ("celery", "django-tasks"),
    "Databases": ("psycopg", "pymysql"),
    "Caches": ("django-redis", "django-valkey", "pymemcache", "redis"),
    "Content Security Policy": ("django-csp",),
}
# What only our own tests and this site are made with.
OURS = ("griffe", "hypothesis", "pytest-examples", "trio")

_SERVERS = {"postgres": "PostgreSQL", "mariadb": "MariaDB"}
_IN_CI = "CI runs the tests of restflow and all examples on each combination."
_TESTED = ("Oldest tested", "Newest tested", "Passed in this build")


def page(results: Results, passed: Mapping[str, list[Run]]) -> str:
    """Return the tables of supported versions.

    Args:
        results: The runs that this build shows.
        passed: The runs that passed each example as it stands.
    """
    found, whole = packages(), _whole(results.runs, passed)
    blocks = [
        _lead(found),
        "## Python and Django",
        f"{_IN_CI} {told(results)}",
        _grid(found, results, passed),
        "## What restflow needs",
        _needed(found, whole),
        "## What it is tested with",
        "restflow needs none of these. Its tests and the examples use them.",
        _beside(found, whole),
        "## Databases",
        _databases(whole),
    ]
    return "\n\n".join(blocks) + "\n"


def series(found: Iterable[Package]) -> dict[str, str]:
    """Return which series each Django of the matrix is (`newest` -> `6.1`)."""
    newest = next(package.newest for package in found if package.name == "django")
    return {each: minor(newest) if each == NEWEST else each for each in DJANGOS}


def workflow() -> dict[str, Any]:
    """Return the workflow that runs the tests in CI."""
    text = text_of(".github/workflows/tests.yml")
    return cast("dict[str, Any]", yaml.safe_load(text))


def _lead(found: Iterable[Package]) -> str:
    floors = {package.name: package.floor for package in found}
    first, *_, last = classified(project(), "Programming Language :: Python")
    djangos = enumerated(classified(project(), "Framework :: Django"))
    return (
        f"restflow supports **Python {first} to {last}**, **Django {djangos}**, "
        f"**Django REST framework {floors['djangorestframework']}** and newer, and "
        f"**pytest {floors['pytest']}** and newer."
    )


def _whole(runs: Sequence[Run], passed: Mapping[str, list[Run]]) -> list[Run]:
    """Return the runs that passed every example that passed anywhere."""
    said = zip(runs, shares(runs, passed), strict=True)
    return [run for run, share in said if not share]


def _grid(
    found: Sequence[Package], results: Results, passed: Mapping[str, list[Run]]
) -> str:
    djangos = series(found)
    ran: dict[tuple[str, str], set[str]] = {}
    for run, share in zip(results.runs, shares(results.runs, passed), strict=True):
        ran.setdefault((minor(run.python), minor(run.django)), set()).add(share)
    absent = "not run" if results.origin else "not run here"

    def cell(python: int, django: str) -> str:
        if not exists(python, django):
            return f"needs Python 3.{FIRST_MINOR_OF_DJANGO_6}"
        # Nothing is said of a run that passed all: it comes first.
        said = sorted(ran.get((f"3.{python}", djangos[django]), {absent}))
        return said[0] or '<span class="rf-yes">passed</span>'

    rows = [[f"3.{m}", *(cell(m, django) for django in DJANGOS)] for m in MINORS]
    return table(["Python", *(f"Django {each}" for each in djangos.values())], rows)


def _needed(found: Iterable[Package], runs: Sequence[Run]) -> str:
    python = [
        "Python",
        "`restflow`",
        f"{floor_of_python(project())} or newer",
        *(f"3.{each}" for each in (MINORS[0], MINORS[-1])),
        _passed("python", runs),
    ]
    rows = [
        [
            f"`{each.name}`",
            f"`{each.needed_for}`",
            f"{each.floor} or newer",
            *_tested(each, runs),
        ]
        for each in found
        if each.needed_for
    ]
    head = ["Package", "Needed for", "You need", *_TESTED]
    return table(head, [python, *rows])


def _beside(found: Iterable[Package], runs: Sequence[Run]) -> str:
    known = {package.name: package for package in found}
    rows = [
        [f"`{name}`", use, *_tested(known[name], runs)]
        for use, names in BESIDE.items()
        for name in names
    ]
    return table(["Package", "For", *_TESTED], rows)


def _databases(runs: Sequence[Run]) -> str:
    found = sorted({run.database for run in runs})
    rows = [["SQLite", f"the one in Python; in this build {enumerated(found)}"]]
    for server in workflow()["jobs"]["ci"]["services"].values():
        image, _, version = server["image"].partition(":")
        rows.append([_SERVERS[image], f"{version}, in CI"])
    return table(["Database", "Tested with"], rows)


def _tested(package: Package, runs: Sequence[Run]) -> list[str]:
    return [package.oldest, package.newest, _passed(package.name, runs)]


def _passed(name: str, runs: Sequence[Run]) -> str:
    found = {run.packages[name] for run in runs if name in run.packages}
    return ", ".join(sorted(found, key=numbers)) or "none"
