"""The algorithm with one line undone. A name that is gone is an error."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from unittest import mock

from restflow.caching import (
    _backends,
    _behind,
    _commits,
    _fetch,
    _plans,
    _store,
    _tables,
    _watching,
)


def _late(call: _plans.Call, entry: Any, *rest: Any) -> None:
    """Read the tokens after the value was computed."""
    keys = {_store.token_key(tag): tag for tag in call.tags}
    found = _store.get_many([*keys])
    entry.tokens.update({keys[key]: of for key, of in found.items()})
    _SAVE(call, entry, *rest)


_SAVE = _fetch._save


def _tokens_after_computing() -> None:
    mock.patch.object(_fetch, "_save", _late).start()


def _no_check_for_uncommitted_writes() -> None:
    mock.patch.object(_commits, "is_uncommitted", return_value=False).start()


def _only_new(model: Any, told: Any, rows: Any) -> set[str]:
    """Return the tags of what a row has now, and not of what it had before."""
    return _PARTITIONS(model, told, rows) if isinstance(rows, list) else set()


_PARTITIONS = _watching._partitions
_IS_UNCOMMITTED = _commits.is_uncommitted


def _of_this_thread(of: Any, *, everywhere: bool) -> bool:  # noqa: ARG001
    """Look at the connections of this thread alone, in a coroutine as well."""
    return _IS_UNCOMMITTED(of, everywhere=False)


def _coroutines_look_at_one_thread() -> None:
    mock.patch.object(_commits, "is_uncommitted", _of_this_thread).start()


def _without_ends(table: str) -> Callable[[], None]:
    """Forget that the table of a many-to-many relation has two ends."""
    ends = {f"fuzz.{name}{rest}" for name in ("row", "mark") for rest in ("", ":rows")}

    def tags_of_table(written: str) -> frozenset[str]:
        found = _TAGS_OF_TABLE(written)
        return found - ends if written == table else found

    def undo() -> None:
        mock.patch.object(_watching, "tags_of_table", tags_of_table).start()

    return undo


_TAGS_OF_TABLE = _tables.tags_of_table


def _views_are_tables() -> None:
    nothing = mock.Mock(return_value=frozenset())
    mock.patch.object(_behind, "tables_behind", nothing).start()


def _cache_in_transactions() -> None:
    """Have the cache in a table write within whatever transaction there is."""
    mock.patch.object(_backends, "_is_in_transaction", return_value=False).start()


def _old_partition_kept() -> None:
    mock.patch.object(_watching, "_partitions", _only_new).start()


MUTANTS: dict[str, Callable[[], None]] = {
    "none": lambda: None,
    "tokens-after-computing": _tokens_after_computing,
    "no-check-for-uncommitted-writes": _no_check_for_uncommitted_writes,
    "old-partition-kept": _old_partition_kept,
    "coroutines-look-at-one-thread": _coroutines_look_at_one_thread,
    "links-unwatched": _without_ends("fuzz_row_marks"),
    "links-with-a-model-unwatched": _without_ends("fuzz_tie"),
    "views-are-tables": _views_are_tables,
    "cache-in-transactions": _cache_in_transactions,
}
# Those that only this cache can show; the others are run on Redis.
OF_CACHE = {"cache-in-transactions": "database"}
