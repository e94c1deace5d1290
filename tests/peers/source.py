"""The tests of other projects, which are not installed with them."""

# The command is our own.
# ruff: noqa: S603

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
from importlib.metadata import distributions, version
from pathlib import Path, PurePosixPath

import django

ROOT = Path(__file__).resolve().parents[2]
CACHE = ROOT / ".cache" / "peers"


# Where `make peers` has installed the projects whose tests are run.
SUITES = ROOT / ".cache" / "suites"
CLONING = 180  # seconds


class SourceError(Exception):
    """There are no tests to run."""


class OutOfReachError(SourceError):
    """The tests are in a repository that can't be reached from here."""


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


def installed(project: str) -> str:
    """Return the version of a project whose tests are run.

    Raises:
        SourceError: It is not installed.
    """
    places = [str(place) for place in SUITES.glob("lib/python*/site-packages")]
    for found in distributions(name=project, path=places):
        return found.version
    raise SourceError(f"{project} is not installed: run `make peers`.")


def source_of(
    project: str,
    release: str,
    wanted: tuple[str, ...],
    repository: str = "",
    commit: str = "",
) -> Path:
    """Return the directory with a project's tests.

    Args:
        project: The name of its distribution.
        release: The version.
        wanted: What is taken of it: all but the code that is installed.
        repository: Where its tests are if its source distribution has none.
        commit: What the version's tag has to be there.

    Raises:
        SourceError: They could not be had, or are not what they should be.
    """
    if not repository:
        return _unpacked(project, release, wanted)
    target = CACHE / f"{project}-{release}"
    if not target.is_dir():
        if archive := _found(project, release):
            _unpack(archive, target, wanted)
        else:
            _clone(f"{project} {release}", repository, commit, target, wanted)
    return target


def _clone(
    what: str, repository: str, commit: str, target: Path, wanted: tuple[str, ...]
) -> None:
    """Take what is wanted of a repository, at the tag that the version has."""
    CACHE.mkdir(parents=True, exist_ok=True)
    tag = what.partition(" ")[2]
    with tempfile.TemporaryDirectory(dir=CACHE) as directory:
        clone = Path(directory, "clone")
        _git("clone", "--quiet", "--depth=1", f"--branch={tag}", repository, str(clone))
        found = _git("-C", str(clone), "rev-parse", "HEAD").strip()
        if found != commit:
            raise SourceError(
                f"{what} is {found} in {repository}, and not {commit}. Read what has "
                "changed before you run it."
            )
        if missing := [name for name in wanted if not (clone / name).exists()]:
            raise SourceError(f"{repository} has no {', '.join(missing)}.")
        unfinished = Path(directory, "unfinished")
        unfinished.mkdir()
        for name in wanted:
            shutil.move(clone / name, unfinished / name)
        unfinished.rename(target)


def _git(*arguments: str) -> str:
    try:
        return subprocess.run(
            ["git", *arguments],  # noqa: S607
            env={**os.environ, "GIT_TERMINAL_PROMPT": "0"},
            capture_output=True,
            text=True,
            check=True,
            timeout=CLONING,
        ).stdout
    except (OSError, subprocess.SubprocessError) as error:
        said = str(getattr(error, "stderr", None) or error).strip()
        raise OutOfReachError(said) from error


def _unpacked(project: str, release: str, wanted: tuple[str, ...]) -> Path:
    target = CACHE / f"{project}-{release}"
    if not target.is_dir():
        _unpack(_archive(project, release), target, wanted)
    return target


def _archive(project: str, release: str) -> Path:
    """Return the source distribution, downloaded unless it is there already."""
    archive = _found(project, release)
    if archive is None:
        _download(project, release)
        archive = _found(project, release)
    if archive is None:
        raise SourceError(f"pip downloaded no sources of {project} {release}.")
    return archive


def _found(project: str, release: str) -> Path | None:
    """Return the archive that is there already."""
    # Names are normalised these days; they were not always.
    name = re.compile(
        rf"{project.replace('-', '[-_]')}-{release}\.tar\.gz", re.IGNORECASE
    )
    archives = (file for file in CACHE.glob("*.tar.gz") if name.fullmatch(file.name))
    return next(archives, None)


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
