"""Doing what the algorithm asks for: at once, or awaited."""

from __future__ import annotations

import asyncio
import time
from concurrent.futures import TimeoutError as FutureTimeoutError
from contextlib import suppress
from typing import Any

from asgiref.sync import sync_to_async

from restflow.caching import _points as points
from restflow.caching._fetch import (
    Call,
    Compute,
    Do,
    Outcome,
    Reach,
    Sleep,
    Step,
    Wait,
    steps,
)
from restflow.caching._settings import is_database, is_local


def fetch(call: Call) -> Outcome:
    """Do what has to be done for a call of a synchronous function."""
    todo = steps(call)
    try:
        step = next(todo)
        while True:
            try:
                answer = _do(step, call)
            except Exception as error:  # noqa: BLE001  (the algorithm decides)
                step = todo.throw(error)
            else:
                step = todo.send(answer)
    except StopIteration as stop:
        outcome: Outcome = stop.value
        return outcome
    finally:
        todo.close()


def _do(step: Step, call: Call) -> Any:
    if isinstance(step, Do):
        return step.work()
    if isinstance(step, Compute):
        return call.compute()
    if isinstance(step, Reach):
        return points.reach(step.point)
    # Whoever is waited for may need the loop of this very thread.
    return None if _beside_a_loop() else _wait(step)


def _wait(step: Wait | Sleep) -> Any:
    if isinstance(step, Sleep):
        time.sleep(step.seconds)
        return True
    with suppress(FutureTimeoutError):
        return step.flight.result(step.seconds)
    return None


def _beside_a_loop() -> bool:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True


async def afetch(call: Call) -> Outcome:
    """Do what has to be done for a call of a coroutine function."""
    todo = steps(call)
    try:
        step = next(todo)
        while True:
            try:
                answer = await _ado(step, call)
            except (Exception, asyncio.CancelledError) as error:  # noqa: BLE001
                # Cancelled, too, it gives back what others wait for.
                step = todo.throw(error)
            else:
                step = todo.send(answer)
    except StopIteration as stop:
        outcome: Outcome = stop.value
        return outcome
    finally:
        todo.close()


async def _ado(step: Step, call: Call) -> Any:
    if isinstance(step, Do):
        if is_local():
            return step.work()
        return await sync_to_async(step.work, thread_sensitive=is_database())()
    if isinstance(step, Compute):
        return await call.compute()
    if isinstance(step, Reach):
        if points.holders:
            # A test that holds it here must not hold the loop.
            await asyncio.to_thread(points.reach, step.point)
        return None
    return await _await(step)


async def _await(step: Wait | Sleep) -> Any:
    if isinstance(step, Sleep):
        await asyncio.sleep(step.seconds)
        return True
    with suppress(TimeoutError):
        waited = asyncio.shield(asyncio.wrap_future(step.flight))
        return await asyncio.wait_for(waited, step.seconds)
    return None
