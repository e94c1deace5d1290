"""The copy button gives a file that passes."""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
from itertools import chain
from typing import TYPE_CHECKING

import pytest

from tools.paths import EXAMPLES, ROOT
from tools.publish.serve import SITE

if TYPE_CHECKING:
    from pathlib import Path

    from tests.browser.visiting import Visit


PAGES = sorted(
    path.relative_to(SITE).as_posix().removesuffix("index.html")
    for path in SITE.rglob("*.html")
    if 'class="rf-card"' in path.read_text(encoding="utf-8")
)


def as_shown(example: str) -> str:
    source = (EXAMPLES / example).read_text(encoding="utf-8")
    return re.sub(r"[ \t]*# \[!\][ \t]*$", "", source, flags=re.MULTILINE)


# Presses the copy button of a card, and returns what it has put on the clipboard.
COPY = """async (card) => {
    const { clipboard } = navigator;
    const nothing = "nothing was copied";
    // So that an old copy is not taken for a new one.
    await clipboard.writeText(nothing);
    card.querySelector("[data-clipboard-target]").click();
    const until = performance.now() + 10000;
    let text = nothing;
    while (text === nothing && performance.now() < until) {
        await new Promise((resolve) => setTimeout(resolve, 10));
        text = await clipboard.readText();
    }
    return [card.dataset.example, text];
}"""


def copies(visit: Visit, origin: str, path: str) -> list[tuple[str, str]]:
    visit.page.goto(origin + path)
    cards = visit.page.locator(".rf-card")
    # The theme adds the buttons.
    cards.last.locator("[data-clipboard-target]").wait_for(state="attached")
    # One call for each: for five seconds after it, it counts as what a reader has done,
    # and only then may a page write to the clipboard.
    return [card.evaluate(COPY) for card in cards.all()]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    shutil.copytree(EXAMPLES, tmp_path / "docs_src")
    return tmp_path


def test_every_copy_is_the_file_and_one_of_each_page_passes(
    visit: Visit, origin: str, project: Path
) -> None:
    found = [copies(visit, origin, path) for path in PAGES]
    for example, text in chain(*found):
        # The theme leaves out the last line break, and an editor puts it back.
        assert f"{text}\n" == as_shown(example), example
        # No mark is code, so what has been recorded is this.
        source = (EXAMPLES / example).read_text(encoding="utf-8")
        assert ast.dump(ast.parse(text)) == ast.dump(ast.parse(source)), example

    written = []
    for number, (example, text) in enumerate(
        dict(copied[0] for copied in found).items()
    ):
        path = project / "docs_src" / example
        written.append(path.with_name(f"test_copied_{number}.py"))
        written[-1].write_text(f"{text}\n", encoding="utf-8")
    result = subprocess.run(  # noqa: S603 - our own interpreter, our own files
        [sys.executable, "-m", "pytest", "-p", "no:randomly", "-q", *map(str, written)],
        cwd=project,
        env={**os.environ, "PYTHONPATH": str(project / "docs_src")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stdout + result.stderr
