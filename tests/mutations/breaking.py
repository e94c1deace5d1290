"""How one thing is broken in a copy of the repository, and what has to notice it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from tools.paths import ROOT

COPIED = (
    ".github",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "Makefile",
    "README.md",
    "SECURITY.md",
    "conftest.py",
    "constraints-oldest.txt",
    "constraints.txt",
    "docs",
    "docs_src",
    "mkdocs.deploy.yml",
    "mkdocs.yml",
    "overrides",
    "pyproject.toml",
    "src",
    "tests",
    "tools",
)
EXAMPLES = ("docs_src", "-p", "tools.records.recording", "--records=check")


def copied(directory: Path) -> Path:
    """Copy the repository, with the runs and cards that it has now."""
    made = [name for name in ("build/cards", ".cache/runs") if (ROOT / name).exists()]
    # What pytest has compiled remembers where it was.
    return copy_into(directory, (*COPIED, *made), compiled="*-pytest-*.pyc")


def copy_into(
    directory: Path, names: Iterable[str], *, compiled: str = "__pycache__"
) -> Path:
    """Copy files and folders of the repository, without what runs have left there."""
    ignored = shutil.ignore_patterns(compiled, "db.sqlite3", "media")
    for name in names:
        source, target = ROOT / name, directory / name
        if source.is_dir():
            shutil.copytree(source, target, ignore=ignored)
        else:
            shutil.copy(source, target)
    return directory


def environment_of(copy: Path) -> dict[str, str]:
    return os.environ | {
        # The installed library is the repository's; the copy's has to come before it.
        "PYTHONPATH": os.pathsep.join([str(copy / "src"), str(copy)]),
        # The gates need plugins that other inner runs do without.
        "PYTEST_ADDOPTS": "-p no:hypothesispytest",
    }


def pytest_in(copy: Path, *arguments: str) -> str:
    """Run pytest in the copy, which has to fail, and return what it says."""
    return failing([sys.executable, "-m", "pytest", "-q", "-x", *arguments], copy)


def failing(command: list[str], copy: Path) -> str:
    environment = {**environment_of(copy), "COLUMNS": "200"}
    done = subprocess.run(  # noqa: S603  (our own command)
        command, cwd=copy, env=environment, capture_output=True, text=True, check=False
    )
    said = done.stdout + done.stderr
    assert done.returncode != 0, f"Nothing noticed:\n{said}"
    return said


def edit(file: Path, old: str, new: str) -> None:
    text = file.read_text()
    assert old in text, f"{file.name} has no {old!r}"
    file.write_text(text.replace(old, new))
