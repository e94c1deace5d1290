"""What is watched: odd columns, odd values, and rules that are made too early."""

from __future__ import annotations

import subprocess
import sys
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection, models
from django.test.utils import isolate_apps

from products.models import Category, Product
from restflow.caching import InvalidationRule, RuleError, cache_result
from restflow.caching._unwatched import unwatched_models

PROGRAM = """
import django
from django.conf import settings
settings.configure(
    INSTALLED_APPS=["django.contrib.contenttypes", "restflow.caching"],
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    CACHES={"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}},
)
# As in the models.py of an app: nothing is ready yet.
from restflow.caching import InvalidationRule, cache_result
rule = InvalidationRule("contenttypes.ContentType", model="model")

@cache_result(ttl=60, rules=[rule])
def apps_of(model):
    return sorted(found.app_label for found in ContentType.objects.filter(model=model))

django.setup()
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
call_command("migrate", run_syncdb=True, verbosity=0)
ContentType.objects.all().delete()
for _ in range(2):
    assert apps_of("one") == apps_of("two") == []
hits = apps_of.cache_info().hits
ContentType.objects.create(app_label="a", model="one")
assert apps_of("one") == ["a"] and apps_of("two") == []
assert apps_of.cache_info().hits == hits + 1
"""


def test_a_rule_that_is_made_before_the_models_is_bound_when_they_are_ready() -> None:
    done = subprocess.run(  # noqa: S603  (our own command)
        [sys.executable, "-c", PROGRAM],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr


@isolate_apps("products")
def test_a_column_that_the_database_computes_tells_no_rows_apart() -> None:
    class Square(models.Model):
        side = models.IntegerField()
        area: Any = models.GeneratedField(
            expression=models.F("side") * models.F("side"),
            output_field=models.IntegerField(),
            db_persist=True,
        )

        class Meta:
            app_label = "products"

        def __str__(self) -> str:
            return f"{self.side}"

    with pytest.raises(
        RuleError, match=r"The database computes products\.Square\.area"
    ):
        InvalidationRule(Square, area="area")


@isolate_apps("products")
def test_a_column_without_plain_values_tells_no_rows_apart() -> None:
    class Note(models.Model):
        extra: Any = models.JSONField()

        class Meta:
            app_label = "products"

        def __str__(self) -> str:
            return f"{self.extra}"

    @cache_result(ttl=60, rules=[InvalidationRule(Note, extra="extra")])
    def notes(extra: object) -> None: ...

    with pytest.raises(RuleError, match="has no plain value"):
        notes({"key": 1})


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("price", ["NaN", "Infinity", "12.345", "nothing", ""])
def test_a_value_that_no_row_can_have_is_a_result_like_others(price: str) -> None:
    @cache_result(ttl=60, rules=[InvalidationRule(Product, price="price")])
    def count(price: str) -> int:
        return len(price)

    assert [count(price), count(price)] == [len(price)] * 2
    assert count.cache_info().hits == 1
    category = Category.objects.create(name="a shelf", slug=f"of-{price}")
    Product.objects.create(category=category, name="one", price=Decimal("12.35"))
    assert count(price) == len(price)


@pytest.mark.django_db(transaction=True)
def test_a_statement_that_fails_counts_as_a_write() -> None:
    @cache_result(ttl=60, rules=[InvalidationRule(Category, pk="pk")])
    def name(pk: int) -> list[str]:
        return list(Category.objects.filter(pk=pk).values_list("name", flat=True))

    one = Category.objects.create(name="one", slug="one")
    assert [name(one.pk), name(one.pk)] == [["one"], ["one"]]

    def failing(execute: Any, sql: str, params: Any, many: Any, context: Any) -> Any:
        # The connection is lost when the statement was done.
        execute(sql, params, many, context)
        raise ConnectionError

    one.name = "two"
    with (
        connection.execute_wrapper(failing),
        pytest.raises(ConnectionError),
    ):
        # Rows are not looked at, so nothing else is executed.
        Category.objects.filter(pk=one.pk).update(name="two")
    assert name(one.pk) == list(Category.objects.values_list("name", flat=True))


@pytest.mark.run_commit_hooks
@pytest.mark.django_db
def test_a_row_is_not_locked_where_django_refuses_locks(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # As on PostgreSQL. The block that is open is the test's, and the save is in none.
    monkeypatch.setattr(connection.features, "has_select_for_update", True)

    @cache_result(ttl=60, rules=[InvalidationRule(Product, name="name")])
    def prices(name: str) -> list[Decimal]:
        return [product.price for product in Product.objects.filter(name=name)]

    mug = Product.objects.create(name="Mug", price="9.50")
    assert len(prices("Mug")) == 1

    mug.name = "Cup"
    mug.save()

    assert prices("Mug") == []
    assert len(prices("Cup")) == 1


def test_what_has_no_serializer_shows_no_model() -> None:
    assert unwatched_models(None, ()) == []


def test_what_a_serializer_takes_and_does_not_show_needs_no_rule() -> None:
    from rest_framework import serializers

    class Inner(serializers.Serializer[Any]):
        number = serializers.IntegerField()

    class Shelf(serializers.ModelSerializer[Category]):
        secret: Any = serializers.CharField(write_only=True, source="products.name")
        inner = Inner()

        class Meta:
            model = Category
            fields = ("name", "secret", "inner")

    assert unwatched_models(Shelf, ()) == ["products.Category"]
    assert unwatched_models(Shelf, (InvalidationRule(Category),)) == []
