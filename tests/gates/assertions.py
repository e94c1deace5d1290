"""What can fail in a test, and assertions that never fail."""

from __future__ import annotations

import ast
from collections.abc import Iterator

Function = ast.FunctionDef | ast.AsyncFunctionDef

# Calls that fail by themselves, beside those whose names have `assert` in them. What is
# printed is part of a record.
FAILING = {"acheck", "check", "fail", "print", "raises", "warns"}
# What of Python can't change between two evaluations.
PURE = {"bool", "len", "list", "set", "sorted", "str", "tuple"}
SAME = (ast.Eq, ast.GtE, ast.Is, ast.LtE)


def recorded_tests(tree: ast.Module, recorded: set[str]) -> Iterator[Function]:
    """Yield the test functions that a record has: others are run by tests.

    Args:
        tree: An example.
        recorded: The names of its tests (`VerbTests::test_get`).
    """
    for node in tree.body:
        inside = node.body if isinstance(node, ast.ClassDef) else [node]
        prefix = f"{node.name}::" if isinstance(node, ast.ClassDef) else ""
        for each in inside:
            if isinstance(each, Function) and f"{prefix}{each.name}" in recorded:
                yield each


def can_fail(test: Function, tree: ast.Module) -> bool:
    """Tell whether something in a test, or in what it calls, can fail."""
    known = {node.name: node for node in ast.walk(tree) if isinstance(node, Function)}
    waiting, seen = [test], {test.name}
    while waiting:
        for node in ast.walk(waiting.pop()):
            name = _called(node)
            if isinstance(node, ast.Assert) or "assert" in name or name in FAILING:
                return True
            if name in known and name not in seen:
                seen.add(name)
                waiting.append(known[name])
    return False


def always_true(tree: ast.AST) -> Iterator[ast.expr]:
    """Yield what is asserted although it can't be false."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Assert) and _is_true(node.test):
            yield node.test
        if isinstance(node, ast.Call) and _never_fails(_called(node), node.args):
            yield node


def _called(node: ast.AST) -> str:
    match node:
        case ast.Call(func=ast.Attribute(attr=name)) | ast.Call(func=ast.Name(id=name)):
            return name
        case _:
            return ""


def _never_fails(name: str, arguments: list[ast.expr]) -> bool:
    """Tell whether an assertion of unittest passes whatever the values are."""
    match name, arguments:
        case "assertTrue" | "assertFalse", [_, ast.Constant(value=second)]:
            # The second argument is the message: nothing is compared.
            return not isinstance(second, str)
        case "assertTrue" | "assertIsNotNone", [value, *_]:
            return _is_true(value)
        case "assertFalse", [value, *_]:
            return _is_false(value)
        case "assertEqual" | "assertIs" | "assertGreaterEqual", [first, second, *_]:
            return _are_same(first, second) or (
                name == "assertGreaterEqual" and _is_size(first, second)
            )
        case _:
            return False


def _is_true(value: ast.expr) -> bool:
    match value:
        case ast.BoolOp(op=operator, values=values):
            enough = any if isinstance(operator, ast.Or) else all
            return enough(map(_is_true, values))
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return _is_false(operand)
        case ast.Compare(left=left, ops=[operator], comparators=[right]):
            return _holds(left, operator, right)
        case _:
            return _is_filled(value)


def _is_filled(value: ast.expr) -> bool:
    """Tell whether a value is written out, and true."""
    match value:
        case ast.Constant(value=constant):
            return bool(constant)
        case ast.Tuple(elts=parts) | ast.List(elts=parts) | ast.Set(elts=parts):
            return bool(parts)
        case _:
            return isinstance(value, ast.JoinedStr | ast.GeneratorExp | ast.Lambda)


def _is_false(value: ast.expr) -> bool:
    match value:
        case ast.Constant(value=constant):
            return not constant
        case ast.Tuple(elts=[]) | ast.List(elts=[]) | ast.Dict(keys=[]):
            return True
        case _:
            return False


def _holds(left: ast.expr, operator: ast.cmpop, right: ast.expr) -> bool:
    if isinstance(operator, SAME) and _are_same(left, right):
        return True
    match operator, right:
        case ast.GtE(), ast.Constant(value=0):
            return _is_size(left, right)
        case ast.Gt(), ast.UnaryOp(op=ast.USub()):
            return _called(left) == "len"
        case ast.NotEq() | ast.IsNot(), ast.Constant() if isinstance(
            left, ast.Constant
        ):
            return left.value != right.value
        case _:
            return False


def _are_same(left: ast.expr, right: ast.expr) -> bool:
    """Tell whether two sides are one expression, which gives the same twice."""
    calls = [node for node in ast.walk(left) if isinstance(node, ast.Call | ast.Await)]
    return ast.dump(left) == ast.dump(right) and all(
        _called(call) in PURE for call in calls
    )


def _is_size(value: ast.expr, floor: ast.expr) -> bool:
    match floor:
        case ast.Constant(value=0):
            return _called(value) == "len"
        case _:
            return False
