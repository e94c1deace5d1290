"""What the playground begins with: a test, and every file of the sample project."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from restflow.docs import escape
from tools.paths import EXAMPLES, SAMPLE
from tools.site.render import fenced
from tools.sources.catalogue import Example, NotReadyError

# An example that is a good beginning, and what the reader's file is called.
BEGINNING = "cases/test_rollback.py"
PATH = "playground/test_mine.py"

ENDINGS = (".py", ".html", ".js", ".css")

# What a page with an editor says where there cannot be one.
NEEDS_SCRIPT = (
    '<noscript data-search-exclude="true"><p class="rf-needs">To run tests, this page '
    "needs JavaScript; without it you can read the code.</p></noscript>\n"
)


def playground(examples: Sequence[Example]) -> str:
    """Return the test that a reader begins with, and the project to test.

    Args:
        examples: The examples, one of which is the beginning.

    Raises:
        NotReadyError: That example is not there.
    """
    beginning = next((e for e in examples if e.path == BEGINNING), None)
    if beginning is None:
        raise NotReadyError(
            f"The playground begins with docs_src/{BEGINNING}, which is not there."
        )
    start = (
        f'<div class="rf-card rf-playground" data-playground="{PATH}" markdown="1">\n'
        '<div class="rf-bar" data-search-exclude="true">'
        f'<span class="rf-bar__path">{PATH}</span>'
        '<span class="rf-actions"></span></div>'
    )
    parts = [start, fenced(beginning.code, "python"), "</div>"]
    parts.append("## The sample project { #project }")
    return "\n\n".join([*parts, *map(_file, _files())]) + "\n"


def _files() -> list[Path]:
    found = [path for app in SAMPLE for path in sorted((EXAMPLES / app).rglob("*"))]
    return [
        path
        for path in found
        if path.suffix in ENDINGS
        and path.name != "__init__.py"
        and "migrations" not in path.parts
    ]


def _file(path: Path) -> str:
    name = escape(path.relative_to(EXAMPLES).as_posix())
    # Without colours, which would make the page twice as long: the editor has them.
    code = escape(path.read_text(encoding="utf-8"))
    # Search leaves it out up to the next end tag of its own name.
    start = (
        f'<details class="rf-fold rf-file" data-file="{name}" '
        'data-search-exclude="true">'
    )
    summary = f"<summary><code>{name}</code></summary>"
    return f"{start}{summary}<pre><code>{code}</code></pre></details>"
