"""What the playground begins with: a test, and every file of the sample project."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tools.paths import EXAMPLES, SAMPLE
from tools.site.catalogue import Example, NotReadyError
from tools.site.exchanges import escape
from tools.site.render import fenced

# An example that is a good beginning, and what the reader's file is called.
BEGINNING = "cases/test_rollback.py"
PATH = "playground/test_mine.py"

LANGUAGES = {".py": "python", ".html": "html", ".js": "javascript", ".css": "css"}


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
        if path.suffix in LANGUAGES
        and path.name != "__init__.py"
        and "migrations" not in path.parts
    ]


def _file(path: Path) -> str:
    name = escape(path.relative_to(EXAMPLES).as_posix())
    code = fenced(path.read_text(encoding="utf-8"), LANGUAGES[path.suffix])
    # Search leaves it out up to the next end tag of its own name.
    start = (
        f'<details class="rf-fold rf-file" data-file="{name}" '
        'data-search-exclude="true" markdown="1">'
    )
    return f"{start}\n<summary><code>{name}</code></summary>\n\n{code}\n\n</details>"
