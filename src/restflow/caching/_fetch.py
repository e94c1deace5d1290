"""Reading an entry, or computing and storing it, synchronously and asynchronously."""

from __future__ import annotations

import asyncio
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Literal

from restflow.caching import _commits as commits
from restflow.caching import _flights as flights
from restflow.caching import _points as points
from restflow.caching import _store as store
from restflow.caching._keys import digest
from restflow.caching._plans import Call
from restflow.caching._settings import chosen, is_local
from restflow.caching._ways import do, in_database, landed, reach, sleep

How = Literal["hit", "stale", "collapsed", "miss", "bypass"]
_POLL = 0.02


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
class _Entry:
    """What is known of an entry before it is computed."""

    tokens: dict[str, Any]
    payload: bytes | None = None
    left: float = 0
    # The lease of its computation, as long as it is ours.
    lease: str = ""


async def fetch(call: Call) -> Outcome:
    """Return what a call comes to: the entry, or what is computed."""
    asynchronous = call.plan.asynchronous
    if commits.is_uncommitted(call.tags, everywhere=asynchronous):
        return await _bypass(call, "uncommitted")
    try:
        # Most calls end here: a synchronous one takes no detour.
        entry = await do(True, _look, call) if asynchronous else _look(call)
    except store.CacheDownError:
        return await _bypass(call, "cache-down")
    if store.WRITING in entry.tokens.values():
        return await _bypass(call, "being-written")
    hit = _unpacked(call, entry, "hit") if entry.left > 0 else None
    if hit is not None:
        if points.verifiers:
            computed = await call.compute()
            for verify in points.verifiers:
                verify(call, hit.value, computed)
        return hit
    if commits.may_be_old(everywhere=asynchronous):
        return await _bypass(call, "snapshot")
    if call.plan.suspects:
        await in_database(asynchronous, call.plan.refuse_views)
    return await _fly(call, entry)


async def _bypass(call: Call, why: str) -> Outcome:
    return Outcome(await call.compute(), "bypass", why)


# --- What the cache has ---------------------------------------------------------------


def _look(call: Call) -> _Entry:
    """Read the entry and the tokens, and make those that are missing."""
    if store.has_undelivered():
        store.deliver()
    entry = _read(call)
    if entry.payload is None and (missing := _missing(call, entry.tokens)):
        old = {tag for tag in missing if entry.tokens[tag] is not None}
        store.make_tokens(missing, old)
        # Whoever else makes them now: all have to find the same ones.
        entry = _read(call)
        # The cache keeps none, so nobody will find what is stored with these.
        entry.tokens.update(_missing(call, entry.tokens))
    return entry


def _read(call: Call) -> _Entry:
    keys = [store.token_key(tag) for tag in call.tags]
    found = store.get_many([call.key, *keys])
    tokens = {tag: found.get(key) for tag, key in zip(call.tags, keys, strict=True)}
    return _entry(call, found.get(call.key), tokens)


def _entry(call: Call, stored: Any, tokens: dict[str, Any]) -> _Entry:
    """Return what a stored entry is good for, with these tokens."""
    if stored is not None and stored[0] == tuple(tokens.values()):
        left = stored[1] - time.time()
        if left > -call.plan.stale:
            return _Entry(tokens, stored[2], left)
    return _Entry(tokens)


def _missing(call: Call, tokens: dict[str, Any]) -> dict[str, Any]:
    """Return tokens for tags that have none, or one that says too little."""
    new: dict[str, Any] = {}
    for tag, token in tokens.items():
        columns = call.plan.known.get(tag)
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


# --- Who computes ---------------------------------------------------------------------


async def _fly(call: Call, entry: _Entry) -> Outcome:
    """Compute the value, or wait for somebody who is computing it."""
    name = (call.key, tuple(entry.tokens.values()))
    until = time.monotonic() + chosen().wait
    while True:
        flight, leads = flights.claim(name)
        if flight is None:
            return await _fill(call, entry, None)
        if leads:
            with flights.flying(name, flight):
                return await _lead(call, entry, flight)
        if stale := _unpacked(call, entry, "stale"):
            return stale
        left = until - time.monotonic()
        payload = await landed(call.plan.asynchronous, flight, left)
        if payload is None:
            return await _fill(call, entry, None)
        if payload != flights.FAILED:
            return Outcome(call.unpack(payload), "collapsed", ttl=call.plan.ttl)


async def _lead(call: Call, entry: _Entry, flight: flights.Flight) -> Outcome:
    """Compute the value for all in this process, unless another process does."""
    try:
        outcome = await _await_others(call, entry, flight)
        if outcome is None:
            outcome = await _fill(call, entry, flight)
    except store.CacheDownError:
        return await _bypass(call, "cache-down")
    except (Exception, asyncio.CancelledError):
        # Cancelled, too, it gives back what others wait for.
        await do(call.plan.asynchronous, _release, entry)
        raise
    await do(call.plan.asynchronous, _release, entry)
    return outcome


async def _await_others(
    call: Call, entry: _Entry, flight: flights.Flight
) -> Outcome | None:
    """Take the lease of a computation, or wait for the process that has it."""
    until = time.monotonic() + chosen().wait
    while True:
        now = await do(call.plan.asynchronous, _lease, call, entry)
        outcome = _unpacked(call, now, "collapsed") if now.left > 0 else None
        if outcome is not None:
            flight.set_result(now.payload)
            return outcome
        if entry.lease or is_local():
            return None
        if stale := _unpacked(call, entry, "stale"):
            return stale
        if time.monotonic() > until or not await sleep(call.plan.asynchronous, _POLL):
            return None


def _lease(call: Call, entry: _Entry) -> _Entry:
    """Try to take the lease, and read the entry again."""
    lease = f"restflow:l:{digest(call.key, *entry.tokens.values())}"
    if not is_local() and store.add(lease, chosen().wait):
        entry.lease = lease
    # Somebody may have stored it after we looked, and be done.
    stored = store.get_many([call.key]).get(call.key)
    return _entry(call, stored, entry.tokens)


def _release(entry: _Entry) -> None:
    if entry.lease:
        with suppress(store.CacheDownError):
            store.delete(entry.lease)


# --- Computing ------------------------------------------------------------------------


async def _fill(call: Call, entry: _Entry, flight: flights.Flight | None) -> Outcome:
    """Compute the value, and store it with the tokens from before."""
    asynchronous = call.plan.asynchronous
    await reach(asynchronous, "tokens read")
    # What it reads is at least as old as this.
    until = time.time() + call.plan.ttl
    value = await call.compute()
    payload = call.pack(value)
    if payload is None:
        return Outcome(value, "miss", "not-storable")
    await reach(asynchronous, "computed")
    if commits.is_uncommitted(call.tags, everywhere=asynchronous):
        return Outcome(value, "miss", "uncommitted")
    if flight is not None:
        flight.set_result(payload)
    left = until - time.time()
    if left <= 0:
        return Outcome(value, "miss", "expired")
    try:
        await do(asynchronous, _save, call, entry, payload, until)
    except store.CacheDownError:
        return Outcome(value, "miss", "cache-down")
    return Outcome(value, "miss", ttl=left)


def _save(call: Call, entry: _Entry, payload: bytes, until: float) -> None:
    stored = (tuple(entry.tokens.values()), until, payload)
    store.set_many({call.key: stored}, until - time.time() + call.plan.stale)
