"""Reading an entry, or computing and storing it: the algorithm, for both worlds.

It is written once, as a generator that says what has to be done and is told what came
of it. One driver does it at once, the other awaits it.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Generator
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal

from restflow.caching import _commits as commits
from restflow.caching import _flights as flights
from restflow.caching import _points as points
from restflow.caching import _store as store
from restflow.caching._keys import digest
from restflow.caching._settings import chosen, is_local

How = Literal["hit", "stale", "collapsed", "miss", "bypass"]


@dataclass(slots=True)
class Call:
    """A call of a cached function.

    Attributes:
        name: What to call it in messages.
        key: Where its entry lies.
        tags: What the entry depends on.
        known: For tags that say by which columns rows are told apart, the columns.
        ttl: For how many seconds an entry is good.
        stale: For how many more seconds it may be used while one caller renews it.
        compute: The function itself, without arguments.
        pack: Returns what to store of its result, or None.
        unpack: Returns the result from what was stored.
        asynchronous: Whether it returns an awaitable.
    """

    name: str
    key: str
    tags: tuple[str, ...]
    known: dict[str, frozenset[tuple[str, ...]]]
    ttl: float
    stale: float
    compute: Callable[[], Any]
    pack: Callable[[Any], bytes | None]
    unpack: Callable[[bytes], Any]
    asynchronous: bool


@dataclass(slots=True)
class Outcome:
    """What a call came to.

    Attributes:
        value: The result.
        how: Where it comes from.
        detail: Why it was not stored, or not looked for.
        ttl: For how many seconds it is still good.
    """

    value: Any
    how: How
    detail: str = ""
    ttl: float = 0


@dataclass(slots=True)
class Do:
    """Work that may wait for the cache's server."""

    work: Callable[[], Any]


@dataclass(slots=True)
class Wait:
    """Wait for somebody else's computation, but not for ever."""

    flight: flights.Flight
    seconds: float


@dataclass(slots=True)
class Sleep:
    seconds: float


@dataclass(slots=True)
class Reach:
    point: points.Point


class Compute:
    """Call the function."""


_COMPUTE = Compute()
Step = Do | Wait | Sleep | Reach | Compute
_Steps = Generator[Step, Any, Outcome]
_POLL = 0.02


@dataclass(slots=True)
class _Entry:
    """What is known of an entry before it is computed."""

    tokens: dict[str, Any]
    payload: bytes | None = None
    left: float = 0
    # The lease of its computation, as long as it is ours.
    lease: str = ""


def steps(call: Call) -> _Steps:
    """Say what has to be done for a call, one thing after another."""
    if commits.is_uncommitted(call.tags, everywhere=call.asynchronous):
        return Outcome((yield _COMPUTE), "bypass", "uncommitted")
    try:
        if store.has_undelivered():
            yield Do(store.deliver)
        entry = yield from _look(call)
    except store.CacheDownError:
        return Outcome((yield _COMPUTE), "bypass", "cache-down")
    if entry is None:
        return Outcome((yield _COMPUTE), "bypass", "being-written")
    hit = _unpacked(call, entry, "hit") if entry.left > 0 else None
    if hit is not None:
        if points.verifiers:
            computed = yield _COMPUTE
            for verify in points.verifiers:
                verify(call, hit.value, computed)
        return hit
    if commits.may_be_old(everywhere=call.asynchronous):
        return Outcome((yield _COMPUTE), "bypass", "snapshot")
    return (yield from _fly(call, entry))


def _look(call: Call) -> Generator[Step, Any, _Entry | None]:
    """Read the entry and the tokens, and make those that are missing."""
    keys = [store.token_key(tag) for tag in call.tags]
    entry, missing = _Entry({}), dict[str, Any]()
    for made in (False, True):
        found: dict[str, Any] = yield Do(partial(store.get_many, [call.key, *keys]))
        tokens = {tag: found.get(key) for tag, key in zip(call.tags, keys, strict=True)}
        if store.WRITING in tokens.values():
            return None
        entry = _entry(call, found.get(call.key), tokens)
        missing = _missing(call, tokens)
        if not missing:
            return entry
        if not made:
            # Whoever else makes them now: all have to find the same ones.
            old = {tag for tag in missing if tokens[tag] is not None}
            yield Do(partial(store.make_tokens, missing, old))
    # The cache keeps none, so nobody will find what is stored with these.
    entry.tokens.update(missing)
    return entry


