"""Runs of the project beside this file: how they are started, what they leave."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from tests.support.services import postgresql, without_postgresql

ROOT = Path(__file__).parents[2]
PROJECT = Path(__file__).parent / "project"
DATABASES = ("memory", "file", "postgresql")
CONFIGURATION = """
[pytest]
asyncio_default_fixture_loop_scope = function
addopts = --import-mode=importlib -p no:cacheprovider
filterwarnings = error
"""


def pytest_command(directory: Path, file: str, *args: str) -> list[str]:
    """Return what runs a file of the project with pytest.

    Args:
        directory: Where it is going to run.
        file: The file's name, without its ending.
        *args: More of pytest's options.
    """
    (directory / "pytest.ini").write_text(CONFIGURATION)
    where = ["-c", "pytest.ini", f"--rootdir={ROOT}", f"--confcutdir={PROJECT}"]
    path = str(PROJECT / f"{file}.py")
    return [sys.executable, "-m", "pytest", "-q", *where, *args, path]


def environment(database: str, name: str, **more: str) -> dict[str, str]:
    """Return the environment of a run.

    Args:
        database: One of the databases.
        name: What names of its own databases begin with.
        **more: What else the file wants to know.
    """
    path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "tests.server.project.settings",
        "ISOLATION_DATABASE": database,
        "ISOLATION_NAME": name,
        "PYTHONPATH": path,
        **more,
    }


def left_behind(directory: Path, name: str) -> list[str]:
    """Return the databases of a run that are still there."""
    files = [path.name for path in directory.glob("*.sqlite3*")]
    if without_postgresql():
        return files
    query = "SELECT datname FROM pg_database WHERE datname LIKE %s"
    with postgresql() as connection:
        return files + [row[0] for row in connection.execute(query, [f"{name}%"])]
