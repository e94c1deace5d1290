"""Tests that only a repository has, at the commit that is named."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.peers import source
from tests.peers.source import OutOfReachError, SourceError, source_of


def git(*arguments: str, cwd: Path) -> str:
    command = ["git", "-c", "user.name=a", "-c", "user.email=a@example.com", *arguments]
    done = subprocess.run(  # noqa: S603
        command, cwd=cwd, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    made = tmp_path / "repository"
    (made / "tests").mkdir(parents=True)
    (made / "tests" / "test_one.py").write_text("def test_one(): pass")
    (made / "package.py").write_text("")
    git("init", "--quiet", cwd=made)
    git("add", ".", cwd=made)
    git("commit", "--quiet", "--message=all", cwd=made)
    git("tag", "1.0", cwd=made)
    return made


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(source, "CACHE", tmp_path / "cache")
    return tmp_path / "cache"


def test_what_is_wanted_is_taken_and_kept(repository: Path, cache: Path) -> None:
    commit = git("rev-parse", "HEAD", cwd=repository)
    found = source_of("project", "1.0", ("tests",), str(repository), commit)
    assert [file.name for file in found.iterdir()] == ["tests"]
    # The second time nothing is asked of the repository.
    assert found == source_of("project", "1.0", ("tests",), "/nowhere", commit)
    assert [file.name for file in cache.iterdir()] == ["project-1.0"]


def test_a_tag_that_is_another_commit_is_not_run(repository: Path, cache: Path) -> None:
    with pytest.raises(SourceError, match="and not 0123abc"):
        source_of("project", "1.0", ("tests",), str(repository), "0123abc")
    assert not list(cache.iterdir())


def test_a_repository_without_the_tests_is_not_run(repository: Path) -> None:
    commit = git("rev-parse", "HEAD", cwd=repository)
    with pytest.raises(SourceError, match="has no other"):
        source_of("project", "1.0", ("tests", "other"), str(repository), commit)


def test_a_repository_that_is_not_there_is_out_of_reach(tmp_path: Path) -> None:
    with pytest.raises(OutOfReachError, match="nowhere"):
        source_of("project", "1.0", ("tests",), str(tmp_path / "nowhere"), "0123abc")


def test_what_is_not_installed_has_no_version(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source, "SUITES", Path("/nowhere"))
    with pytest.raises(SourceError, match="make peers"):
        source.installed("project")