def _entry(call: Call, stored: Any, tokens: dict[str, Any]) -> _Entry:
    """Return what a stored entry is good for, with these tokens."""
    if stored is not None and stored[0] == tuple(tokens.values()):
        left = stored[1] - time.time()
        if left > -call.stale:
            return _Entry(tokens, stored[2], left)
    return _Entry(tokens)


def _missing(call: Call, tokens: dict[str, Any]) -> dict[str, Any]:
    """Return tokens for tags that have none, or one that says too little."""
    new: dict[str, Any] = {}
    for tag, token in tokens.items():
        columns = call.known.get(tag)
        if columns is not None:
            before: frozenset[tuple[str, ...]] = token[1] if token else frozenset()
            if not columns <= before:
                new[tag] = (store.new_token(), before | columns)
        elif token is None:
            new[tag] = store.new_token()
    return new


def _unpacked(call: Call, entry: _Entry, how: How) -> Outcome | None:
    if entry.payload is None:
        return None
    try:
        return Outcome(call.unpack(entry.payload), how, ttl=max(entry.left, 0))
    except Exception:  # noqa: BLE001  (it was stored by another version of the code)
        return None


def _fly(call: Call, entry: _Entry) -> _Steps:
    """Compute the value, or wait for somebody who is computing it."""
    name = (call.key, tuple(entry.tokens.values()))
    flight, leads = flights.claim(name)
    if flight is None:
        return (yield from _compute(call, entry, None))
    if leads:
        with flights.flying(name, flight):
            return (yield from _lead(call, entry, flight))
    if stale := _unpacked(call, entry, "stale"):
        return stale
    payload = yield Wait(flight, chosen().wait)
    if payload is not None:
        return Outcome(call.unpack(payload), "collapsed", ttl=call.ttl)
    return (yield from _compute(call, entry, None))


def _lead(call: Call, entry: _Entry, flight: flights.Flight) -> _Steps:
    """Compute the value for all in this process, unless another process does."""
    try:
        outcome = yield from _await_others(call, entry, flight)
        if outcome is None:
            outcome = yield from _compute(call, entry, flight)
    except store.CacheDownError:
        return Outcome((yield _COMPUTE), "bypass", "cache-down")
    except (Exception, asyncio.CancelledError):
        yield from _release(entry)
        raise
    yield from _release(entry)
    return outcome


def _release(entry: _Entry) -> Generator[Step, Any, None]:
    if entry.lease:
        with suppress(store.CacheDownError):
            yield Do(partial(store.delete, entry.lease))


def _await_others(
    call: Call, entry: _Entry, flight: flights.Flight
) -> Generator[Step, Any, Outcome | None]:
    """Take the lease of a computation, or wait for the process that has it."""
    wait = chosen().wait
    until = time.monotonic() + wait
    lease = f"restflow:l:{digest(call.key, *entry.tokens.values())}"
    shared = not is_local()
    while True:
        if shared and (yield Do(partial(store.add, lease, wait))):
            entry.lease = lease
        # Somebody may have stored it after we looked, and be done.
        found: dict[str, Any] = yield Do(partial(store.get_many, [call.key]))
        now = _entry(call, found.get(call.key), entry.tokens)
        outcome = _unpacked(call, now, "collapsed") if now.left > 0 else None
        if outcome is not None:
            flight.set_result(now.payload)
            return outcome
        if entry.lease or not shared:
            return None
        if stale := _unpacked(call, entry, "stale"):
            return stale
        if time.monotonic() > until or not (yield Sleep(_POLL)):
            return None


def _compute(call: Call, entry: _Entry, flight: flights.Flight | None) -> _Steps:
    """Call the function, and store its result with the tokens from before."""
    yield Reach("tokens read")
    # What it reads is at least as old as this.
    until = time.time() + call.ttl
    value = yield _COMPUTE
    payload = call.pack(value)
    if payload is None:
        return Outcome(value, "miss", "not-storable")
    yield Reach("computed")
    if commits.is_uncommitted(call.tags, everywhere=call.asynchronous):
        return Outcome(value, "miss", "uncommitted")
    if flight is not None:
        flight.set_result(payload)
    left = until - time.time()
    if left <= 0:
        return Outcome(value, "miss", "expired")
    stored = (tuple(entry.tokens.values()), until, payload)
    try:
        yield Do(partial(store.set_many, {call.key: stored}, left + call.stale))
    except store.CacheDownError:
        return Outcome(value, "miss", "cache-down")
    return Outcome(value, "miss", ttl=left)
