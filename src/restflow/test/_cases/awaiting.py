"""Which call it was whose result could not be awaited."""

from __future__ import annotations

import ast
import linecache
from itertools import islice
from types import FrameType, TracebackType
from typing import Any


def awaited_call(frame: FrameType, traceback: TracebackType) -> tuple[Any, str]:
    """Return the object, or the class, and the method of `await thing.method(…)`.

    Args:
        frame: The frame whose `await` has failed.
        traceback: Its part of the traceback.

    Returns:
        What `thing` is, or what `Thing` is in `await Thing().method(…)`, and the name
        of the method. None and an empty text where that can't be said.
    """
    match _await_of(frame, traceback):
        case ast.Await(value=ast.Call(func=ast.Attribute(value=thing, attr=method))):
            return _meaning(thing, frame), method
        case _:
            return None, ""


def _await_of(frame: FrameType, traceback: TracebackType) -> ast.Await | None:
    """Return the `await` at which an error left a frame, if that is certain."""
    code = frame.f_code
    position = next(islice(code.co_positions(), traceback.tb_lasti // 2, None))
    lines = linecache.getlines(code.co_filename, frame.f_globals)
    found = [
        node
        for node in ast.walk(ast.parse("".join(lines)))
        if isinstance(node, ast.Await)
        and node.lineno <= traceback.tb_lineno <= (node.end_lineno or 0)
    ]
    exact = [node for node in found if position in (_of(node), _of(node.value))]
    # pytest has moved those that an `assert` holds; one in these lines is certain.
    certain = exact or found
    return certain[0] if len(certain) == 1 else None


def _of(node: ast.expr) -> tuple[int, int | None, int, int | None]:
    return node.lineno, node.end_lineno, node.col_offset, node.end_col_offset


def _meaning(thing: ast.expr, frame: FrameType) -> Any:
    """Return what a name, an attribute of one, or a call of a class stands for."""
    match thing:
        case ast.Name(id=name):
            return frame.f_locals.get(name, frame.f_globals.get(name))
        case ast.Attribute(value=ast.Name(id=name), attr=attribute):
            return getattr(frame.f_locals.get(name), attribute, None)
        case ast.Call(func=ast.Name(id=name)):
            found = frame.f_locals.get(name, frame.f_globals.get(name))
            return found if isinstance(found, type) else None
        case _:
            return None
