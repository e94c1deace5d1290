"""Numbers and times in a rule.

A rule compares what the column would have, in whatever form the argument comes: 21.50
is 21.5, and noon in London is one o'clock in Berlin.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, models

from restflow.caching import InvalidationRule, cache_result
from restflow.caching.testing import assert_invalidates, assert_keeps

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
TABLE = """
    CREATE TABLE products_reading (id bigint PRIMARY KEY, taken_at timestamp,
    degrees double precision, tax numeric(6, 2))
"""


class Reading(models.Model):
    taken_at = models.DateTimeField()
    degrees = models.FloatField()
    tax = models.DecimalField(max_digits=6, decimal_places=2)
    objects: ClassVar[models.Manager["Reading"]] = models.Manager()

    class Meta:
        app_label = "products"
        managed = False

    def __str__(self) -> str:
        return f"{self.degrees} degrees"


@pytest.fixture(autouse=True)
def table(db: None) -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute(TABLE)
        yield
        cursor.execute("DROP TABLE products_reading")


def by(column: str) -> Any:
    rule = InvalidationRule(Reading, **{column: "value"})
    return cache_result(ttl=300, rules=[rule])(lambda value: value)


@pytest.mark.run_commit_hooks
def test_the_same_values() -> None:
    moment, degrees, tax = by("taken_at"), by("degrees"), by("tax")
    Reading.objects.create(id=1, taken_at=NOON, degrees=21.5, tax=7)
    with (
        assert_invalidates(moment, NOON.astimezone(ZoneInfo("Europe/Berlin"))),
        assert_keeps(moment, NOON + timedelta(seconds=1)),
        assert_invalidates(degrees, -0.0),  # [!]
        assert_keeps(degrees, 0.1),
        assert_invalidates(tax, "19"),
        assert_invalidates(tax, Decimal("19.000")),
        assert_keeps(tax, "19.01"),
        assert_keeps(tax, "Infinity"),
    ):
        Reading.objects.create(id=2, taken_at=NOON, degrees=0, tax="19.00")
