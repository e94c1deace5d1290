"""What records have in the place of values that change or are secret: `<time>`.

Such a value fits any string. Where the schema asks for a format, for a number or for a
boolean, the example gets a value of that kind: who tries the API out can then send it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

from restflow._openapi.difference import Schema

# By format, and by type.
SAMPLES: dict[str, Any] = {
    "byte": "cmVzdGZsb3c=",
    "date": "2030-01-01",
    "date-time": "2030-01-01T12:00:00Z",
    "decimal": "1.00",
    "duration": "P1D",
    "email": "someone@example.com",
    "hostname": "example.com",
    "ipv4": "192.0.2.1",
    "ipv6": "2001:db8::1",
    "time": "12:00:00",
    "uri": "https://example.com/",
    "uuid": "00000000-0000-4000-8000-000000000000",
    "boolean": True,
    "integer": 1,
    "number": 1,
}

_PLACEHOLDER = re.compile(r"<[^<>]+>")


def is_placeholder(value: object) -> bool:
    """Tell whether a value stands for another one, as a whole or in a part."""
    return isinstance(value, str) and bool(_PLACEHOLDER.search(value))


def filled(schema: Schema, value: Any) -> tuple[Any, list[Any]]:
    """Return a value with samples for placeholders, and what is wrong with it still.

    Args:
        schema: The schema of the value.
        value: What was recorded.
    """
    errors = schema.errors(value)
    if not errors:
        return value, []
    put: set[tuple[Any, ...]] = set()
    # Each round may show what an error hid; there is no more to hide than this.
    for _ in range(10):
        samples = dict(_samples(errors))
        if not samples:
            break
        value = deepcopy(value)
        for path, sample in samples.items():
            value = _replaced(value, path, sample)
        put.update(samples)
        errors = schema.errors(value)
    # Nobody has recorded a sample: what else the schema asks of it is not known.
    left = [error for error in errors if tuple(error.absolute_path) not in put]
    return value, _unforgiven(left)


def _samples(errors: list[Any]) -> Iterator[tuple[tuple[Any, ...], Any]]:
    for error in errors:
        yield from _samples(error.context)
        if is_placeholder(error.instance) and error.validator in {"format", "type"}:
            wanted = error.validator_value
            kinds: list[Any] = [*wanted] if isinstance(wanted, list) else [wanted]  # pyright: ignore[reportUnknownVariableType]
            sample = next((SAMPLES[kind] for kind in kinds if kind in SAMPLES), None)
            if sample is not None:
                yield tuple(error.absolute_path), sample


def _replaced(value: Any, path: tuple[Any, ...], sample: Any) -> Any:
    if not path:
        return sample
    holder = value
    for key in path[:-1]:
        holder = holder[key]
    holder[path[-1]] = sample
    return value


def _unforgiven(errors: list[Any]) -> list[Any]:
    """Leave out what is forgiven, also of a choice: it is not what is wrong there."""
    left = [error for error in errors if not _is_forgiven(error)]
    for error in left:
        error.context = _unforgiven(error.context)
    return left


def _is_forgiven(error: Any) -> bool:
    """Tell whether a schema only minds how a string is written, which is not known."""
    if is_placeholder(error.instance):
        return bool(error.validator != "type")
    if error.instance == "":
        # A read-only field that may be blank is described by its format alone.
        return bool(error.validator == "format")
    branches: dict[Any, list[Any]] = {}
    for inner in error.context:
        branches.setdefault(inner.schema_path[0], []).append(inner)
    return any(all(map(_is_forgiven, inner)) for inner in branches.values())
