"""Tests of what is cached.

Since:
    0.1.0.
"""

from __future__ import annotations

import threading
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any, get_args

from django.db.models import Model, QuerySet
from django.http import HttpResponse

from restflow._traps import STALE_HIT
from restflow.caching import _points as points
from restflow.caching import _tags as tag_names
from restflow.caching._errors import CachingError
from restflow.caching._plans import Call
from restflow.caching._results import Cached

__all__ = ["Hold", "StaleHitError", "assert_invalidates", "assert_keeps", "hold_at",
           "verify_hits"]  # fmt: skip

_PATIENCE = 5.0


class StaleHitError(CachingError, AssertionError):
    """The cache had something else than the function returns now.

    Its code is restflow.E211.

    Since:
        0.1.0.
    """


@contextmanager
def verify_hits() -> Generator[None]:
    """Call the function at each hit as well, and compare.

    Raises:
        StaleHitError: They differ: some write is not watched, or the key lacks what
            the result depends on. It names the call, both values and the tags.

    Since:
        0.1.0.
    """
    points.verifiers.append(_verify)
    try:
        yield
    finally:
        points.verifiers.remove(_verify)


def _verify(call: Call, stored: object, computed: object) -> None:
    payload = call.pack(computed)
    fresh = call.unpack(payload) if payload is not None else computed
    if payload is not None and call.pack(stored) == call.pack(fresh):
        # What has no equality of its own differs from everything.
        return
    if _plain(stored) != _plain(fresh):
        raise StaleHitError(
            STALE_HIT,
            f"{call.plan.name} is stale.\n"
            f"  in the cache: {_plain(stored)!r:.200}\n"
            f"  computed now: {_plain(fresh)!r:.200}\n"
            f"  depends on:   {', '.join(call.tags) or 'nothing'}",
            "Add a rule for what changed, or name what the result depends on in the "
            "key.",
        )


def _plain(value: Any) -> Any:
    """Return what can be compared; instances are equal if only their keys are."""
    if isinstance(value, HttpResponse):
        return value.status_code, value.content
    if isinstance(value, Model):
        columns = value._meta.concrete_fields  # noqa: SLF001  (documented)
        return type(value), [vars(value).get(field.attname) for field in columns]
    items: Any = value
    if isinstance(value, dict):
        return {key: _plain(of) for key, of in items.items()}
    if isinstance(value, list | tuple | QuerySet):
        return [_plain(item) for item in items]
    return items


@contextmanager
def assert_invalidates(
    what: Cached[..., Any] | type[Model] | str, /, *args: Any, **kwargs: Any
) -> Generator[None]:
    """Assert that the block makes invalid what depends on a call, a model or a tag.

    An invalidation counts when it takes effect: at the commit.

    Args:
        what: A function decorated with `cache_result`, whose call with these arguments
            is meant; or a model, or one of the application's tags.
        *args: The arguments of the call.
        **kwargs: The same.

    Raises:
        AssertionError: It has not.
        TypeError: It is neither such a function nor a model nor a tag.

    Since:
        0.1.0.
    """
    depends, name = _tags_of(what, args, kwargs)
    with _invalidated() as tags:
        yield
    if not tags & depends:
        raise AssertionError(
            f"{name} was not invalidated.\n"
            f"  depends on:  {', '.join(sorted(depends)) or 'nothing'}\n"
            f"  invalidated: {', '.join(sorted(tags)) or 'nothing'}"
        )


@contextmanager
def assert_keeps(
    what: Cached[..., Any] | type[Model] | str, /, *args: Any, **kwargs: Any
) -> Generator[None]:
    """Assert that the block leaves valid what depends on a call, a model or a tag.

    Args:
        what: A function decorated with `cache_result`, whose call with these arguments
            is meant; or a model, or one of the application's tags.
        *args: The arguments of the call.
        **kwargs: The same.

    Raises:
        AssertionError: It does not.
        TypeError: It is neither such a function nor a model nor a tag.

    Since:
        0.1.0.
    """
    depends, name = _tags_of(what, args, kwargs)
    with _invalidated() as tags:
        yield
    if hit := tags & depends:
        raise AssertionError(f"{name} was invalidated: {', '.join(sorted(hit))}")


@contextmanager
def _invalidated() -> Generator[set[str]]:
    tags: set[str] = set()
    points.listeners.append(tags.update)
    try:
        yield tags
    finally:
        points.listeners.remove(tags.update)


def _tags_of(what: Any, args: Any, kwargs: Any) -> tuple[set[str], str]:
    if isinstance(what, str):
        return {tag_names.own(what)}, repr(what)
    if isinstance(what, type):
        return {tag_names.written(what)}, what.__name__
    find_call = getattr(what, "restflow_call", None)
    if find_call is None:
        raise TypeError(
            f"{what!r} is no function decorated with cache_result, no model and no tag."
        )
    call: Call = find_call(args, kwargs)
    return set(call.tags), call.plan.name


class Hold:
    """A point of the algorithm at which one thread or task is held.

    Since:
        0.1.0.
    """

    def __init__(self) -> None:
        self._taken = threading.Lock()
        self._reached = threading.Event()
        self._released = threading.Event()

    def wait(self) -> None:
        """Wait until somebody is held.

        Raises:
            TimeoutError: Nobody has come for 5 seconds.
        """
        if not self._reached.wait(_PATIENCE):
            raise TimeoutError(
                "Nobody has come to this point. In a coroutine, wait with "
                "`await asyncio.to_thread(hold.wait)`: others need the loop to come."
            )

    def release(self) -> None:
        """Let go of whoever is held. Those who come later are not held."""
        self._released.set()

    def __call__(self) -> None:
        """Be held, unless somebody is or was."""
        if self._taken.acquire(blocking=False):
            self._reached.set()
            self._released.wait(_PATIENCE)


@contextmanager
def hold_at(point: points.Point) -> Generator[Hold]:
    """Hold the first thread or task that comes to a point, to replay a race.

    Args:
        point: `'tokens read'`, before a value is computed; `'computed'`, before it is
            stored; `'committed'`, before a commit's invalidation takes effect.

    Yields:
        What tells that somebody is held, and lets go. The end of the block does, too,
        and so do 5 seconds.

    Raises:
        ValueError: There is no such point.

    Since:
        0.1.0.
    """
    if point not in get_args(points.Point):
        raise ValueError(
            f"{point!r} is no point; there are {', '.join(get_args(points.Point))}."
        )
    hold = Hold()

    def holder(reached: points.Point) -> None:
        if reached == point:
            hold()

    points.holders.append(holder)
    try:
        yield hold
    finally:
        points.holders.remove(holder)
        hold.release()
