"""Work that runs partly on the event loop and partly in the thread of synchronous code.

Going to that thread and back is most of what a request costs, and Django goes there for
each synchronous function by itself. Here the way of a request is a plan: a generator
that yields the steps, each with the place where it runs. Steps in the thread that
follow one another are run on one visit.

A plan's own code runs wherever the last step did, so it may do nothing but decide.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Any, NamedTuple

from asgiref.sync import sync_to_async


class Step(NamedTuple):
    """A function to call: in the thread, or, to be awaited, on the event loop."""

    in_thread: bool
    function: Callable[..., Any]
    args: tuple[Any, ...] = ()
    kwargs: dict[str, Any] = {}  # noqa: RUF012  (never changed)


class _End(NamedTuple):
    result: Any


Plan = Generator[Step, Any, Any]


def in_thread(function: Callable[..., Any], *args: Any) -> Step:
    """Make a step of a synchronous function."""
    return Step(True, function, args)


def on_loop(function: Callable[..., Any], *args: Any) -> Step:
    """Make a step of an asynchronous function."""
    return Step(False, function, args)


class _Walk:
    """The steps of a plan, of which one is the next."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._abandoned = False

    async def finish(self) -> Any:
        """Take all steps, and return the result."""
        __tracebackhide__ = True
        step = self._resume(self._plan.send, None)
        try:
            while isinstance(step, Step):
                take = _take_in_thread if step.in_thread else _Walk.take_on_loop
                step = await take(self, step)
        except BaseException:
            # A thread can't be interrupted. After a cancellation it finishes the step
            # that it is at, as it does with Django, and must not begin another.
            self._abandoned = True
            raise
        return step.result

    async def take_on_loop(self, step: Step) -> Step | _End:
        __tracebackhide__ = True
        try:
            result = await step.function(*step.args, **step.kwargs)
        except Exception as error:  # noqa: BLE001  (the plan decides)
            return self._resume(self._plan.throw, error)
        return self._resume(self._plan.send, result)

    def take_in_thread(self, step: Step | _End) -> Step | _End:
        """Take this step, and all that may be taken without going back to the loop."""
        __tracebackhide__ = True
        while isinstance(step, Step) and step.in_thread and not self._abandoned:
            try:
                result = step.function(*step.args, **step.kwargs)
            except Exception as error:  # noqa: BLE001  (the plan decides)
                step = self._resume(self._plan.throw, error)
            else:
                step = self._resume(self._plan.send, result)
        return step

    @staticmethod
    def _resume(how: Callable[[Any], Step], value: Any) -> Step | _End:
        __tracebackhide__ = True
        try:
            return how(value)
        except StopIteration as end:
            return _End(end.value)


# Asgiref takes context variables along in both directions, so what one step sets the
# next one sees, wherever it runs.
_take_in_thread = sync_to_async(_Walk.take_in_thread)


async def follow(plan: Plan) -> Any:
    """Run a plan, from the event loop.

    Args:
        plan: The steps. What a step returns or raises is given back to it.

    Returns:
        What the plan returns.
    """
    __tracebackhide__ = True
    return await _Walk(plan).finish()
