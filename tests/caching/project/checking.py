"""How a case says whether a cached function was right."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

from tests.caching.project.untyped import Book, Shelf

# A cached function and its arguments.
Read = tuple[Any, ...]
Case = Callable[[], None]

CASES: dict[str, Case] = {}
# Those that end well without invalidation, such as those about what stays in the cache.
KEEPS: set[str] = set()


class WrongError(Exception):
    """What was read is not what the case expects."""


class NotHereError(Exception):
    """The database has no such thing."""


def case(title: str, *, keeps: bool = False) -> Callable[[Case], Case]:
    """Register a case under its title."""

    def register(function: Case) -> Case:
        if title in CASES:
            raise KeyError(title)
        CASES[title] = function
        if keeps:
            KEEPS.add(title)
        return function

    return register


def is_hit(read: Read) -> bool:
    """Read, and tell whether it came from the cache."""
    function, *arguments = read
    before = function.cache_info().hits
    function(*arguments)
    return bool(function.cache_info().hits == before + 1)


def primed(read: Read) -> Any:
    """Have the cache hold what is read."""
    function, *arguments = read
    value = function(*arguments)
    if not is_hit(read):
        raise WrongError("not cached")
    return value


def right(read: Read) -> Any:
    """Read, and compare with what the database has."""
    function, *arguments = read
    value, truth = function(*arguments), function.__wrapped__(*arguments)
    if value != truth:
        raise WrongError("stale")
    return value


@contextmanager
def changes(*reads: Read, each: bool = True) -> Iterator[None]:
    """Check that reads from the cache are right after the block, which changes them."""
    before = [primed(read) for read in (*reads, *reads)][: len(reads)]
    yield
    after = [right(read) for read in reads]
    same = [old == new for old, new in zip(before, after, strict=True)]
    if (any if each else all)(same):
        raise WrongError("nothing was written")
    for read in (*reads, *reads):
        primed(read)


@contextmanager
def keeps(*reads: Read) -> Iterator[None]:
    """Check that the block leaves what is cached in the cache."""
    # The first time, each rule adds a way to tell rows apart.
    for read in (*reads, *reads):
        primed(read)
    yield
    for read in reads:
        if not is_hit(read):
            raise WrongError("invalidated")
        right(read)


def a_shelf(using: str = "default") -> Any:
    return Shelf.objects.using(using).create(slug=uuid4().hex)


def a_book(**values: Any) -> Any:
    return Book.objects.create(**{"shelf": a_shelf(), **values})
