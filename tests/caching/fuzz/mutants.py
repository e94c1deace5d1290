"""The algorithm with one line undone. A name that is gone is an error."""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Any
from unittest import mock

from restflow.caching import _commits, _fetch, _store, _watching


def _late(call: _fetch.Call, entry: Any, flight: Any) -> Generator[Any, Any, Any]:
    """Read the tokens after the value was computed."""
    todo, answer = _COMPUTE(call, entry, flight), None
    try:
        while True:
            step = todo.send(answer)
            if isinstance(step, _fetch.Reach) and step.point == "computed":
                keys = {_store.token_key(tag): tag for tag in call.tags}
                found = _store.get_many([*keys])
                entry.tokens.update({keys[key]: of for key, of in found.items()})
            answer = yield step
    except StopIteration as stop:
        return stop.value


_COMPUTE = _fetch._compute


def _tokens_after_computing() -> None:
    mock.patch.object(_fetch, "_compute", _late).start()


def _no_check_for_uncommitted_writes() -> None:
    mock.patch.object(_commits, "is_uncommitted", return_value=False).start()


def _only_new(model: Any, told: Any, rows: Any) -> set[str]:
    """Return the tags of what a row has now, and not of what it had before."""
    return _PARTITIONS(model, told, rows) if isinstance(rows, list) else set()


_PARTITIONS = _watching._partitions


def _old_partition_kept() -> None:
    mock.patch.object(_watching, "_partitions", _only_new).start()


MUTANTS: dict[str, Callable[[], None]] = {
    "none": lambda: None,
    "tokens-after-computing": _tokens_after_computing,
    "no-check-for-uncommitted-writes": _no_check_for_uncommitted_writes,
    "old-partition-kept": _old_partition_kept,
}
