"""The bundle is small, and the same each time."""

import json
from pathlib import Path

import pytest

from tools import bundle
from tools.runner.downloads import node_modules

pytestmark = pytest.mark.usefixtures("interpreter")


def test_what_the_first_run_downloads_is_at_most_10_mb() -> None:
    manifest = json.loads((bundle.OUT / "manifest.json").read_text())

    assert manifest["bytes"] <= 10_000_000


def test_the_manifest_names_every_file() -> None:
    manifest = json.loads((bundle.OUT / "manifest.json").read_text())
    found = {path.name: path.stat().st_size for path in bundle.OUT.iterdir()}
    del found["manifest.json"]

    assert found == manifest["files"]
    assert {manifest["worker"], manifest["project"]} <= found.keys()


def test_it_is_the_same_to_the_byte_each_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pyodide = node_modules() / "pyodide"
    built = []
    for name in ("first", "second"):
        monkeypatch.setattr(bundle, "CACHE", tmp_path / name)
        directory = bundle.packed("project", bundle.project(), pyodide)
        built.append((directory / "project.bin").read_bytes())

    assert built[0] == built[1]
