"""Transactions: what is seen inside, after a commit, and after a rollback."""

# The exceptions that end blocks belong to the cases.
# ruff: noqa: TRY301

from __future__ import annotations

import asyncio
import threading
from typing import Any

from django.db import connections, transaction

from restflow.caching import _points as points
from tests.caching.project.checking import (
    NotHereError,
    WrongError,
    a_book,
    a_shelf,
    case,
    changes,
    is_hit,
    keeps,
    primed,
    right,
)
from tests.caching.project.readers import (
    all_books,
    all_books_async,
    book,
    on_shelf,
    tagged,
)
from tests.caching.project.untyped import Book


class UndoneError(Exception):
    """Ends a block that shall be rolled back."""


def renamed(one: Any, title: str) -> None:
    one.title = title
    one.save()


def elsewhere(function: Any) -> None:
    """Do something on a connection of another thread."""

    def work() -> None:
        function()
        connections.close_all()

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()


def reads_of(one: Any) -> tuple[tuple[Any, ...], ...]:
    return (all_books,), (book, one.pk), (on_shelf, one.shelf_id)


def seen(reads: tuple[tuple[Any, ...], ...]) -> list[Any]:
    """Check that all is right, and return it."""
    return [right(read) for read in reads]


@case("A transaction sees its own writes, and others see them after the commit")
def _() -> None:
    one = a_book()
    reads = reads_of(one)
    with changes(*reads):
        before = seen(reads)
        with transaction.atomic():
            renamed(one, "other")
            if seen(reads) == before:
                raise WrongError("stale")


@case("A read elsewhere, before the commit, does not outlive it")
def _() -> None:
    one = a_book()
    reads = reads_of(one)
    with changes(*reads), transaction.atomic():
        renamed(one, "other")
        if transaction.get_connection().vendor != "sqlite":
            elsewhere(lambda: [read[0](*read[1:]) for read in reads])


@case("A rollback leaves nothing of what was read before it")
def _() -> None:
    one = a_book()
    reads = reads_of(one)
    before = [primed(read) for read in reads]
    try:
        with transaction.atomic():
            renamed(one, "other")
            if seen(reads) == before:
                raise WrongError("stale")
            raise UndoneError
    except UndoneError:
        pass
    if seen(reads) != before:
        raise WrongError("stale")


@case("A rollback to a savepoint, in a transaction that is committed")
def _() -> None:
    one = a_book()
    reads = reads_of(one)
    before = [primed(read) for read in reads]
    with transaction.atomic():
        try:
            with transaction.atomic():
                renamed(one, "undone")
                inside = seen(reads)
                raise UndoneError
        except UndoneError:
            pass
        after = seen(reads)
    if inside == before:
        raise WrongError("stale")
    if after != before or seen(reads) != before:
        raise WrongError("stale")


@case("A savepoint is rolled back after a write outside of it")
def _() -> None:
    one, other = a_book(), a_book()
    with changes(*reads_of(one)), transaction.atomic():
        renamed(one, "other")
        try:
            with transaction.atomic():
                renamed(other, "undone")
                raise UndoneError
        except UndoneError:
            pass
        seen(reads_of(one))
        seen(reads_of(other))
    seen(reads_of(other))


@case("A write in a nested block")
def _() -> None:
    one = a_book()
    reads = reads_of(one)
    with changes(*reads), transaction.atomic():
        with transaction.atomic(), transaction.atomic(savepoint=False):
            renamed(one, "other")
        inside = seen(reads)
        if not any("other" in str(rows) for rows in inside):
            raise WrongError("stale")


@case("An earlier commit hook fails")
def _() -> None:
    one = a_book()

    def failing() -> None:
        raise UndoneError

    with changes(*reads_of(one)):
        try:
            with transaction.atomic():
                transaction.on_commit(failing)
                renamed(one, "other")
        except UndoneError:
            pass


@case("A commit hook reads what its transaction has written")
def _() -> None:
    one = a_book()
    reads = reads_of(one)
    found: list[list[Any]] = []
    with changes(*reads), transaction.atomic():
        transaction.on_commit(lambda: found.append(seen(reads)))
        renamed(one, "other")
    if len(found) != 1:
        raise WrongError("the hook did not run")


@case("A read elsewhere, in the moment of the invalidation, does not outlive it")
def _() -> None:
    one = a_book()

    def listener(_tags: object) -> None:
        elsewhere(all_books)

    points.listeners.append(listener)
    try:
        with changes((all_books,)):
            a_book(shelf=one.shelf)
        with changes((all_books,)):
            renamed(one, "other")
        with changes((all_books,)):
            Book.objects.filter(pk=one.pk).update(title="yet another")
        with changes((all_books,)), transaction.atomic():
            one.delete()
    finally:
        points.listeners.remove(listener)


@case("A write without autocommit")
def _() -> None:
    one = a_book()
    with changes(*reads_of(one)):
        transaction.set_autocommit(False)
        try:
            renamed(one, "other")
            seen(reads_of(one))
            transaction.commit()
        finally:
            transaction.set_autocommit(True)


@case("A row is locked, read and written")
def _() -> None:
    one = a_book()
    with changes(*reads_of(one)), transaction.atomic():
        locked = Book.objects.select_for_update().get(pk=one.pk)
        seen(reads_of(one))
        renamed(locked, "other")


@case("Transactions on two databases, one of which is rolled back")
def _() -> None:
    one, shelf = a_book(), a_shelf("other")
    there = (on_shelf, shelf.pk, "other")
    before = primed(there)
    with changes(*reads_of(one)), transaction.atomic():
        renamed(one, "other")
        try:
            with transaction.atomic(using="other"):
                Book.objects.using("other").create(shelf_id=shelf.pk)
                if right(there) == before:
                    raise WrongError("stale")
                raise UndoneError
        except UndoneError:
            pass
    right(there)


@case("A write and a read in coroutines")
def _() -> None:
    one = a_book()

    async def write_and_read() -> tuple[Any, Any, Any]:
        before = await all_books_async()
        if await all_books_async() != before or not all_books_async.cache_info().hits:
            raise WrongError("not cached")
        one.title = "other"
        await one.asave()
        return before, await all_books_async(), await all_books_async.__wrapped__()

    before, after, truth = asyncio.run(write_and_read())
    if after != truth:
        raise WrongError("stale")
    if before == truth:
        raise WrongError("nothing was written")


@case("A transaction reads what was committed after it began, and stores it")
def _() -> None:
    if transaction.get_connection().vendor == "sqlite":
        raise NotHereError
    one = a_book()
    reads = reads_of(one)
    with changes(*reads):
        with transaction.atomic():
            if Book.objects.get(pk=one.pk) != one:
                raise WrongError("another row")
            elsewhere(lambda: renamed(one, "other"))
            seen(reads)
        if not all(map(is_hit, reads)):
            raise WrongError("not stored")


@case("A rolled-back write, and what was cached stays", keeps=True)
def _() -> None:
    one = a_book()
    with keeps(*reads_of(one), (tagged,)):
        try:
            with transaction.atomic():
                renamed(one, "other")
                raise UndoneError
        except UndoneError:
            pass


@case("A transaction that only reads, and what was cached stays", keeps=True)
def _() -> None:
    one = a_book()
    with keeps(*reads_of(one)), transaction.atomic():
        seen(reads_of(one))
        Book.objects.select_for_update().get(pk=one.pk)
