"""What the examples run on: versions, the database, and the run in CI, if it is one."""

from __future__ import annotations

import os
import platform
import re
from importlib.metadata import distributions

import django
import rest_framework
from django.db import connection


def versions() -> dict[str, str]:
    """Return the versions that tell one run from another."""
    return {
        "python": platform.python_version(),
        "django": django.__version__,
        "djangorestframework": rest_framework.__version__,
    }


def packages() -> dict[str, str]:
    """Return the version of each distribution that is installed, by its plain name."""
    found = {
        re.sub(r"[-_.]+", "-", each.name).lower(): each.version
        for each in distributions()
    }
    return dict(sorted(found.items()))


def database() -> str:
    """Return the database and its version (`SQLite 3.45.1`)."""
    numbers = connection.get_database_version()
    return f"{connection.display_name} {'.'.join(str(part) for part in numbers)}"


def origin() -> dict[str, str] | None:
    """Return which run of a workflow on GitHub this is, and of which commit."""
    known = os.environ.get
    if known("GITHUB_ACTIONS") != "true":
        return None
    repository = f"{known('GITHUB_SERVER_URL', '')}/{known('GITHUB_REPOSITORY', '')}"
    return {
        "workflow": known("GITHUB_WORKFLOW", ""),
        "number": known("GITHUB_RUN_NUMBER", ""),
        "url": f"{repository}/actions/runs/{known('GITHUB_RUN_ID', '')}",
        "repository": repository,
        "commit": known("GITHUB_SHA", ""),
    }
