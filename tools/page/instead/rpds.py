"""Stands in for rpds-py, which is compiled: the collections that jsonschema needs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Self


class HashTrieMap(Mapping[Any, Any]):
    """A dictionary that is copied when it changes."""

    def __init__(self, value: Any = (), **entries: Any) -> None:
        self._entries = dict(value, **entries)

    @classmethod
    def convert(cls, value: Any) -> HashTrieMap:
        """Return a value as such a map."""
        return value if isinstance(value, cls) else cls(value)

    def __getitem__(self, key: Any) -> Any:
        return self._entries[key]

    def __iter__(self) -> Iterator[Any]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    def insert(self, key: Any, value: Any) -> HashTrieMap:
        """Return a map with another entry."""
        return HashTrieMap({**self._entries, key: value})

    def remove(self, key: Any) -> HashTrieMap:
        """Return a map without an entry."""
        return HashTrieMap({k: v for k, v in self._entries.items() if k != key})

    def update(self, *others: Any, **entries: Any) -> HashTrieMap:
        """Return a map with other entries."""
        merged = dict(self._entries)
        for other in others:
            merged.update(other)
        return HashTrieMap(merged, **entries)


class HashTrieSet(frozenset[Any]):
    """A set that is copied when it changes."""

    def insert(self, value: Any) -> HashTrieSet:
        """Return a set with another member."""
        return HashTrieSet({*self, value})

    def remove(self, value: Any) -> HashTrieSet:
        """Return a set without a member."""
        return HashTrieSet(self - {value})

    def update(self, *others: Iterable[Any]) -> HashTrieSet:
        """Return a set with other members."""
        return HashTrieSet(self.union(*others))


class List(tuple[Any, ...]):
    """A list that grows at its start."""

    __slots__ = ()

    def __new__(cls, *values: Any) -> Self:
        """Make a list of an iterable, or of values."""
        return super().__new__(cls, values[0] if len(values) == 1 else values)

    @property
    def first(self) -> Any:
        """The first value."""
        return self[0]

    @property
    def rest(self) -> List:
        """The list without its first value."""
        return List(self[1:])

    def push_front(self, value: Any) -> List:
        """Return a list with another value before the others."""
        return List([value, *self])

    def drop_first(self) -> List:
        """Return the list without its first value."""
        return self.rest
