"""Has pytest look only once for what no run changes: the fixtures of its plugins.

It looks at each name of each of them, which takes a quarter of a short run.
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any

from _pytest.fixtures import FixtureFunctionDefinition, FixtureManager

# The names of the fixtures of a plugin that is a module, or of a class of plugins.
_found: dict[object, list[str]] = {}


def install() -> None:
    """Have pytest remember where libraries have fixtures."""
    manager: Any = FixtureManager
    parse = manager.parsefactories

    def parsefactories(self: Any, *args: Any, **kwargs: Any) -> None:
        holder = kwargs.get("holder")
        if holder is None or not _of_a_library(holder):
            parse(self, *args, **kwargs)
        elif names := _names(holder):
            parse(self, *args, **kwargs | {"holder": _only(holder, names)})

    manager.parsefactories = parsefactories


def _kind(holder: object) -> Any:
    return holder if isinstance(holder, ModuleType) else type(holder)


def _of_a_library(holder: object) -> bool:
    kind = _kind(holder)
    module = kind if kind is holder else sys.modules.get(kind.__module__)
    # What the reader may have edited is not compiled.
    return str(getattr(module, "__file__", "")).endswith(".pyc")


def _names(holder: object) -> list[str]:
    kind = _kind(holder)
    if kind not in _found:
        _found[kind] = [
            name
            for name in dir(kind)
            if type(getattr(kind, name, None)) is FixtureFunctionDefinition
        ]
    return _found[kind]


def _only(holder: object, names: list[str]) -> object:
    """Return a module with nothing but some names of a module."""
    if not isinstance(holder, ModuleType):
        return holder
    some = ModuleType(holder.__name__)
    vars(some).update({name: getattr(holder, name) for name in names})
    return some
