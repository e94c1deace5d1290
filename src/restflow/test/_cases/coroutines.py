"""Coroutine tests in Django's test case classes, on one event loop from start to end.

Django runs a coroutine test on a loop of its own, in another thread, and knows nothing
of asynchronous set-up. Here the loop runs in the main thread, as in the standard
library's `IsolatedAsyncioTestCase`, and database connections are shared meanwhile.
"""

from __future__ import annotations

import asyncio
import warnings
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager, ExitStack, suppress
from contextvars import Context
from inspect import iscoroutine, unwrap
from typing import Any, ClassVar, ParamSpec, TypeVar
from unittest import TestResult

from asgiref.sync import AsyncToSync
from django.test import SimpleTestCase

from restflow._traps import TrapWarning
from restflow.test._cases.preparing import refuse_idle
from restflow.test._database.both_ways import is_async
from restflow.test._database.caches import separate_cache, shared_by_tests
from restflow.test._database.lines import following_tasks
from restflow.test._database.sharing import Sharing, shared_connections
from restflow.test._handler.apart import own_context
from restflow.test._leaks.tasks import left_on
from restflow.test._leaks.threads import watched_threads
from restflow.test._leaks.told import hooks_warning, left_warning, untold, warn_at

P = ParamSpec("P")
T = TypeVar("T")


