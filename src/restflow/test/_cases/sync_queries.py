"""The note for a synchronous query in a coroutine: its line, and what to write."""

from __future__ import annotations

import ast
import sys
from inspect import CO_ASYNC_GENERATOR, CO_COROUTINE
from types import FrameType, ModuleType
from typing import Any

from django.core.exceptions import SynchronousOnlyOperation
from django.db.models import Manager, QuerySet
from django.utils.functional import LazyObject

from restflow._traps import SITE
from restflow.test._cases.source import Step, has_arguments, steps_of, text_of
from restflow.test._cases.sync_iteration import instead_of_reading
from restflow.test._database.both_ways import is_async
from restflow.test._database.lines import is_users

PAGE = f"{SITE}pitfalls/running/#a-query-raises-synchronousonlyoperation"

# The one function behind those of a manager that call a queryset's.
_manager: Any = Manager
_MANAGERS = _manager.create.__code__
_queryset: Any = QuerySet
_IN_PLACE = {"<listcomp>", "<setcomp>", "<dictcomp>", "<genexpr>"}
_IN_A_THREAD = (
    "Put what needs the database into a function, and write "
    "`await sync_to_async(function)()`."
)


def synchronous_query(error: BaseException) -> str | None:
    """Say which line has queried, and by which coroutine it can."""
    if type(error) is not SynchronousOnlyOperation:
        return None
    steps = steps_of(error)
    if steps[-1].frame.f_globals.get("__name__") != "django.utils.asyncio":
        # Another library's, or a connection's that is no Django's.
        return None
    position = _where_it_waits(steps)
    if position is None:
        return None
    waiting, called = steps[position], steps[position + 1].frame
    inner = [step for step in steps[position + 1 :] if _is_users(step)]
    through = ""
    if inner:
        through = f", through `{inner[-1].frame.f_code.co_name}` in {inner[-1].line}"
    return (
        f"A coroutine queries the database synchronously, in {waiting.line}{through}.\n"
        f"{_remedy(waiting, called)}\n"
        f"{PAGE}"
    )


def _where_it_waits(steps: list[Step]) -> int | None:
    """Return which step is the user's coroutine that called something synchronous."""
    asynchronous = CO_COROUTINE | CO_ASYNC_GENERATOR
    waiting = [
        number
        for number, step in enumerate(steps)
        if step.frame.f_code.co_flags & asynchronous
    ]
    if not waiting or not _is_users(steps[waiting[-1]]):
        return None
    number = waiting[-1]
    # Before Python 3.12 a comprehension has a frame of its own.
    while steps[number + 1].frame.f_code.co_name in _IN_PLACE:
        number += 1
    return number


def _is_users(step: Step) -> bool:
    return is_users(step.frame.f_code.co_filename)


def _remedy(waiting: Step, called: FrameType) -> str:
    """Return what to write instead of what the coroutine has called."""
    name, owner = _name_and_owner(called)
    # A lazy object has the class of what it stands for, and would query to say so.
    kind = type(owner)
    reads = issubclass(kind, _queryset)
    if reads and (instead := instead_of_reading(waiting, name)):
        return f"Write {instead}."
    if name == "__get__":
        return _instead_of_relation(waiting, owner, called.f_locals.get("instance"))
    if issubclass(kind, LazyObject):
        return "Write `await request.auser()`." if _is_user(waiting) else _IN_A_THREAD
    if _has_coroutine(owner, name) or _has_coroutine(
        _module(called.f_globals["__name__"]), name
    ):
        return f"Write `await {_counterpart(waiting, name)}`."
    return _instead_of_call(waiting)


def _is_user(waiting: Step) -> bool:
    user = waiting.find(ast.Attribute, lambda node: ast.unparse(node) == "request.user")
    return user is not None


def _instead_of_call(waiting: Step) -> str:
    """Return what to write where the coroutine has called something else."""
    context = waiting.find(ast.With, place=lambda node: node.items[0].context_expr)
    call = waiting.find(ast.Call)
    if call is None or context is not None:
        return _IN_A_THREAD
    arguments = "(…)" if has_arguments(call) else "()"
    if isinstance(call.func, ast.Name) and _is_beside(waiting, call.func.id):
        return f"Write `await a{call.func.id}{arguments}`."
    return f"Write `await sync_to_async({text_of(call.func, 'function')}){arguments}`."


def _is_beside(waiting: Step, name: str) -> bool:
    """Tell whether a coroutine function stands where a decorated function does."""
    function = waiting.frame.f_globals.get(name)
    return _has_coroutine(_module(getattr(function, "__module__", "")), name)


def _name_and_owner(called: FrameType) -> tuple[str, object]:
    """Return the name of a method, and whose it is."""
    code, values = called.f_code, called.f_locals
    name = values["name"] if code is _MANAGERS else code.co_name
    first = code.co_varnames[0] if code.co_argcount or code.co_varnames else ""
    return name, values.get(first)


def _has_coroutine(owner: object, name: str) -> bool:
    """Tell whether there is such a method, or function, with an `a` before its name."""
    kind = type(owner)
    has_its_own = issubclass(kind, (type, ModuleType))
    function: Any = getattr(owner if has_its_own else kind, f"a{name}", None)
    # A manager's own return what a queryset's coroutine functions do.
    module = str(getattr(function, "__module__", ""))
    return is_async(function) or (callable(function) and module.startswith("django."))


def _module(name: object) -> object:
    return sys.modules.get(str(name))


def _counterpart(waiting: Step, name: str) -> str:
    """Return the call of a coroutine function, as the line would have it."""

    def calls_it(call: ast.Call) -> bool:
        match call.func:
            case ast.Attribute(attr=called) | ast.Name(id=called):
                return called == name
            case _:
                return False

    call = waiting.find(ast.Call, calls_it)
    match call:
        case ast.Call(func=ast.Attribute(value=value)):
            called = f"{text_of(value)}.a{name}"
        case ast.Call(func=ast.Name()):
            called = f"a{name}"
        case _:
            return f"….a{name}(…)"
    return f"{called}(…)" if has_arguments(call) else f"{called}()"


def _instead_of_relation(waiting: Step, descriptor: Any, instance: Any) -> str:
    """Return what to write where an attribute has to be fetched."""
    read = waiting.find(ast.Attribute)
    row = text_of(read.value if read else None)
    field: Any = getattr(descriptor, "field", None)
    field = field or getattr(descriptor, "related", None)
    name = getattr(field, "name", "")
    if name in getattr(instance, "get_deferred_fields", set)():
        return f'Write `await {row}.arefresh_from_db(fields=["{name}"])`.'
    if not any(getattr(field, kind, False) for kind in ("many_to_one", "one_to_one")):
        return _IN_A_THREAD
    if hasattr(field, "get_accessor_name"):
        # A row that refers to this one.
        name = field.get_accessor_name()
    return (
        f'Fetch it with its row: `select_related("{name}")`. Or write '
        f'`await sync_to_async(getattr)({row}, "{name}")`.'
    )
