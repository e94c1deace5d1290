"""The part of the pytest plugin that makes databases tell asynchronous tests the truth.

It is imported when Django is configured, and works on pytest-django's own fixtures.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import AbstractContextManager, ExitStack
from functools import wraps
from inspect import isasyncgenfunction, iscoroutinefunction, unwrap
from typing import Any
from unittest import TestCase
from weakref import WeakKeyDictionary

import pytest
from django.test import TransactionTestCase

from restflow.test._cases.both_ways import BothWays
from restflow.test._cases.coroutines import AsyncTests
from restflow.test._cases.counting import captured_hooks
from restflow.test._database.caches import is_separate, separate_cache
from restflow.test._database.replacing import replaced
from restflow.test._database.sharing import active, shared_connections
from restflow.test._database.strays import UntilDropped
from restflow.test._leaks.tasks import watched
from restflow.test._leaks.threads import watched_threads
from restflow.test._leaks.told import hooks_warning, left_warning, telling_once, untold
from restflow.test._server.live import LiveASGIServer, serving_a_test
from restflow.test._server.served import served
from restflow.test._server.thread import ASGIServerThread

MARK = "run_commit_hooks"
LIVE_SERVER = "live_asgi_server"
ISOLATE_CACHE = "restflow_isolate_cache"

# The fixtures of pytest-django that this depends on.
TRANSACTION = "_django_db_helper"
DATABASES = "django_db_setup"
CAPTURE = "django_capture_on_commit_callbacks"
COUNTERS = ("django_assert_num_queries", "django_assert_max_num_queries")

_LEFT = pytest.StashKey[list[str]]()
_ASYNCHRONOUS = pytest.StashKey[bool]()
_THREADS = pytest.StashKey[Callable[[], list[str]]]()

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
    if place is None or _is_unittest(item):
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
    if definition not in _are_async:
        # Early versions of pytest-asyncio put a wrapper in a fixture's place for good.
        function = unwrap(definition.func)
        known = iscoroutinefunction(function) or isasyncgenfunction(function)
        _are_async[definition] = known
    return _are_async[definition]


def _is_unittest(item: pytest.Item) -> bool:
    cls = getattr(item, "cls", None)
    return isinstance(cls, type) and issubclass(cls, TestCase)


# --- Fixtures ------------------------------------------------------------------------


def set_up(
    definition: pytest.FixtureDef[Any], request: pytest.FixtureRequest
) -> Generator[None, object, object]:
    """Set up a fixture, and what has to go with it."""
    name = definition.argname
    if name == TRANSACTION and _wants_sharing(request.node):
        result = yield
        _share(definition, request.node)
        return result
    if name == DATABASES:
        _name_databases(request.session.items)
        return (yield from _without_strays(definition))
    if name == CAPTURE:
        return _changed(definition, request, (yield), _capturing)
    if name in COUNTERS:
        return _changed(definition, request, (yield), _both_ways)
    if is_async_fixture(definition) and (
        definition.scope != "function" or not is_asynchronous(request.node)
    ):
        # A test that is not asynchronous may still ask for one by its name.
        return (yield from _shared_meanwhile(definition))
    return (yield)


def _name_databases(items: list[pytest.Item]) -> None:
    """Have the test databases made that simple test cases name.

    pytest-django reads them off other classes and off marks. Without them, a test would
    write into the real database.
    """
    for item in items:
        cls: Any = getattr(item, "cls", None)
        simple = _is_unittest(item) and issubclass(cls, AsyncTests)
        if simple and cls.databases and not issubclass(cls, TransactionTestCase):
            item.add_marker(pytest.mark.django_db(databases=cls.databases))


def _wants_sharing(item: pytest.Item) -> bool:
    if _is_unittest(item):
        return False
    # A live server answers in a thread of its own, also a synchronous test.
    marked = item.get_closest_marker(MARK) is not None
    served = LIVE_SERVER in getattr(item, "fixturenames", ())
    return marked or served or is_asynchronous(item)


def _share(definition: pytest.FixtureDef[Any], item: pytest.Item) -> None:
    """Share connections from now until just before the transaction is rolled back."""
    mark = item.get_closest_marker(MARK)
    stack = ExitStack()
    sharing = stack.enter_context(shared_connections(faithful=mark is not None))
    left = item.stash.setdefault(_LEFT, [])

    def end() -> None:
        found = hooks_warning(sharing)
        stack.close()
        left.extend(sharing.problems)
        for warning in untold(found):
            item.warn(warning)

    # Finalizers run in the opposite order, so this one is before the rollback.
    definition.addfinalizer(end)


def serve(item: pytest.Item, thread: ASGIServerThread) -> Generator[LiveASGIServer]:
    """Give a test a live server, and have it answer all requests before the end."""
    left = item.stash.setdefault(_LEFT, [])
    with ExitStack() as stack:
        if not _is_unittest(item):
            # Done already, unless the test has asked for the fixture while it ran.
            stack.enter_context(shared_connections())
            if not is_separate() and item.config.getini(ISOLATE_CACHE):
                stack.enter_context(separate_cache())
        yield stack.enter_context(serving_a_test(thread, item.nodeid, left))


def _shared_meanwhile(
    definition: pytest.FixtureDef[Any],
) -> Generator[None, object, object]:
    """Have the main thread and asgiref's share while a fixture is made and finished."""
    finishing = ExitStack()
    definition.addfinalizer(finishing.close)
    with shared_connections():
        result = yield
    definition.addfinalizer(lambda: _enter(finishing))
    return result


