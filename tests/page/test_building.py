"""The bundle is small, and the same each time."""

import json
from pathlib import Path

import pytest

from tools.page import bundle

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


def test_built_again_without_a_network_it_is_the_same_to_the_byte(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # What was downloaded is kept; what was packed is packed anew.
    monkeypatch.setattr(bundle, "CACHE", tmp_path)
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "NPM_CONFIG_REGISTRY", "PIP_INDEX_URL"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")

    bundle.build(tmp_path / "run")

    # The names of the files have the hashes of their contents.
    manifest = (tmp_path / "run" / "manifest.json").read_text()
    assert manifest == (bundle.OUT / "manifest.json").read_text()
