"""Examples in which each test asserts the opposite of one thing that it asserts.

A test that still passes never came to this assertion, or has swallowed its failure.
"""

from __future__ import annotations

import ast
import random
from collections.abc import Iterator
from pathlib import Path

SEED = "restflow"
NEGATED = "raise AssertionError('negated')"
Function = ast.FunctionDef | ast.AsyncFunctionDef


def negate(path: Path, *, every: bool = False) -> Iterator[tuple[str, set[str]]]:
    """Yield sources of an example, each with the tests of it that have to fail.

    Args:
        path: The example.
        every: Whether there is a source for each assertion of a test, rather than one
            for one assertion that is chosen by chance, the same each time.
    """
    tree = ast.parse(path.read_text())
    found = {name: assertions(test) for name, test in _tests(tree)}
    if not every:
        choice = random.Random(f"{SEED} {path.name}")  # noqa: S311  (nothing is secret)
        found = {name: [choice.choice(each)] for name, each in found.items() if each}
    for number in range(max(map(len, found.values()), default=0)):
        chosen = {n: each[number] for n, each in found.items() if number < len(each)}
        yield _negated(path.read_text(), [*chosen.values()]), {*chosen}


def assertions(test: Function) -> list[ast.stmt]:
    """Return the statements of a test that only assert, not those of its functions."""
    found: list[ast.stmt] = []
    waiting: list[ast.AST] = [*test.body]
    while waiting:
        node = waiting.pop(0)
        match node:
            case ast.Assert() | ast.Expr(value=ast.Call() | ast.Await()) if _asserts(
                node
            ):
                found.append(node)
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                pass
            case ast.With() | ast.AsyncWith() if _expects(node):
                # What is asserted in such a block may be meant to fail.
                pass
            case _:
                waiting += ast.iter_child_nodes(node)
    return found


def _tests(tree: ast.Module) -> Iterator[tuple[str, Function]]:
    for node in tree.body:
        inside = node.body if isinstance(node, ast.ClassDef) else [node]
        for each in inside:
            if isinstance(each, Function) and each.name.startswith("test_"):
                owner = f"{node.name}::" if isinstance(node, ast.ClassDef) else ""
                yield f"{owner}{each.name}", each


def _asserts(node: ast.AST) -> bool:
    if isinstance(node, ast.Assert):
        return True
    call = node.value if isinstance(node, ast.Expr) else None
    call = call.value if isinstance(call, ast.Await) else call
    match call:
        case ast.Call(func=ast.Attribute(attr=name)):
            return name.startswith(("assert", "aassert"))
        case _:
            return False


def _expects(node: ast.With | ast.AsyncWith) -> bool:
    contexts = " ".join(ast.unparse(item.context_expr) for item in node.items)
    return "aises" in contexts or "subTest" in contexts


def _negated(source: str, statements: list[ast.stmt]) -> str:
    lines = source.splitlines(keepends=True)
    for node in statements:
        first, last = node.lineno - 1, node.end_lineno or node.lineno
        lines[first:last] = [
            f"{' ' * node.col_offset}{_opposite(node)}\n",
            *["\n"] * (last - first - 1),
        ]
    return "".join(lines)


def _opposite(node: ast.stmt) -> str:
    if isinstance(node, ast.Assert):
        return f"assert not ({ast.unparse(node.test)})"
    # An assertion that is called is made, and then it fails.
    return f"{ast.unparse(node)}; {NEGATED}"
