"""Methods that prepare a test, and do nothing if they are written in a wrong way."""

from __future__ import annotations

from inspect import isasyncgenfunction, isgeneratorfunction

from django.test import SimpleTestCase

from restflow._traps import ASYNC_SETUP, TrapError, public
from restflow.test._database.both_ways import is_async

_INSTEAD = {
    "setUp": "asyncSetUp",
    "tearDown": "asyncTearDown",
    "setUpTestData": "asyncSetUp",
    "setUpClass": "asyncSetUp",
    "tearDownClass": "asyncTearDown",
}


@public
class AsyncSetUpError(TrapError, TypeError):
    """A test case class has a coroutine function where a plain method is called.

    Django and unittest call `setUp`, `setUpTestData` and similar methods, and never
    await what they return, so nothing would be set up. The same goes for a method with
    a `yield`, which pytest knows from fixtures. Its code is restflow.E111.

    Since:
        0.1.0. Python gives a `RuntimeWarning` for a coroutine, some time later.
    """


def refuse_idle(cls: type[SimpleTestCase]) -> None:
    """Refuse a class with a method that is called and does nothing.

    Raises:
        AsyncSetUpError: It is a coroutine function, or has a `yield`.
    """
    for name, instead in _INSTEAD.items():
        # Those of mixins as well, which need not be test cases.
        method = getattr(cls, name, None)
        if is_async(method):
            why = "is a coroutine function, which nobody would await."
            hint = (
                f"Write `async def {instead}`, which runs on the test's loop, or "
                f"`def {name}`."
            )
        elif isgeneratorfunction(method) or isasyncgenfunction(method):
            why = "has a `yield`, so a call of it runs nothing."
            hint = (
                "Leave the `yield` out. Pass what comes after it to `addCleanup`, or "
                "write it into the method that cleans up."
            )
        else:
            continue
        owner = next(base for base in cls.__mro__ if name in vars(base))
        raise AsyncSetUpError(ASYNC_SETUP, f"{owner.__qualname__}.{name} {why}", hint)
