"""What pages and docstrings have in code style, and whole pages."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from tools.paths import DOCS, EXAMPLES, ROOT, SOURCE

# Those for whoever works on restflow, where its private names are at home.
INTERNAL = "CONTRIBUTING.md"
_AT_ROOT = ("README.md", "SECURITY.md", INTERNAL)
_SPAN = re.compile(r"(?s)(?<!`)(?P<ticks>`+)(?!`)(?P<code>.+?)(?<!`)(?P=ticks)(?!`)")
_FENCE = re.compile(r"^ *(?P<ticks>`{3,}|~{3,})(?s:.*?)^ *(?P=ticks)$", re.MULTILINE)


class Span(NamedTuple):
    """Something in code style.

    Attributes:
        page: The path of the page, or of the module whose docstring it is.
        code: What it says, in one line.
    """

    page: str
    code: str


@cache
def texts() -> dict[str, str]:
    """Return each page, with its fences; of the changelog, what is unreleased."""
    paths = [*(ROOT / name for name in _AT_ROOT), *DOCS.rglob("*.md")]
    found = {_name(path): path.read_text("utf-8") for path in sorted(paths)}
    log = (ROOT / "CHANGELOG.md").read_text("utf-8")
    found["CHANGELOG.md"] = log.partition("\n## ")[2].partition("\n## ")[0]
    return found


@cache
def docstrings() -> dict[str, str]:
    """Return what the docstrings of each module of the library and example say."""
    paths = sorted([*SOURCE.rglob("*.py"), *EXAMPLES.rglob("*.py")])
    return {_name(path): "\n\n".join(_docstrings(path)) for path in paths}


def spans(texts: dict[str, str]) -> Iterator[Span]:
    """Yield what is in code style in texts, outside of fences."""
    for page, text in texts.items():
        for found in _SPAN.finditer(_FENCE.sub("", text)):
            yield Span(page, " ".join(found["code"].split()))


def _docstrings(path: Path) -> Iterator[str]:
    kinds = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, kinds):
            yield ast.get_docstring(node) or ""


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()
