"""The two small projects that show their cards in MkDocs and in Sphinx, built here."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tools.paths import EXAMPLES, SOURCE

PROJECTS = {
    "cards_mkdocs": (
        ["cards", "tests", "docs/cards"],
        ["mkdocs", "build", "--strict", "--site-dir", "built"],
        "built/cards/restflow-cards.css",
    ),
    "cards_sphinx": (
        ["cards", "tests", "docs/cards", "--format", "myst"],
        ["sphinx", "-W", "-q", "-b", "html", "docs", "built"],
        "built/_static/restflow-cards.css",
    ),
}

each_project = pytest.mark.parametrize("name", PROJECTS)


def run(project: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a module in a project."""
    environment = {**os.environ}
    del environment["DJANGO_SETTINGS_MODULE"]
    path = os.pathsep.join([str(SOURCE), environment.get("PYTHONPATH", "")])
    return subprocess.run(  # noqa: S603  (our own command)
        [sys.executable, "-m", *arguments],
        cwd=project,
        env={**environment, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def project(tmp_path: Path, name: str) -> Path:
    """Return a copy of a project."""
    return Path(shutil.copytree(EXAMPLES / name, tmp_path / name))


@each_project
def test_its_tests_do_what_their_records_say(project: Path, name: str) -> None:
    done = run(
        project, "pytest", "-q", "-p", "no:cacheprovider", "--restflow-record=check"
    )
    assert done.returncode == 0, done.stdout
    assert "2 passed" in done.stdout, name


@each_project
def test_its_pages_show_the_cards(project: Path, name: str) -> None:
    cards, build, stylesheet = PROJECTS[name]
    made = run(project, "restflow.docs", *cards)
    assert made.returncode == 0, made.stderr
    built = run(project, *build)
    assert built.returncode == 0, built.stdout + built.stderr
    page = (project / "built" / "index.html").read_text()
    assert 'href="' + stylesheet.removeprefix("built/") in page
    assert "--restflow-accent" in (project / stylesheet).read_text()
    assert '<p class="rf-title">Greet somebody</p>' in page
    assert "400 Bad Request" in page
    assert "test_an_unknown_language" in re.sub(
        r"<[^>]+>", "", page.partition("rf-record")[0]
    )
    # Each element of the card is where it was meant, and none is left as text.
    assert "&lt;div" not in page
    assert not re.search(r"<p>\s*<(div|section|footer)", page)


@each_project
def test_a_change_of_a_test_makes_its_card_outdated(project: Path, name: str) -> None:
    cards = PROJECTS[name][0]
    run(project, "restflow.docs", *cards)
    assert run(project, "restflow.docs", *cards, "--check").returncode == 0
    test = project / "tests" / "test_greetings.py"
    test.write_text(test.read_text().replace("Amal", "Khan"))
    checked = run(project, "restflow.docs", *cards, "--check")
    assert checked.returncode == 1
    assert "docs/cards/test_greetings.md" in checked.stderr