def _enter(stack: ExitStack) -> None:
    stack.enter_context(shared_connections())


def _without_strays(
    definition: pytest.FixtureDef[Any],
) -> Generator[None, object, object]:
    """Close what other threads connect to, so that test databases can be dropped."""
    strays = UntilDropped()
    definition.addfinalizer(strays.end)
    result = yield
    strays.begin()
    # Finalizers run in the opposite order: databases are dropped between these two.
    definition.addfinalizer(strays.close)
    return result


def _changed(
    definition: pytest.FixtureDef[Any],
    request: Any,
    result: Any,
    change: Callable[[Any], object],
) -> object:
    """Give a test another value of a fixture."""
    changed = change(result)
    definition.cached_result = (changed, definition.cache_key(request), None)
    return changed


def _capturing(stock: Callable[..., AbstractContextManager[Any]]) -> object:
    @wraps(stock)
    def capture(*, using: str = "default", execute: bool = False) -> BothWays[Any]:
        hooks = captured_hooks if active() else stock
        return BothWays(hooks(using=using, execute=execute))

    return capture


def _both_ways(stock: Callable[..., AbstractContextManager[Any]]) -> object:
    @wraps(stock)
    def count(*args: Any, **kwargs: Any) -> BothWays[Any]:
        return BothWays(stock(*args, **kwargs))

    return count


# --- Tests ---------------------------------------------------------------------------


def run(item: pytest.Item) -> Generator[None, object, object]:
    """Call a test, and note the tasks and threads that it starts."""
    if item.get_closest_marker(MARK) is not None:
        _refuse_useless_mark(item)
    place = inner_function(item)
    with ExitStack() as stack:
        stack.enter_context(served.told())
        if place is None or not is_asynchronous(item):
            return (yield)
        left = item.stash.setdefault(_LEFT, [])
        function = getattr(*place)
        item.stash[_THREADS] = stack.enter_context(watched_threads())
        if iscoroutinefunction(function):
            setattr(*place, watched(function, left))
            stack.callback(setattr, *place, function)
        return (yield)


def _refuse_useless_mark(item: pytest.Item) -> None:
    """Fail a test that is marked for what cannot be done."""
    test: Any = item
    if _is_unittest(item):
        # The class itself has it from the mark.
        useful = any(MARK in vars(base) for base in test.cls.__mro__[1:])
    else:
        useful = _LEFT in item.stash
    if not useful:
        pytest.fail(
            f"The mark {MARK} needs `@pytest.mark.django_db`, or a class derived from "
            "`restflow.test.AsyncAPITestCase`.",
            pytrace=False,
        )


def surround(item: pytest.Item) -> Generator[None, object, object]:
    """Run a test and its fixtures with caches of their own, and as its mark says."""
    served.clear()
    with ExitStack() as stack:
        stack.enter_context(telling_once())
        # Whatever shares connections does not share caches.
        if _wants_sharing(item) and item.config.getini(ISOLATE_CACHE):
            stack.enter_context(separate_cache())
        if _is_unittest(item) and item.get_closest_marker(MARK) is not None:
            # Its own transaction is what counts, of which pytest-django knows nothing.
            test: Any = item
            stack.enter_context(replaced(test.cls, MARK, True))
        return (yield)


def warn_of_leaks(item: pytest.Item) -> None:
    """Warn of what is left when fixtures have cleaned up."""
    left = [*item.stash.get(_LEFT, list[str]())]
    if still_running := item.stash.get(_THREADS, None):
        left.extend(still_running())
        del item.stash[_THREADS]
    # A test may be run again, and fail before it is called.
    item.stash[_LEFT] = []
    for warning in untold(left_warning(left)):
        item.warn(warning)
