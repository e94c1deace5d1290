"""The call whose result could not be awaited."""

from __future__ import annotations

import ast
from types import FrameType
from typing import Any

from restflow.test._cases.source import Step


def awaited_call(step: Step) -> tuple[Any, str]:
    """Return the object, or the class, and the method of `await thing.method(…)`.

    Args:
        step: Where the `await` has failed.

    Returns:
        What `thing` is, or what `Thing` is in `await Thing().method(…)`, and the name
        of the method. None and an empty text where that can't be said.
    """
    # Python's versions differ in whether it is the `await`, or what it awaits.
    found = step.find(ast.Await, place=lambda node: node.value) or step.find(ast.Await)
    match found:
        case ast.Await(value=ast.Call(func=ast.Attribute(value=thing, attr=method))):
            return _meaning(thing, step.frame), method
        case _:
            return None, ""


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
