"""Which names there are: ours, those of the examples, and those of other packages."""

from __future__ import annotations

import ast
import re
import sysconfig
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import griffe

from tools.paths import EXAMPLES, ROOT, SOURCE
from tools.records import api

WORD = re.compile(r"[A-Za-z_]\w+")
# What pages speak of beside restflow: packages, and modules of the standard library.
OTHERS = (
    *("django", "rest_framework", "adrf", "asgiref", "channels", "celery"),
    *("drf_spectacular", "_pytest", "pytest_django", "pytest_asyncio", "anyio"),
    *("pytest_httpx", "pytest_rerunfailures.py", "pytest_timeout.py", "xdist"),
    *("httpx", "httpx2", "respx", "freezegun", "time_machine", "factory"),
    *("model_bakery", "websockets", "uvicorn", "coverage", "pymdownx"),
    *("django_redis", "django_valkey", "pymemcache"),
)
STANDARD = (
    *("asyncio", "unittest", "contextlib.py", "contextvars.py", "datetime.py"),
    *("io.py", "threading.py"),
)
_AT_ROOT = ("Makefile", "mkdocs.yml", "pyproject.toml")


@cache
def public() -> frozenset[str]:
    """Return what restflow's users can write: its names, their members and arguments.

    What the library has as a text counts as well: statuses, options, settings.
    """
    found: set[str] = set()
    for name, target in api.public_names().items():
        found.update(name.split("."))
        found.update(parameter.name.lstrip("*") for parameter in api.parameters(target))
        if isinstance(target, griffe.Class):
            found.update(target.all_members)
    return frozenset(found | _in_code(SOURCE, names=False))


@cache
def internal() -> frozenset[str]:
    """Return what those who work on restflow know as well."""
    roots = (SOURCE, ROOT / "tests", ROOT / "tools")
    files = "\n".join((ROOT / name).read_text() for name in _AT_ROOT)
    return frozenset(WORD.findall(files)).union(*map(_in_code, roots))


@cache
def others() -> frozenset[str]:
    """Return the words of the examples, and of the code of other packages."""
    found = _in_code(EXAMPLES)
    for pattern in ("*.html", "*.toml"):
        for path in EXAMPLES.rglob(pattern):
            found.update(WORD.findall(path.read_text("utf-8")))
    for kind, names in (("purelib", OTHERS), ("stdlib", STANDARD)):
        for name in names:
            found.update(*map(_words, _modules(Path(sysconfig.get_path(kind), name))))
    return frozenset(found)


def _modules(path: Path) -> list[Path]:
    modules = [path] if path.suffix else sorted(path.rglob("*.py"))
    assert modules, f"{path.name} is not installed: run `make setup`."
    return modules


def _words(path: Path) -> list[str]:
    return WORD.findall(path.read_text("utf-8", errors="ignore"))


def _in_code(root: Path, *, names: bool = True) -> set[str]:
    """Return the words of code without its comments and docstrings.

    Args:
        root: The directory of the code.
        names: Whether names count, beside texts.
    """
    found: set[str] = set()
    for path in root.rglob("*.py"):
        for node in _nodes(ast.parse(path.read_text("utf-8"))):
            match node:
                case ast.Constant(value=str(text)):
                    found.update(WORD.findall(text))
                case _ if names:
                    found.update(_named(node))
                case _:
                    pass
        if names:
            found.update(path.relative_to(root.parent).with_suffix("").parts)
    return found


def _named(node: ast.AST) -> list[str]:
    match node:
        case (
            ast.Name(id=name)
            | ast.Attribute(attr=name)
            | ast.arg(arg=name)
            | ast.keyword(arg=str(name))
            | ast.FunctionDef(name=name)
            | ast.AsyncFunctionDef(name=name)
            | ast.ClassDef(name=name)
            | ast.alias(name=name)
        ):
            return name.split(".")
        case _:
            return []


def _nodes(tree: ast.Module) -> Iterator[ast.AST]:
    """Yield the nodes of a module but for its docstrings."""
    kinds = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    nodes = list(ast.walk(tree))
    documented = {
        id(node.body[0].value)
        for node in nodes
        if isinstance(node, kinds) and node.body and isinstance(node.body[0], ast.Expr)
    }
    return (node for node in nodes if id(node) not in documented)
