"""Files in the data of a request."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import contextmanager
from typing import Any


def is_file(value: Any) -> bool:
    """Tell whether a value is a file, as Django tells it: it can be read."""
    return callable(getattr(value, "read", None))


def has_file(data: Any) -> bool:
    """Tell whether there is a file somewhere in the data."""
    return any(is_file(value) for _, value in fields(data))


def fields(data: Any, name: str = "The data") -> Iterator[tuple[str, Any]]:
    """Yield every value in nested data that holds no others, with its name."""
    # Of what is narrowed, the types of its items are not known.
    values = data
    if hasattr(data, "items"):
        for key, value in values.items():
            yield from fields(value, f"`{key}`")
    elif isinstance(data, list | tuple):
        for index, value in enumerate(values):
            yield from fields(value, f"{name}[{index}]")
    else:
        yield name, data


@contextmanager
def files_unread(data: Any) -> Generator[None]:
    """Leave each file in the data where it stood, so that it can be sent again."""
    files = [value for _, value in fields(data) if is_file(value)]
    places = [(file, file.tell()) for file in files if _is_seekable(file)]
    try:
        yield
    finally:
        for file, place in places:
            file.seek(place)


def _is_seekable(file: Any) -> bool:
    seekable = getattr(file, "seekable", None)
    return seekable() if seekable is not None else hasattr(file, "seek")
