"""Mutants of the library: each is one small change in the body of a function."""

from __future__ import annotations

import ast
import random
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tools.paths import ROOT, SOURCE

SEED = "restflow"
# At least so many of each part, where it has them.
FLOOR = 12
PARTS = {
    "caching": ("caching",),
    "plugin": ("_pytest", "pytest_plugin.py"),
    "client": ("test/_client", "test/_exchanges"),
    "requests": ("test/_request", "test/_handler"),
    "database": ("test/_database", "test/_leaks"),
    "cases": ("test/_cases",),
    "live and http": ("test/_asgi", "test/_http", "test/_server"),
    "schema": ("test/_schema", "_openapi"),
    "stories": ("test/_access", "test/_stories"),
    "docs": ("docs", "test/_recording"),
}
REST = "the rest"

COMPARED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
COMPUTED: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
}


@dataclass(frozen=True)
class Mutant:
    """A change of one file.

    Attributes:
        file: The file, below the root of the repository.
        span: Which bytes of it are replaced.
        lines: On which lines they are, the first and the last.
        old: What is there.
        new: What takes its place.
        is_text: Whether what changes is a string.
    """

    file: str
    span: tuple[int, int]
    lines: tuple[int, int]
    old: str
    new: str
    is_text: bool

    def __str__(self) -> str:
        old, new = (" ".join(text.split()) for text in (self.old, self.new))
        return f"{self.file}:{self.lines[0]}: {old[:50]}  ->  {new[:50]}"

    @property
    def name(self) -> str:
        """What tells it from others."""
        return f"{self.file}:{self.span[0]}-{self.span[1]}:{self.new}"

    def apply(self, root: Path) -> None:
        """Make the change in a copy of the repository."""
        path = root / self.file
        text, (start, end) = path.read_bytes(), self.span
        path.write_bytes(text[:start] + self.new.encode() + text[end:])


def part_of(file: str) -> str:
    """Return which part of the library a file belongs to."""
    inside = file.removeprefix("src/restflow/")
    for part, starts in PARTS.items():
        if any(inside == start or inside.startswith(f"{start}/") for start in starts):
            return part
    return REST


def bodies(tree: ast.AST) -> Iterator[ast.stmt]:
    """Yield the statements in functions: no definitions, and nothing without effect."""
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            yield from _inside(function.body)


