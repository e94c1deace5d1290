"""How a coroutine reads a queryset."""

from __future__ import annotations

import ast

from restflow.test._cases.source import Step, text_of

# They read what they are given to its end.
_READERS = {
    *("all", "any", "dict", "enumerate", "frozenset", "iter", "len", "list", "map"),
    *("max", "min", "print", "repr", "reversed", "set", "sorted", "str", "sum"),
    *("tuple", "zip"),
}


def instead_of_reading(waiting: Step, name: str) -> str | None:
    """Return what to write where a method reads all of a queryset.

    Args:
        waiting: Where the coroutine is.
        name: The method, which Python calls for what stands there.

    Returns:
        The code, in marks. None for a method that people call by its name.
    """
    # Managers have no such method; the generator has the name in a private form.
    if name.strip("_") == "iterator":
        return _looping(waiting, as_it_is=False)
    if name == "__bool__":
        return f"`await {_truth(waiting)}.aexists()`"
    if name == "__getitem__":
        return _item(waiting)
    if name == "__len__" and (length := _call_of(waiting, "len")):
        return f"`await {text_of(length.args[0])}.acount()`"
    if name in {"__iter__", "__len__", "__repr__"}:
        return _contained(waiting) or _looping(waiting, as_it_is=True)
    return None


def _looping(waiting: Step, *, as_it_is: bool) -> str:
    """Return what to write for a loop, a list, or whatever else reads all rows."""
    loop = waiting.find(ast.For, lambda node: _is_read(node.iter), place=_iterated)
    if loop is not None:
        rows = _rows(loop.iter, as_it_is=as_it_is)
        return f"`async for {text_of(loop.target, 'row')} in {rows}`"
    made = waiting.find(
        ast.ListComp, lambda node: _is_read(_iterated(node)), place=_iterated
    ) or waiting.find(ast.GeneratorExp, place=_iterated)
    if made is not None:
        row = text_of(made.generators[0].target, "row")
        rows = _rows(_iterated(made), as_it_is=as_it_is)
        return f"`[… async for {row} in {rows}]`"
    call = waiting.find(ast.Call, lambda node: not _is_read(node) and bool(node.args))
    rows = _rows(call.args[0], as_it_is=as_it_is) if call else "…"
    return f"`[row async for row in {rows}]`"


def _iterated(node: ast.For | ast.ListComp | ast.GeneratorExp) -> ast.expr:
    return node.iter if isinstance(node, ast.For) else node.generators[0].iter


def _is_read(expression: ast.expr) -> bool:
    """Tell whether it is the queryset, and not what a function makes of one."""
    match expression:
        case ast.Call(func=ast.Name(id=name)):
            return name not in _READERS
        case _:
            return True


def _rows(expression: ast.expr, *, as_it_is: bool) -> str:
    match expression:
        case ast.Call(func=ast.Attribute(value=value, attr="iterator")):
            return f"{text_of(value)}.aiterator()"
        case _:
            return text_of(expression) if as_it_is else "….aiterator()"


def _contained(waiting: Step) -> str | None:
    """Return what to write for `row in queryset`."""
    compared = waiting.find(
        ast.Compare, lambda node: isinstance(node.ops[-1], (ast.In, ast.NotIn))
    )
    if compared is None:
        return None
    row, rows = text_of(compared.left), text_of(compared.comparators[-1])
    return f"`await {rows}.acontains({row})`"


def _truth(waiting: Step) -> str:
    """Return whose truth is asked for."""
    if call := _call_of(waiting, "bool"):
        return text_of(call.args[0])
    branch = waiting.find(ast.If, place=_test_of)
    return text_of(_test_of(branch) if branch else None)


def _test_of(branch: ast.If) -> ast.expr:
    test = branch.test
    return test.operand if isinstance(test, ast.UnaryOp) else test


def _item(waiting: Step) -> str:
    """Return what to write for `queryset[…]`."""
    item = waiting.find(ast.Subscript)
    rows = text_of(item.value if item else None)
    match item:
        case ast.Subscript(slice=ast.Constant(value=0)):
            return f"`await {rows}.afirst()`"
        case ast.Subscript(slice=ast.Constant(value=int(at))) if at > 0:
            return f"`[row async for row in {rows}[{at}:{at + 1}]]`"
        case _:
            return f"`[row async for row in {rows}[…]]`"


def _call_of(waiting: Step, name: str) -> ast.Call | None:
    def calls_it(call: ast.Call) -> bool:
        return isinstance(call.func, ast.Name) and call.func.id == name

    found = waiting.find(ast.Call, calls_it)
    return found if found and found.args else None
