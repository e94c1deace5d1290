"""Keys: two values share one only if Python takes them for the same."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from enum import Enum, IntFlag
from typing import Any, NamedTuple
from uuid import UUID

import pytest
from django.http import QueryDict
from django.utils.functional import SimpleLazyObject
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy, override
from hypothesis import given
from hypothesis import strategies as st

from products.models import Product, Review
from restflow.caching import UnencodableError
from restflow.caching._keys import digest, encode

HASHABLE = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False),
    st.text(),
    st.binary(),
    st.decimals(allow_nan=False),
    st.uuids(),
    st.dates(),
    st.datetimes(),
    st.datetimes(timezones=st.sampled_from([UTC, timezone(timedelta(hours=2))])),
    st.times(),
    st.timedeltas(),
)
VALUES: st.SearchStrategy[Any] = st.recursive(
    HASHABLE | st.frozensets(HASHABLE, max_size=3),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.lists(inner, max_size=3).map(tuple),
        st.dictionaries(HASHABLE, inner, max_size=3),
    ),
    max_leaves=6,
)


def shape(value: Any) -> Any:
    """Return what tells a value from others, in a way that is not the library's."""
    kind = type(value).__name__
    if isinstance(value, list | tuple):
        return kind, [shape(item) for item in value]
    if isinstance(value, frozenset):
        return kind, sorted(map(repr, map(shape, value)))
    if isinstance(value, dict):
        pairs = [(shape(key), shape(of)) for key, of in value.items()]
        return kind, sorted(map(repr, pairs))
    return kind, repr(value)


@given(VALUES, VALUES)
def test_values_have_one_encoding_if_and_only_if_they_are_the_same(
    one: object, other: object
) -> None:
    assert (encode(one) == encode(other)) == (shape(one) == shape(other))


@given(st.lists(VALUES, max_size=4), st.lists(VALUES, max_size=4))
def test_where_a_value_ends_is_part_of_its_encoding(
    one: list[object], other: list[object]
) -> None:
    joined = [b"".join(map(encode, values)) for values in (one, other)]
    assert (joined[0] == joined[1]) == (shape(one) == shape(other))


@given(VALUES)
def test_a_digest_is_always_as_long(value: object) -> None:
    assert len(digest(value)) == 32
    assert digest(value).isalnum()
    assert digest(value) == digest(value)


class Color(Enum):
    RED = 1
    CRIMSON = 1  # noqa: PIE796  (it is an alias)
    BLUE = 2


class Access(IntFlag):
    READ = 1


class Point(NamedTuple):
    x: int
    y: int


@dataclass
class Place:
    x: int
    y: int


class Secret(str):
    __slots__ = ()

    def __str__(self) -> str:
        return "***"


class Counted(list[int]):
    def __iter__(self) -> Any:
        return iter(())


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (1, "1"),
        (1, True),
        (1, 1.0),
        (None, "None"),
        (("a", "b:c"), ("a:b", "c")),
        ((1, 2), [1, 2]),
        ([[1], 2], [1, [2]]),
        ({1: 2}, [(1, 2)]),
        ({}, set()),
        ("", b""),
        ("\ud800", "\udfff"),
        (date(2026, 1, 1), datetime(2026, 1, 1)),  # noqa: DTZ001
        (time(1), "01:00:00"),
        (Decimal("1.0"), Decimal("1.00")),
        (UUID(int=1), str(UUID(int=1))),
        (Color.RED, 1),
        (Color.RED, Color.BLUE),
        (Access(8), Access(16)),
        (Point(1, 2), (1, 2)),
        (Place(1, 2), Place(2, 1)),
        (Secret("one"), Secret("two")),
        (Counted([1]), Counted([2])),
        (SafeString("a"), "a"),
        (QueryDict("a=1&a=2"), QueryDict("a=2")),
    ],
)
def test_what_python_tells_apart_has_two_encodings(one: object, other: object) -> None:
    assert encode(one) != encode(other)
    assert encode([one]) != encode([other])
    assert encode({"key": one}) != encode({"key": other})


def test_what_is_the_same_has_one_encoding() -> None:
    assert encode({1, 2, 3}) == encode({3, 2, 1}) == encode(frozenset({2, 1, 3}))
    assert encode({"a": 1, "b": 2}) == encode({"b": 2, "a": 1})
    assert encode(Color.RED) == encode(Color.CRIMSON)
    assert encode(Product(pk=1)) == encode(Product(pk=1, name="other"))
    assert encode(SimpleLazyObject(lambda: Product(pk=1))) == encode(Product(pk=1))


def test_a_number_may_have_any_length() -> None:
    assert encode(10**5000) != encode(10**5000 + 1)


def test_instances_are_told_apart_by_model_key_and_database() -> None:
    elsewhere = Product(pk=1)
    elsewhere._state.db = "archive"
    encodings = {encode(one) for one in (Product(pk=1), Review(pk=1), Product(pk=2))}
    assert len({*encodings, encode(elsewhere), encode(Product(pk="1"))}) == 5


def test_a_lazy_translation_is_the_text_in_the_language_of_the_call() -> None:
    word = gettext_lazy("Yes")
    assert encode(word) == encode("Yes")
    with override("de"):
        assert encode(word) == encode("Ja")


PRINT = """
from restflow.caching._keys import digest
print(digest({"a", "b", "c"}, frozenset("xyz"), {"k": {"p", "q"}, "l": 1}))
"""


def test_a_digest_is_the_same_in_all_processes() -> None:
    said = {
        subprocess.run(  # noqa: S603  (our own command)
            [sys.executable, "-c", PRINT],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(said) == 1


class Shy:
    def __repr__(self) -> str:
        raise LookupError


@pytest.mark.parametrize(
    ("value", "name"),
    [
        (object(), "object"),
        (Shy(), "Shy"),
        (Review(), "Review"),
        (Product(), "Product"),
        (print, "builtin_function_or_method"),
        (Product, "ModelBase"),
        (range(3), "range"),
        (1j, "complex"),
    ],
    ids=["object", "broken repr", "unsaved", "unsaved too", "function", "class",
         "range", "complex"],
)  # fmt: skip
def test_what_has_no_encoding_is_refused_by_name(value: object, name: str) -> None:
    for wrapped in (value, [value], {"key": (value,)}):
        with pytest.raises(
            UnencodableError, match=f"A value of the type {name} can't be"
        ) as raised:
            digest(wrapped)
    assert raised.value.trap.code == "restflow.E203"
