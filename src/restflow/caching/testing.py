"""Tests of what is cached.

Since:
    0.1.0.
"""

from __future__ import annotations

import threading
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import fields, is_dataclass
from functools import partial
from typing import Any, cast, get_args

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
    """The cache had another value than the function returns now.

    Its code is restflow.E211.

    Since:
        0.1.0.
    """


@contextmanager
def verify_hits() -> Generator[None]:
    """Call the cached function at each hit, too, and compare the results.

    Responses are compared by status and content; rows by their columns, annotations
    and the rows that were fetched with them. A result that is used beyond its `ttl` is
    not verified.

    Raises:
        StaleHitError: The results differ: some write is not watched, or the key lacks
            something that the result depends on. It names the function, both values,
            and what the entry depends on.

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


def _plain(value: Any, within: tuple[int, ...] = ()) -> Any:
    """Return what can be compared; instances are equal if only their keys are."""
    kind = cast("Any", type(value))
    if id(value) in within:
        # A row that leads to itself is shown where it begins.
        return kind
    if isinstance(value, HttpResponse):
        return value.status_code, value.content
    parts = _parts(value)
    plain = partial(_plain, within=(*within, id(value)))
    if isinstance(parts, dict):
        made = {name: plain(part) for name, part in parts.items()}
        return made if isinstance(value, dict) else (kind, made)
    return value if parts is None else [plain(part) for part in parts]


def _parts(value: Any) -> dict[Any, Any] | list[Any] | None:
    """Return what a value is made of, by name or in order; None if of nothing else."""
    if isinstance(value, dict):
        return dict(cast("Any", value))
    if isinstance(value, Model):
        return _fetched(value)
    if is_dataclass(value) and not isinstance(value, type):
        return {part.name: getattr(value, part.name) for part in fields(value)}
    if isinstance(value, set | frozenset):
        return sorted(cast("Any", value), key=repr)
    return [*value] if isinstance(value, list | tuple | QuerySet) else None


def _fetched(row: Model) -> dict[str, Any]:
    """Return the columns of a row, its annotations and the rows that came with it."""
    own = {name: of for name, of in vars(row).items() if not name.startswith("_")}
    related: Any = row._meta.get_fields()  # noqa: SLF001  (documented)
    with_it = {
        field.name: field.get_cached_value(row)
        for field in related
        if hasattr(field, "is_cached") and field.is_cached(row)
    }
    # Each is a queryset that has been fetched.
    lists: dict[str, Any] = vars(row).get("_prefetched_objects_cache", {})
    return own | with_it | lists


@contextmanager
def assert_invalidates(
    what: Cached[..., Any] | type[Model] | str, /, *args: Any, **kwargs: Any
) -> Generator[None]:
    """Assert that the block makes a call, or what depends on a model or tag, invalid.

    An invalidation takes effect, and counts, at the commit.

    Args:
        what: A function decorated with `cache_result`, whose call with these arguments
            is meant; or a model, or one of the application's tags.
        *args: The arguments of the call.
        **kwargs: The same.

    Raises:
        AssertionError: Nothing in the block made it invalid.
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
    """Assert that the block leaves a call, or what depends on a model or tag, valid.

    An invalidation takes effect, and counts, at the commit. So in a test that is rolled
    back this always passes, unless its commit hooks run: with `run_commit_hooks`, or by
    `captureOnCommitCallbacks(execute=True)` in the block.

    Args:
        what: A function decorated with `cache_result`, whose call with these arguments
            is meant; or a model, or one of the application's tags.
        *args: The arguments of the call.
        **kwargs: The same.

    Raises:
        AssertionError: Something in the block made it invalid.
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
    # What is narrowed has a type that nobody knows below.
    model = what
    if isinstance(model, type) and issubclass(model, Model):
        return {tag_names.written(model)}, model.__name__
    find_call = getattr(what, "restflow_call", None)
    if find_call is None:
        raise TypeError(
            f"{what!r} is no function decorated with cache_result, no model and no tag."
        )
    call: Call = find_call(args, kwargs)
    return set(call.tags), call.plan.name


class Hold:
    """A point at which one thread or task is held.

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
                "`await asyncio.to_thread(hold.wait)`, or no other task can run."
            )

    def release(self) -> None:
        """Let go of the thread or task that is held. Later ones are not held."""
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
        A `Hold`: its `wait` waits until a thread or a task is held, and its `release`
        lets it go on. It also goes on at the end of the block, and after 5 seconds.

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