def _inside(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    for statement in body:
        match statement:
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                # Those are found by themselves.
                continue
            case ast.Pass() | ast.Expr(value=ast.Constant()) | ast.Import():
                continue
            case ast.Global() | ast.Nonlocal():
                # They say something of names, and nothing runs.
                continue
        yield statement
        for field in ("body", "orelse", "finalbody"):
            yield from _inside(getattr(statement, field, []))
        for handler in getattr(statement, "handlers", []):
            yield from _inside(handler.body)
        for case in getattr(statement, "cases", []):
            yield from _inside(case.body)


def every_mutant() -> list[Mutant]:
    """Return all mutants of the library, in order."""
    return [
        mutant
        for path in sorted((SOURCE / "restflow").rglob("*.py"))
        for mutant in mutants_of(path)
    ]


def mutants_of(path: Path) -> list[Mutant]:
    """Return the mutants of a file."""
    text = path.read_bytes()
    offsets = [0]
    for line in text.splitlines(keepends=True):
        offsets.append(offsets[-1] + len(line))
    found: dict[tuple[int, int, str], Mutant] = {}
    for statement in bodies(ast.parse(text)):
        for node, new in (*_of_statement(statement), *_of_expressions(statement)):
            start = offsets[node.lineno - 1] + node.col_offset
            end = offsets[(node.end_lineno or 0) - 1] + (node.end_col_offset or 0)
            found[start, end, new] = Mutant(
                path.relative_to(ROOT).as_posix(),
                (start, end),
                (node.lineno, node.end_lineno or node.lineno),
                text[start:end].decode(),
                new,
                _is_text(node),
            )
    return [*found.values()]


def sample(mutants: list[Mutant], number: int) -> list[Mutant]:
    """Choose some, of each part as many as it has a share of all, but not too few."""
    parts: dict[str, list[Mutant]] = {}
    for mutant in mutants:
        parts.setdefault(part_of(mutant.file), []).append(mutant)
    floor = min(FLOOR, number // (2 * len(parts)))
    spare = number - floor * len(parts)
    shares = {
        part: min(len(found), floor + spare * len(found) // len(mutants))
        for part, found in parts.items()
    }
    chosen = [
        mutant
        for part, found in sorted(parts.items())
        for mutant in _random(part).sample(found, shares[part])
    ]
    left = [mutant for mutant in mutants if mutant not in {*chosen}]
    chosen += _random("more").sample(left, min(len(left), number - len(chosen)))
    _random("order").shuffle(chosen)
    return chosen


def _random(name: str) -> random.Random:
    return random.Random(f"{SEED} {name}")  # noqa: S311  (nothing is secret)


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.JoinedStr) or (
        isinstance(node, ast.Constant) and isinstance(node.value, str | bytes)
    )


def _of_statement(node: ast.stmt) -> Iterator[tuple[Any, str]]:
    """Yield what a statement may become: nothing, or one that returns nothing."""
    match node:
        case ast.Expr(value=ast.Call() | ast.Await()) | ast.Raise():
            yield node, "pass"
        case ast.Assign(targets=[ast.Attribute() | ast.Subscript()]):
            yield node, "pass"
        case ast.Return(value=ast.expr() as value) if not _is_false(value):
            yield node, "return None"
        case ast.AugAssign(op=operator) if type(operator) in COMPUTED:
            yield node, _changed(node, op=COMPUTED[type(operator)]())
        case ast.Continue():
            yield node, "break"
        case ast.Break():
            yield node, "continue"


def _of_expressions(statement: ast.stmt) -> Iterator[tuple[Any, str]]:
    """Yield what the expressions of a statement may become, without those in blocks."""
    waiting: list[ast.AST] = [statement]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.expr):
            yield from ((node, f"({new})") for new in _of_expression(node))
        if isinstance(node, ast.If | ast.While | ast.IfExp) and not _is_changed_itself(
            node.test
        ):
            yield node.test, f"(not ({ast.unparse(node.test)}))"
        if isinstance(node, ast.JoinedStr):
            continue
        for name, value in ast.iter_fields(node):
            children = value if isinstance(value, list) else [value]
            if name not in {"annotation", "returns"}:
                waiting += [
                    child
                    for child in children
                    if isinstance(child, ast.AST) and not isinstance(child, ast.stmt)
                    if not isinstance(child, ast.ExceptHandler | ast.match_case)
                ]


def _of_expression(node: ast.expr) -> Iterator[str]:
    match node:
        case ast.Compare(ops=[operator]):
            yield _changed(node, ops=[COMPARED[type(operator)]()])
        case ast.BoolOp(op=operator):
            other = ast.Or() if isinstance(operator, ast.And) else ast.And()
            yield _changed(node, op=other)
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            yield ast.unparse(operand)
        case ast.BinOp(op=operator) if type(operator) in COMPUTED:
            yield _changed(node, op=COMPUTED[type(operator)]())
        case ast.Constant(value=bool(value)):
            yield repr(not value)
        case ast.Constant(value=int(value) | float(value)):
            yield repr(value + 1)
        case ast.Constant(value=str(value)):
            yield repr(f"{value}~")
        case ast.Constant(value=bytes(value)):
            yield repr(value + b"~")
        case ast.JoinedStr(values=values):
            yield _changed(node, values=[*values, ast.Constant("~")])


def _changed(node: ast.AST, **fields: Any) -> str:
    other = deepcopy(node)
    for name, value in fields.items():
        setattr(other, name, value)
    return ast.unparse(ast.fix_missing_locations(other))


def _is_false(value: ast.expr) -> bool:
    return isinstance(value, ast.Constant) and not value.value


def _is_changed_itself(test: ast.expr) -> bool:
    """Tell whether the negation of a condition is what becomes of it anyway."""
    return isinstance(test, ast.Compare) or (
        isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not)
    )
