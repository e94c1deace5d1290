"""What a function of the library may raise: its own errors, and those below."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from typing import TypeGuard

from tests.gates.library import (
    FUNCTIONS,
    Definition,
    definitions,
    kind_of,
    members,
    resolved,
)

_ITERATED = ("__iter__", "__aiter__")
_ANNOTATIONS = {"annotation", "returns", "type_params"}
# What runs when an object of a class is made or used without naming a method.
_BY_ITSELF = re.compile(r"__\w+__|setUp\w*|run|_begin|_connect")


def raised_by(name: str) -> set[str]:
    """Return the names of errors that a function or a class makes, or one below it."""
    seen: set[str] = set()
    wanted = [name]
    found: set[str] = set()
    while wanted:
        current = wanted.pop()
        if current in seen or current not in definitions():
            continue
        seen.add(current)
        definition = definitions()[current]
        if isinstance(definition.node, ast.ClassDef):
            wanted += _of_class(definition.node, definition)
            continue
        for node in _code(definition.node):
            found |= set(_made(node))
            wanted += _meant(node, definition)
    return found


def _of_class(node: ast.ClassDef, definition: Definition) -> list[str]:
    """Return what runs by itself, in a class and in its bases."""
    own = [f"{definition.name}.{each.name}" for each in node.body if _is_its_own(each)]
    # Such as the class of a server's thread.
    values = [each.value for each in node.body if isinstance(each, ast.Assign)]
    return own + [
        resolved(ast.unparse(each), definition) for each in values + node.bases
    ]


def _is_its_own(node: ast.stmt) -> TypeGuard[ast.FunctionDef | ast.AsyncFunctionDef]:
    return isinstance(node, FUNCTIONS) and bool(_BY_ITSELF.fullmatch(node.name))


def _code(node: ast.AST) -> Iterator[ast.AST]:
    """Yield the nodes of a function, but for annotations: they run nothing."""
    yield node
    for name, value in ast.iter_fields(node):
        for child in value if isinstance(value, list) else [value]:
            if name not in _ANNOTATIONS and isinstance(child, ast.AST):
                yield from _code(child)


def _made(node: ast.AST) -> Iterator[str]:
    """Yield the error that a node raises or makes, or would fail with."""
    match node:
        case ast.Raise(exc=ast.Name(id=kind) | ast.Attribute(attr=kind)):
            yield kind
        case ast.Call(func=ast.Name(id=kind) | ast.Attribute(attr=kind)):
            yield kind
            if kind in {"fail", "failureException"}:
                yield "AssertionError"
        case ast.Assert():
            yield "AssertionError"
        case _:
            pass


def _meant(node: ast.AST, definition: Definition) -> list[str]:
    """Return the definitions that a name may mean, called or handed on."""
    match node:
        case ast.Name(id=name):
            return [resolved(name, definition)]
        case ast.Attribute(value=owner, attr=name):
            kind = kind_of(owner, definition)
            return members(kind, name) if kind else _by_name(name)
        case (
            ast.For(iter=each) | ast.AsyncFor(iter=each) | ast.comprehension(iter=each)
        ):
            kind = kind_of(each, definition)
            return [one for name in _ITERATED for one in members(kind, name)]
        case _:
            return []


@cache
def _methods() -> dict[str, list[str]]:
    """Return the dotted names of functions in classes by their own names."""
    found: dict[str, list[str]] = defaultdict(list)
    for name in definitions():
        owner, _, own = name.rpartition(".")
        if isinstance(getattr(definitions().get(owner), "node", None), ast.ClassDef):
            found[own].append(name)
    return found


def _by_name(name: str) -> list[str]:
    """Return the method of an object that nobody knows, if only one has that name."""
    found = _methods()[name]
    return found if len(found) == 1 else []
