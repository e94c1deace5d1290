"""What a documentation's own environment, and production, need not have."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from restflow import docs
from tools.paths import EXAMPLES

WITHOUT = "import sys; sys.modules.update(dict.fromkeys({missing}))\n"
CARDS = """
import runpy
sys.argv[1:] = ["cards", "tests", {out!r}]
runpy.run_module("restflow.docs", run_name="__main__")
"""
HOOK = """
from django.conf import settings
settings.configure(RESTFLOW_DOCS_RECORDS=None)
from restflow.docs import add_examples
assert add_examples({"paths": {}}, None) == {"paths": {}}
"""


def run(program: str, *missing: str) -> subprocess.CompletedProcess[str]:
    """Run a program of the sample in which modules can't be imported."""
    text = WITHOUT.format(missing=list(missing)) + program
    return subprocess.run(  # noqa: S603  (our own command)
        [sys.executable, "-c", text],
        cwd=EXAMPLES / "cards_mkdocs",
        capture_output=True,
        text=True,
        check=False,
    )


def test_cards_are_made_without_pytest_and_django_rest_framework(
    tmp_path: Path,
) -> None:
    program = CARDS.format(out=str(tmp_path))
    done = run(program, "pytest", "rest_framework", "jsonschema", "drf_spectacular")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "test_greetings.md").exists()


def test_the_hook_that_is_switched_off_needs_nothing() -> None:
    done = run(HOOK, "pytest", "jsonschema", "drf_spectacular", "rest_framework")
    assert done.returncode == 0, done.stderr


def test_all_public_names_are_there_and_no_others() -> None:
    assert all(getattr(docs, name) for name in docs.__all__)
    with pytest.raises(AttributeError, match="Watched"):
        docs.Watched  # noqa: B018
