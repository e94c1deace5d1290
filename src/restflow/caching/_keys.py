"""Keys: an injective encoding of values, hashed to one length.

Values that are not equal have different encodings: 1 and "1", None and "None",
("a", "b:c") and ("a:b", "c"). Some that compare equal differ, too, which costs a miss
and never a wrong hit: 1, 1.0 and True, or one moment in two time zones. Others that
compare equal do not: a set and a frozenset. The order of sets and dicts does not
matter, nor does the seed of Python's hashes.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum, Flag
from hashlib import blake2b
from typing import Any
from uuid import UUID

from django.db.models import Model
from django.utils.functional import Promise

from restflow._traps import UNENCODABLE, public
from restflow.caching._errors import CachingError


def digest(*values: object) -> str:
    """Return a hash of values, which is safe as a part of any cache's key.

    Raises:
        UnencodableError: A value has no encoding.
    """
    return hashed(encode(values))


def hashed(encoded: bytes) -> str:
    """Return a hash of what is encoded."""
    return blake2b(encoded, digest_size=16).hexdigest()


def encode(value: Any) -> bytes:
    """Return the encoding of a value, which tells where it ends."""
    encoder = _ENCODERS.get(value.__class__)
    if encoder is not None:
        kind, body = encoder(value)
    elif isinstance(value, Promise):
        return encode(str(value))
    elif isinstance(value, Enum):
        # Flags may have bits that have no name.
        member = value.value if isinstance(value, Flag) else value.name
        kind, body = b"E", _of_class(value, member)
    elif isinstance(value, Model):
        kind, body = b"M", _model(value)
    elif dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = [getattr(value, field.name) for field in dataclasses.fields(value)]
        kind, body = b"D", _of_class(value, fields)
    else:
        kind, body = _subclass(value)
    return b"%b%d:%b" % (kind, len(body), body)


@public
class UnencodableError(CachingError, TypeError):
    """An argument of a cached call can't be part of a cache key.

    Its code is restflow.E203.

    Since:
        0.1.0.
    """


def _refuse(value: object) -> UnencodableError:
    try:
        shown = repr(value)
    except Exception:  # noqa: BLE001  (an unsaved instance may lack what it shows)
        shown = object.__repr__(value)
    return UnencodableError(
        UNENCODABLE,
        f"A value of the type {type(value).__name__} can't be a part of a cache key: "
        f"{shown:.80}.",
        "Pass what identifies it, such as its primary key, or name the parts of the "
        "key with `key=`.",
    )


def _subclass(value: object) -> tuple[bytes, bytes]:
    """Encode an instance of a subclass of a plain type, such as a safe string."""
    for base, plain in _BASES.items():
        # A lazy object says that it has the class of another.
        if issubclass(type(value), base) and type(value).__eq__ is base.__eq__:
            return b"U", _of_class(value, plain(value))
    raise _refuse(value)


# What a subclass says of itself may be less than it is, such as stars for a secret.
_tuple: Any = tuple
_list: Any = list
_dict: Any = dict
_BASES: dict[Any, Callable[[Any], object]] = {
    str: str.__str__,
    int: int.__int__,
    float: float.__float__,
    tuple: lambda value: tuple(_tuple.__iter__(value)),
    list: lambda value: list(_list.__iter__(value)),
    dict: _dict.copy,
}


def _of_class(value: object, content: object) -> bytes:
    return encode(f"{type(value).__module__}.{type(value).__qualname__}") + encode(
        content
    )


def _model(instance: Model) -> bytes:
    if instance.pk is None:
        raise _refuse(instance)
    options = instance._meta  # noqa: SLF001  (documented)
    return encode((options.label_lower, instance._state.db, instance.pk))  # noqa: SLF001


def _items(values: Iterable[object]) -> bytes:
    return b"".join(map(encode, values))


def _time(value: datetime | time) -> bytes:
    # Zones with the same offset are not the same.
    return f"{value.isoformat()} {value.tzinfo} {value.fold}".encode()


_ENCODERS: dict[type, Callable[[Any], tuple[bytes, bytes]]] = {
    type(None): lambda _: (b"N", b""),
    bool: lambda value: (b"B", b"1" if value else b"0"),
    int: lambda value: (b"I", b"%x" % value),
    float: lambda value: (b"F", value.hex().encode()),
    str: lambda value: (b"S", value.encode("utf-8", "surrogatepass")),
    bytes: lambda value: (b"Y", value),
    Decimal: lambda value: (b"C", str(value).encode()),
    UUID: lambda value: (b"G", value.bytes),
    date: lambda value: (b"A", value.isoformat().encode()),
    datetime: lambda value: (b"W", _time(value)),
    time: lambda value: (b"T", _time(value)),
    timedelta: lambda value: (
        b"P",
        b"%d.%d.%d" % (value.days, value.seconds, value.microseconds),
    ),
    tuple: lambda value: (b"(", _items(value)),
    list: lambda value: (b"[", _items(value)),
    set: lambda value: (b"{", b"".join(sorted(map(encode, value)))),
    frozenset: lambda value: (b"{", b"".join(sorted(map(encode, value)))),
    dict: lambda value: (
        b"<",
        b"".join(sorted(encode(key) + encode(of) for key, of in value.items())),
    ),
}
