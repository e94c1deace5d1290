"""The tests of Django and pytest-django, which only source distributions have."""

# The command is our own.
# ruff: noqa: S603

from __future__ import annotations

import re
import subprocess
import sys
import tarfile
from importlib.metadata import version
from pathlib import Path, PurePosixPath

import django

ROOT = Path(__file__).resolve().parents[2]
CACHE = ROOT / ".cache" / "peers"


class SourceError(Exception):
    """There are no tests to run."""


def django_tests() -> Path:
    """Return the directory of Django's tests, of the version that is installed.

    It is downloaded the first time, and then kept.

    Raises:
        SourceError: It could not be downloaded, or is not what it should be.
    """
    # Without the Django beside them: the installed one is tested.
    return _unpacked("django", django.__version__, ("tests",)) / "tests"


def pytest_django_source() -> Path:
    """Return the directory with pytest-django's tests, of the version installed.

    Raises:
        SourceError: It could not be downloaded, or is not what it should be.
    """
    # Without the plugin, for the same reason.
    wanted = ("tests", "pytest_django_test", "pyproject.toml")
    return _unpacked("pytest-django", version("pytest-django"), wanted)


def _unpacked(project: str, release: str, wanted: tuple[str, ...]) -> Path:
    target = CACHE / f"{project}-{release}"
    if not target.is_dir():
        _unpack(_archive(project, release), target, wanted)
    return target


def _archive(project: str, release: str) -> Path:
    """Return the source distribution, downloaded unless it is there already."""
    # Names are normalised these days; they were not always.
    name = re.compile(
        rf"{project.replace('-', '[-_]')}-{release}\.tar\.gz", re.IGNORECASE
    )
    for download in (False, True):
        if download:
            _download(project, release)
        for archive in CACHE.glob("*.tar.gz"):
            if name.fullmatch(archive.name):
                return archive
    raise SourceError(f"pip downloaded no source distribution of {project} {release}.")


def _download(project: str, release: str) -> None:
    """Download the source distribution with pip, as pip is configured.

    pip asks a source distribution for its metadata, and builds it in an environment of
    its own for that, so that this needs an index with setuptools but installs nothing.
    """
    CACHE.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
    command += ["--no-binary", project, "--dest", str(CACHE), f"{project}=={release}"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SourceError(
            f"pip could not download the source distribution of {project} {release}:\n"
            f"{done.stderr.strip()}\n"
            f"Put its .tar.gz into {CACHE.relative_to(ROOT)} by hand."
        )


def _unpack(archive: Path, target: Path, wanted: tuple[str, ...]) -> None:
    """Unpack what is wanted of a source distribution, and nothing else."""
    with tarfile.open(archive) as tar:
        members = [
            member
            for member in tar.getmembers()
            if PurePosixPath(member.name).parts[1:2]
            and PurePosixPath(member.name).parts[1] in wanted
        ]
        found = {PurePosixPath(member.name).parts[1] for member in members}
        if missing := {*wanted} - found:
            raise SourceError(f"{archive.name} has no {', '.join(sorted(missing))}.")
        for member in members:
            member.name = str(PurePosixPath(*PurePosixPath(member.name).parts[1:]))
        # Renamed in the end, so that an interrupted run starts again.
        unfinished = target.with_name(f"{target.name}.unfinished")
        tar.extractall(unfinished, members, filter="data")
    unfinished.rename(target)
