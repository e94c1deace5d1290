"""What kind of test or fixture something is, as far as databases are concerned."""

from __future__ import annotations

from inspect import isasyncgenfunction, iscoroutinefunction, unwrap
from typing import Any
from unittest import TestCase
from weakref import WeakKeyDictionary

import pytest

MARK = "run_commit_hooks"
LIVE_SERVER = "live_asgi_server"
_ASYNCHRONOUS = pytest.StashKey[bool]()

# Weak, as a definition holds its whole run, and a process may have several.
_are_async: WeakKeyDictionary[pytest.FixtureDef[Any], bool] = WeakKeyDictionary()


def inner_function(item: pytest.Item) -> tuple[object, str] | None:
    """Return what holds a test's function, and under which name."""
    if not isinstance(item, pytest.Function):
        return None
    # Hypothesis runs a function within the one that pytest calls.
    hypothesis = getattr(item.obj, "hypothesis", None)
    return (hypothesis, "inner_test") if hypothesis else (item, "obj")


def is_asynchronous(item: pytest.Item) -> bool:
    """Tell whether a test, or a fixture of it, runs on an event loop."""
    # It is asked for each fixture, and synchronous tests pay for it as well.
    if _ASYNCHRONOUS not in item.stash:
        item.stash[_ASYNCHRONOUS] = _find_out(item)
    return item.stash[_ASYNCHRONOUS]


def _find_out(item: pytest.Item) -> bool:
    place = inner_function(item)
    if place is None or is_unittest(item):
        return False
    if iscoroutinefunction(getattr(*place)):
        return True
    test: Any = item
    fixtures = test._fixtureinfo.name2fixturedefs.values()  # noqa: SLF001
    # The last definition of a name is the one that is used.
    return any(is_async_fixture(definitions[-1]) for definitions in fixtures)


def is_async_fixture(definition: pytest.FixtureDef[Any]) -> bool:
    """Tell whether a fixture runs on an event loop."""
    # It is asked for each fixture of each test.
    known = _are_async.get(definition)
    if known is None:
        # Early versions of pytest-asyncio put a wrapper in a fixture's place for good.
        function = unwrap(definition.func)
        known = iscoroutinefunction(function) or isasyncgenfunction(function)
        _are_async[definition] = known
    return known


def is_unittest(item: pytest.Item) -> bool:
    """Tell whether a test is a method of a class of unittest's."""
    cls = getattr(item, "cls", None)
    return isinstance(cls, type) and issubclass(cls, TestCase)


def wants_sharing(item: pytest.Item) -> bool:
    """Tell whether connections are shared while a test has a database."""
    return not is_unittest(item) and wants_hooks(item)


def wants_hooks(item: pytest.Item) -> bool:
    """Tell whether a test needs more of the plugin than others."""
    # A live server answers in a thread of its own, also a synchronous test.
    marked = item.get_closest_marker(MARK) is not None
    served = LIVE_SERVER in getattr(item, "fixturenames", ())
    return marked or served or is_asynchronous(item)
