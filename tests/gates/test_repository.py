"""Gates: what must not be in the repository."""

from __future__ import annotations

import re
import subprocess
import tomllib
from pathlib import Path

import pytest

from tools.paths import ROOT

REGISTRY = re.compile(r"index-url|find-links *=|--hash=|\"resolved\": *\"http")


def tracked() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-z"],  # noqa: S607  (whichever git there is)
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if listed.returncode:
        pytest.skip("needs a git checkout: the sources of a release have no history")
    return [ROOT / name for name in listed.stdout.split("\0") if name]


def places() -> list[str]:
    """Return where this checkout is, and the one that it was cloned from."""
    found = subprocess.run(
        ["git", "remote", "get-url", "origin"],  # noqa: S607  (whichever git there is)
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    origin = Path(found.stdout.strip())
    places = [ROOT, *([origin.resolve()] if origin.is_absolute() else [])]
    # A directory at the root, such as /src, has a name that other paths have in them.
    return [str(place) for place in places if len(place.parts) > 2]


def test_no_file_names_a_machine_path() -> None:
    for place in places():
        for path in tracked():
            if path.is_file():
                assert place.encode() not in path.read_bytes(), f"{path} names {place}"


def test_the_constraints_pin_versions_and_nothing_else() -> None:
    text = (ROOT / "constraints.txt").read_text()
    assert not REGISTRY.search(text)
    pins = [line for line in text.splitlines() if line and not line.startswith("#")]
    assert all(re.match(r"[\w.-]+==[\w.]+( ; |$)", pin) for pin in pins)


def test_every_dependency_is_pinned() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    wanted = [*project["project"]["dependencies"]]
    for extra in project["project"]["optional-dependencies"].values():
        wanted += extra
    for group in project["dependency-groups"].values():
        wanted += [entry for entry in group if isinstance(entry, str)]
    pins = (ROOT / "constraints.txt").read_text()
    for requirement in wanted:
        name = re.split(r"[\[<>=~! ]", requirement)[0].lower()
        assert re.search(rf"^{re.escape(name)}==", pins, re.MULTILINE), (
            f"{name} is not pinned. Run `make constraints`."
        )
