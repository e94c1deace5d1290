"""Tags: the names of what entries depend on, and of what writes make invalid.

A tag is text that people can read. Its token, which lies in the cache, is random.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from decimal import ROUND_HALF_EVEN, Context, Decimal
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import (
    AutoField,
    BigAutoField,
    BigIntegerField,
    DecimalField,
    Field,
    ForeignKey,
    IntegerField,
    Model,
    SmallAutoField,
    SmallIntegerField,
)

# An int stays what it is in these. A project's own field may make something of it.
_WHOLE = {
    *(AutoField, BigAutoField, SmallAutoField),
    *(IntegerField, BigIntegerField, SmallIntegerField),
}
Fields = Mapping[str, "Field[Any, Any]"]
# The names of the columns by which an entry's rows are told apart, sorted.
Partition = tuple[str, ...]

_PLAIN = (
    type(None), bool, int, float, str, bytes, Decimal,
    datetime, date, time, timedelta, UUID,
)  # fmt: skip


def concrete(model: type[Model]) -> type[Model]:
    """Return the model that has the table."""
    owner: type[Model] | None = model._meta.concrete_model  # noqa: SLF001  (documented)
    return owner or model


@lru_cache(maxsize=1000)
def written(model: type[Model]) -> str:
    """Return the tag of every write of a model."""
    return concrete(model)._meta.label_lower  # noqa: SLF001


def nameless(model: type[Model]) -> str:
    """Return the tag of writes that do not say which rows they are of."""
    return f"{written(model)}:rows"


def known(model: type[Model]) -> str:
    """Return the tag whose token says by which columns entries tell rows apart."""
    return f"{written(model)}:known"


def partition(
    model: type[Model],
    fields: Fields,
    values: Iterable[object],
    *,
    sought: bool = False,
) -> str:
    """Return the tag of writes of rows that have these values.

    Args:
        model: Whose rows.
        fields: The columns, by their names.
        values: What the rows have in them, or what is looked for.
        sought: The values are looked for: what no row can have is no error.

    Raises:
        TypeError: A value is none that could be told from others by its text, or the
            database makes another one of it.
    """
    pairs = [
        # What most rules look for: a primary key.
        f"{name}={value!r}"
        if type(value) is int and type(field) in _WHOLE
        else f"{name}={_text(_plain(field, value, sought=sought))}"
        for (name, field), value in zip(fields.items(), values, strict=True)
    ]
    return f"{written(model)}[{','.join(pairs)}]"


def own(name: object) -> str:
    """Return the tag that an application has named."""
    if not isinstance(name, str):
        raise TypeError(f"{name!r} is no tag: a tag is a text.")
    return f"tag:{name}"


def _plain(field: Field[Any, Any], value: Any, *, sought: bool) -> object:
    """Return what a database column has for a value."""
    if hasattr(value, "resolve_expression"):
        raise TypeError(f"Only the database knows what {value!r} is for {field}.")
    while isinstance(field, ForeignKey):
        field = field.target_field
    if isinstance(value, Model):
        value = getattr(value, field.attname, value.pk)
    try:
        plain = field.get_prep_value(field.to_python(value))
        if isinstance(field, DecimalField) and isinstance(plain, Decimal):
            plain = _at_scale(field, plain, sought=sought)
    except (ValidationError, ValueError, ArithmeticError) as error:
        if not sought:
            raise TypeError(f"{field} does not take {value!r}.") from error
        return f"no {type(value).__name__}: {value!r}"
    if not isinstance(plain, _PLAIN):
        raise TypeError(f"{field} has no plain value for {value!r}.")
    return plain


def _at_scale(
    field: DecimalField[Any, Any], value: Decimal, *, sought: bool
) -> Decimal:
    """Return a number with as many places as the column has."""
    places: Any = field.decimal_places
    if places is None or not value.is_finite():
        return value
    smallest = Decimal(1).scaleb(-places)
    rounded = value.quantize(smallest, ROUND_HALF_EVEN, _EXACT)
    if rounded != value and not sought:
        raise TypeError(f"Databases round {value} for {field} in different ways.")
    return rounded


# Whatever a thread has chosen for its own numbers.
_EXACT = Context(prec=1000)


def _text(value: object) -> str:
    """Return one text for all that mean the same to a database column.

    What two columns may tell apart, such as upper and lower case, may be one here: that
    makes an entry invalid too often, never too late.
    """
    if isinstance(value, str):
        # Some collations ignore accents.
        letters = unicodedata.normalize("NFKD", str.__str__(value).casefold())
        plain = "".join(one for one in letters if not unicodedata.combining(one))
        return repr(plain.casefold().strip())
    if isinstance(value, datetime) and value.tzinfo is not None:
        value = value.astimezone(UTC)
    if isinstance(value, date | time):
        # A subclass, such as that of a stopped clock, has another repr().
        return value.isoformat()
    if isinstance(value, Decimal) and value.is_finite():
        return f"{_EXACT.plus(value.normalize(_EXACT)):f}"
    if isinstance(value, float):
        # Minus zero is zero.
        return repr(float(value) + 0.0)
    return repr(value)
