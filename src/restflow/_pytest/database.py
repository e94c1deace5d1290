"""The part of the pytest plugin that shares databases with asynchronous tests.

It is imported when Django is configured, and works on pytest-django's own fixtures.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Generator
from contextlib import AbstractContextManager, ExitStack
from functools import wraps
from inspect import iscoroutinefunction
from typing import TYPE_CHECKING, Any

import pytest
from django.test import TransactionTestCase

from restflow._pytest.kinds import (
    MARK,
    inner_function,
    is_async_fixture,
    is_asynchronous,
    is_unittest,
    wants_sharing,
)
from restflow.test._cases.both_ways import BothWays
from restflow.test._cases.counting import captured_hooks
from restflow.test._database.caches import (
    is_separate,
    separate_cache,
    shared_by_tests,
)
from restflow.test._database.replacing import replaced
from restflow.test._database.sharing import active, shared_connections
from restflow.test._database.strays import UntilDropped
from restflow.test._leaks.tasks import watched
from restflow.test._leaks.threads import watched_threads
from restflow.test._leaks.told import hooks_warning, left_warning, telling_once, untold
from restflow.test._server.served import served

if TYPE_CHECKING:
    from restflow.test._server.live import LiveASGIServer
    from restflow.test._server.thread import ASGIServerThread

ISOLATE_CACHE = "restflow_isolate_cache"

# The fixtures of pytest-django that this depends on.
TRANSACTION = "_django_db_helper"
DATABASES = "django_db_setup"
CAPTURE = "django_capture_on_commit_callbacks"
COUNTERS = ("django_assert_num_queries", "django_assert_max_num_queries")
_OF_PYTEST_DJANGO = {TRANSACTION, DATABASES, CAPTURE, *COUNTERS}

_LEFT = pytest.StashKey[list[str]]()
_THREADS = pytest.StashKey[Callable[[], list[str]]]()

# --- Fixtures ------------------------------------------------------------------------


def concerns(
    definition: pytest.FixtureDef[Any], request: pytest.FixtureRequest
) -> bool:
    """Tell whether a fixture needs anything of restflow to be set up."""
    # It is asked for each fixture of each test.
    name = definition.argname
    if name in _OF_PYTEST_DJANGO:
        return name != TRANSACTION or wants_sharing(request.node)
    return is_async_fixture(definition) and (
        definition.scope != "function" or not is_asynchronous(request.node)
    )


def set_up(
    definition: pytest.FixtureDef[Any], request: pytest.FixtureRequest
) -> Generator[None, object, object]:
    """Set up a fixture, and what has to go with it."""
    name = definition.argname
    if name == TRANSACTION:
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
    # A test that is not asynchronous may still ask for a fixture that is.
    return (yield from _shared_meanwhile(definition))


def _name_databases(items: list[pytest.Item]) -> None:
    """Have the test databases made that simple test cases name.

    pytest-django reads them off other classes and off marks. Without them, a test would
    write into the real database.
    """
    coroutines: Any = sys.modules.get("restflow.test._cases.coroutines")
    # Where nobody has imported it, no class is derived from it.
    for item in items if coroutines else ():
        cls: Any = getattr(item, "cls", None)
        simple = is_unittest(item) and issubclass(cls, coroutines.AsyncTests)
        if simple and cls.databases and not issubclass(cls, TransactionTestCase):
            item.add_marker(pytest.mark.django_db(databases=cls.databases))


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
    from restflow.test._server.live import serving_a_test

    left = item.stash.setdefault(_LEFT, [])
    with ExitStack() as stack:
        if not is_unittest(item):
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


def watch_strays(item: pytest.Item) -> None:
    """Close what other threads connect to, where databases have been made already."""
    strays = UntilDropped()
    strays.begin()
    item.config.add_cleanup(strays.end)
    # What was added last comes first: databases are dropped after it.
    item.session.addfinalizer(strays.close)


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
    try:
        if not is_asynchronous(item):
            return (yield)
        return (yield from _run_asynchronous(item))
    except BaseException as error:
        served.tell(error)
        raise


def _run_asynchronous(item: pytest.Item) -> Generator[None, object, object]:
    owner, name = inner_function(item) or (item, "obj")
    left = item.stash.setdefault(_LEFT, [])
    function = getattr(owner, name)
    with ExitStack() as stack:
        item.stash[_THREADS] = stack.enter_context(watched_threads())
        if iscoroutinefunction(function):
            setattr(owner, name, watched(function, left))
            stack.callback(setattr, owner, name, function)
        return (yield)


def _refuse_useless_mark(item: pytest.Item) -> None:
    """Fail a test that is marked for what cannot be done."""
    test: Any = item
    if is_unittest(item):
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
    sharing = wants_sharing(item)
    with telling_once():
        if not sharing and not is_unittest(item):
            return (yield)
        return (yield from _surround(item, sharing=sharing))


def _surround(item: pytest.Item, *, sharing: bool) -> Generator[None, object, object]:
    with ExitStack() as stack:
        # Whatever shares connections does not share caches.
        if sharing and item.config.getini(ISOLATE_CACHE):
            stack.enter_context(separate_cache())
        if is_unittest(item) and item.get_closest_marker(MARK) is not None:
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
    shared = shared_by_tests() if is_separate() else []
    for warning in (*shared, *untold(left_warning(left))):
        item.warn(warning)
