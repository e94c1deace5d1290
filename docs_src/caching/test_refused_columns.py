"""Models and columns that a rule can't name.

Some values are made by the database, and others have no one text by which a rule could
compare them. A rule for such a column is refused, and so is one for a swapped model.
"""

from typing import Any, ClassVar

import pytest
from django.db import models
from django.db.models import F

from products.models import Product
from restflow.caching import InvalidationRule, RuleError, cache_result

rule: Any = InvalidationRule


class Stock(models.Model):
    amount = models.PositiveIntegerField()
    doubled = models.GeneratedField(
        expression=F("amount") * 2,
        output_field=models.PositiveIntegerField(),
        db_persist=True,
    )
    details = models.JSONField(default=dict)
    objects: ClassVar[models.Manager["Stock"]] = models.Manager()

    class Meta:
        app_label = "products"
        managed = False

    def __str__(self) -> str:
        return f"{self.amount} pieces"


class Shopper(models.Model):
    class Meta:
        app_label = "products"
        managed = False
        swappable = "AUTH_USER_MODEL"

    def __str__(self) -> str:
        return f"Shopper {self.pk}"


@cache_result(ttl=300, rules=[rule(Stock, details="details")])
def with_details(details: dict[str, str]) -> list[Stock]:
    return list(Stock.objects.filter(details=details))


def test_a_column_that_the_database_computes() -> None:
    with pytest.raises(RuleError, match=r"The database computes products.Stock"):
        rule(Stock, doubled="doubled")  # [!]


def test_a_column_without_a_plain_value() -> None:
    with pytest.raises(RuleError, match=r"details has no plain value for \{'colour'"):
        with_details({"colour": "red"})  # [!]


def test_a_row_of_a_view_of_the_database() -> None:
    with pytest.raises(RuleError, match="A rule for a view can't name fields"):
        rule(Stock, Product, amount="amount")  # [!]


def test_a_swapped_model() -> None:
    with pytest.raises(RuleError, match=r"auth.User is in its place"):
        rule(Shopper)  # [!]