class AsyncTests(SimpleTestCase):
    """Runs coroutine tests, with what `IsolatedAsyncioTestCase` offers them.

    Synchronous tests run as Django runs them, unless the class prepares or cleans up
    asynchronously.

    Attributes:
        isolate_cache: Give tests that share connections caches of their own.
    """

    isolate_cache: ClassVar[bool] = True
    run_commit_hooks: ClassVar[bool] = False

    _runner: asyncio.Runner | None = None
    _context: Context | None = None
    _sharing: Sharing | None = None
    _meanwhile: ExitStack | None = None
    _tasks: dict[asyncio.Task[Any], str] | None = None

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        refuse_idle(cls)

    # --- For tests to override and to call ---

    async def asyncSetUp(self) -> None:
        """Prepare a test, after `setUp`, on the test's event loop."""

    async def asyncTearDown(self) -> None:
        """Clean up after a test, before `tearDown`, on the test's event loop."""

    def addAsyncCleanup(  # noqa: N802
        self, func: Callable[P, Awaitable[object]], /, *args: P.args, **kwargs: P.kwargs
    ) -> None:
        """Call a coroutine function when the test has ended.

        Cleanups run after `tearDown`, the last one first, on the test's event loop.

        Args:
            func: The coroutine function.
            *args: Its arguments.
            **kwargs: Its keyword arguments.

        Since:
            0.1.0. Named as in `unittest.IsolatedAsyncioTestCase`.
        """
        self.addCleanup(_Cleanup(func), *args, **kwargs)

    async def enterAsyncContext(self, cm: AbstractAsyncContextManager[T]) -> T:  # noqa: N802
        """Enter an asynchronous context manager, and leave it when the test has ended.

        Args:
            cm: The context manager.

        Returns:
            What it gives to `as`.

        Raises:
            TypeError: `cm` is not an asynchronous context manager.

        Since:
            0.1.0. Named as in `unittest.IsolatedAsyncioTestCase`.
        """
        kind = type(cm)
        try:
            enter, leave = kind.__aenter__, kind.__aexit__
        except AttributeError:
            raise TypeError(
                f"{kind.__qualname__!r} is no asynchronous context manager. "
                "`enterContext` enters synchronous ones."
            ) from None
        result = await enter(cm)
        self.addAsyncCleanup(leave, cm, None, None, None)
        return result

    # --- What unittest calls ---

    def run(self, result: TestResult | None = None) -> TestResult | None:
        # Django has wrapped a coroutine function, to run it on another loop. What
        # decorators such as `expectedFailure` noted is on the function itself.
        if isinstance(vars(self).get(self._testMethodName), AsyncToSync):
            delattr(self, self._testMethodName)
        return super().run(result)

    def _callSetUp(self) -> None:  # noqa: N802
        if self._prepares:
            self._start_loop()
        elif self.run_commit_hooks:
            self._begin()
        self._in_context(self.setUp)
        if self._prepares:
            self._await(self.asyncSetUp)

    def _callTestMethod(self, method: Any) -> None:  # noqa: N802
        # Still wrapped in `debug`, which doesn't call `run`.
        method = method.awaitable if isinstance(method, AsyncToSync) else method
        call: Any = self._await if is_async(method) else self._in_context
        returned: Any = call(method)
        if iscoroutine(returned):
            # A decorator, such as Django's that skip, has made a plain function of it.
            returned = self._await(lambda: returned)
        if returned is not None:
            told = f"{self.id()} returned a value: a test returns None."
            warnings.warn(told, DeprecationWarning, stacklevel=1)

    def _callTearDown(self) -> None:  # noqa: N802
        if self._prepares:
            self._await(self.asyncTearDown)
        self._in_context(self.tearDown)

    def _callCleanup(  # noqa: N802
        self, function: Callable[..., Any], /, *args: Any, **kwargs: Any
    ) -> None:
        if isinstance(function, _Cleanup):
            self._await(function.function, *args, **kwargs)
        elif is_async(function):
            self._await(function, *args, **kwargs)
        else:
            self._in_context(function, *args, **kwargs)

    def _post_teardown(self) -> None:
        try:
            for warning in untold(*self._finish()):
                warn_at(getattr(type(self), self._testMethodName), warning)
        finally:
            end: Any = super()
            end._post_teardown()  # noqa: SLF001  (what Django calls)

    def _setup_and_call(self, result: Any, debug: bool = False) -> None:
        try:
            call: Any = super()
            call._setup_and_call(result, debug)  # noqa: SLF001  (what Django calls)
        except Exception:
            # Django tears nothing down after an error in `debug`, nor after Ctrl-C.
            with suppress(Exception):
                self._post_teardown()
            raise
        finally:
            self._finish()

    # --- The event loop ---

    @property
    def _prepares(self) -> bool:
        """Whether the test needs a loop from the start."""
        method = getattr(type(self), self._testMethodName, None)
        return (
            is_async(method)
            or (method is not None and is_async(unwrap(method)))
            or type(self).asyncSetUp is not AsyncTests.asyncSetUp
            or type(self).asyncTearDown is not AsyncTests.asyncTearDown
        )

    def _begin(self) -> None:
        self._context = own_context()
        with ExitStack() as stack:
            self._still_running = stack.enter_context(watched_threads())
            if self.isolate_cache:
                stack.enter_context(separate_cache())
                for warning in shared_by_tests():
                    warnings.warn(warning, stacklevel=1)
            # Also where databases are forbidden, so that each thread is told so.
            self._sharing = stack.enter_context(
                shared_connections(faithful=self.run_commit_hooks)
            )
            self._meanwhile = stack.pop_all()

    def _start_loop(self) -> asyncio.Runner:
        if self._meanwhile is None:
            self._begin()
        assert self._meanwhile is not None  # noqa: S101  (it was made just now)
        self._runner = asyncio.Runner()
        self._tasks = self._meanwhile.enter_context(
            # `setUp` may ask for the loop, too.
            following_tasks(self._runner.get_loop())
        )
        return self._runner

    def _in_context(
        self, function: Callable[..., T], /, *args: Any, **kwargs: Any
    ) -> T:
        """Call a function where the context variables are that the test has set."""
        if self._context is None:
            return function(*args, **kwargs)
        return self._context.run(function, *args, **kwargs)

    def _await(
        self, function: Callable[..., Awaitable[T]], /, *args: Any, **kwargs: Any
    ) -> T:
        __tracebackhide__ = True
        runner = self._runner or self._start_loop()
        return runner.run(_call(function, *args, **kwargs), context=self._context)

    def _finish(self) -> tuple[TrapWarning | None, ...]:
        """Close the loop, and put everything back that was shared or watched.

        Returns:
            Warnings of what the test left.
        """
        if self._meanwhile is None:
            return ()
        runner, meanwhile, sharing = self._runner, self._meanwhile, self._sharing
        left = left_on(runner, self._tasks or {})
        self._runner = self._context = self._meanwhile = None
        self._sharing = self._tasks = None
        with meanwhile:
            if runner is not None:
                runner.close()
            left += self._still_running()
            hooks = hooks_warning(sharing) if sharing is not None else None
        del self._still_running
        left += sharing.problems if sharing is not None else []
        return hooks, left_warning(left)


class _Cleanup:
    """Marks a cleanup that has to be awaited."""

    def __init__(self, function: Callable[..., Awaitable[object]]) -> None:
        self.function = function

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self.function(*args, **kwargs)


async def _call(function: Callable[..., Awaitable[T]], *args: Any, **kwargs: Any) -> T:
    __tracebackhide__ = True
    try:
        return await function(*args, **kwargs)
    except Exception as error:
        # A test that passes does without all that may be known of an error.
        from restflow.test._cases.hints import explain

        explain(error)
        raise
