"""Caches in tables and in files, made reliable for what restflow stores."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any
from weakref import WeakValueDictionary

from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.core.cache.backends.db import DatabaseCache
from django.core.cache.backends.filebased import FileBasedCache
from django.core.files import locks
from django.db import DatabaseError, NotSupportedError, connections, router
from django.db.backends.base.base import BaseDatabaseWrapper

from restflow.caching import _django as private

# Where a transaction has written the same cache itself, both would wait for ever.
_PATIENCE = {
    "postgresql": "SET lock_timeout = 1000",
    "mysql": "SET innodb_lock_wait_timeout = 1",
}


def reliable(backend: type[BaseCache]) -> type[BaseCache]:
    """Return a class that does the same, and on whose writes caching can rely."""
    kinds: tuple[tuple[type[BaseCache], type[BaseCache]], ...] = (
        (DatabaseCache, _InTable),
        (FileBasedCache, _InFiles),
    )
    for of_django, kind in kinds:
        if issubclass(backend, of_django):
            combined: type[Any] = type(backend.__name__, (kind, backend), {})
            return combined
    return backend


class _InTable(DatabaseCache):
    """Writes outside of any transaction, and says when it could not."""

    def set(
        self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: Any = None
    ) -> None:
        with _outside_of_transactions(self._alias()):
            made = self.make_and_validate_key(key, version=version)
            # Somebody may make the row in the same moment: then it is there to change.
            for _ in range(2):
                if private.set_in_table(self, made, value, timeout):
                    return
        raise DatabaseError(f"The table of the cache did not take {key!r}.")

    def add(
        self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: Any = None
    ) -> bool:
        with _outside_of_transactions(self._alias()):
            return super().add(key, value, timeout, version)

    def get_many(self, keys: Any, version: Any = None) -> dict[Any, Any]:
        with _outside_of_transactions(self._alias(), reading=True):
            found: dict[Any, Any] = super().get_many(keys, version)
            return found

    def delete(self, key: Any, version: Any = None) -> bool:
        with _outside_of_transactions(self._alias()):
            return super().delete(key, version)

    def _base_delete_many(self, keys: Any) -> bool:
        # What has expired is removed by the next who looks for it in no transaction.
        if _is_in_transaction(connections[self._alias()]):
            return False
        parent: Any = super()
        return bool(parent._base_delete_many(keys))  # noqa: SLF001

    def _alias(self) -> str:
        alias: str = router.db_for_write(self.cache_model_class)
        return alias


@contextmanager
def _outside_of_transactions(alias: str, *, reading: bool = False) -> Generator[None]:
    """Give this thread another connection, if its own is in a transaction.

    Others would see what is written there when it ends, or never. The transaction of a
    test is no such: what is stored in it has to go with it.

    Raises:
        NotSupportedError: SQLite takes one writer at a time.
    """
    theirs = connections[alias]
    if not _is_in_transaction(theirs) or (reading and _may_read(theirs)):
        # SQLite lets nobody wait who has read before he writes.
        with nullcontext() if reading else private.writing_at_once(theirs):
            yield
        return
    if theirs.vendor == "sqlite":
        raise NotSupportedError("SQLite can't write beside a transaction.")
    connections[alias] = _beside(theirs)
    try:
        yield
    finally:
        connections[alias] = theirs


class _Beside:
    """A commit hook that has a connection of its own for as long as the transaction.

    Django drops it when the transaction is taken back.
    """

    def __init__(self, alias: str) -> None:
        self.connection = connections.create_connection(alias)
        if patience := _PATIENCE.get(self.connection.vendor):
            with self.connection.cursor() as cursor:
                cursor.execute(patience)

    def __call__(self) -> None:
        self.connection.close()

    __del__ = __call__


_all_beside: WeakValueDictionary[int, _Beside] = WeakValueDictionary()


def _beside(theirs: BaseDatabaseWrapper) -> BaseDatabaseWrapper:
    """Return the connection beside one that is in a transaction."""
    hook = _all_beside.get(id(theirs))
    if hook is None:
        hook = _all_beside[id(theirs)] = _Beside(theirs.alias)
        hooks = private.hooks(theirs)
        hooks.append((private.savepoints(theirs), hook, True))
    return hook.connection


def _may_read(connection: Any) -> bool:
    return connection.vendor == "sqlite" or private.shows_the_newest(connection)


def _is_in_transaction(connection: Any) -> bool:
    manual = connection.connection is not None and not connection.get_autocommit()
    return (connection.in_atomic_block or manual) and not private.is_the_tests(
        connection
    )


class _InFiles(FileBasedCache):
    """Adds a key for one of those who come at the same time."""

    def add(
        self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: Any = None
    ) -> bool:
        with self._alone():
            return super().add(key, value, timeout, version)

    @contextmanager
    def _alone(self) -> Generator[None]:
        directory = private.directory_of(self)
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        with Path(directory, "restflow.lock").open("ab") as held:
            locks.lock(held, locks.LOCK_EX)
            yield
