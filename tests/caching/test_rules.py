"""Rules: what they accept, and that all that means the same has one tag."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal, localcontext
from enum import Enum
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.auth.models import AbstractUser, Group, User
from django.db import models
from django.db.models import F, Value
from django.db.models.functions import Now

from orders.models import Order
from products.models import Category, Product, Review
from restflow.caching import (
    InvalidationRule,
    RuleError,
    cache_response,
    cache_result,
    invalidate,
)
from restflow.caching import _tags as tags
from restflow.caching import _watching as watching
from restflow.caching._rules import tags_of
from restflow.caching.testing import assert_invalidates, assert_keeps


def tag(model: type[models.Model], name: str, value: object, **options: bool) -> str:
    fields: Any = {name: model._meta.get_field(name)}
    return tags.partition(model, fields, [value], **options)


class Shout(str, Enum):  # noqa: UP042  (a StrEnum is told as its value)
    MUG = "MUG"


class Stopped(datetime):
    """As libraries make that stop the clock."""

    def __repr__(self) -> str:
        return "Stopped"


NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("model", "name", "values"),
    [
        (Review, "stars", [1, "1", 1.0, True, Decimal(1)]),
        (Review, "product", [1, "1", Product(pk=1)]),
        (Product, "name", ["Mug", "MUG", " mug ", Shout.MUG]),
        (Product, "name", ["stra\xdfe", "STRASSE"]),
        (Product, "name", ["caf\xe9", "cafe\u0301", "CAFE"]),
        (Product, "price", [Decimal("1.5"), Decimal("1.50"), "1.5", 1.5]),
        (Product, "price", [Decimal(100), Decimal("1E+2"), 100]),
        (Product, "price", [Decimal(0), Decimal("-0"), 0]),
        (Product, "active", [True, 1, "1", "True"]),
        (Product, "category", [None]),
        (
            Order,
            "created_at",
            [
                NOON,
                NOON.astimezone(timezone(timedelta(hours=5))),
                Stopped(2026, 3, 1, 12, tzinfo=UTC),
                "2026-03-01T12:00:00Z",
            ],
        ),
        (Order, "status", [Order.Status.PAID, "paid"]),
    ],
)
def test_what_means_the_same_to_a_column_has_one_tag(
    model: type[models.Model], name: str, values: list[object]
) -> None:
    assert len({tag(model, name, value) for value in values}) == 1
    assert len({tag(model, name, value, sought=True) for value in values}) == 1
    assert tag(model, name, values[0]) == tag(model, name, values[0], sought=True)


@pytest.mark.parametrize(
    ("model", "name", "values"),
    [
        (Review, "stars", [1, 2, None, "many", float("inf")]),
        (Product, "name", ["None", None, "1", "mug", "mug,price=1"]),
        (Product, "price", [Decimal("1.5"), Decimal("1.51"), None]),
        (Order, "created_at", [NOON, NOON + timedelta(microseconds=1)]),
    ],
)
def test_what_differs_has_another_tag(
    model: type[models.Model], name: str, values: list[object]
) -> None:
    found = {tag(model, name, value, sought=True) for value in values}
    assert len(found) == len(values)


@pytest.mark.parametrize(
    ("model", "name", "value"),
    [
        (Review, "stars", F("stars") + 1),
        (Review, "stars", Value(1)),
        (Order, "created_at", Now()),
        (Product, "price", Decimal("1.005")),
        (Review, "stars", "many"),
    ],
)
def test_what_only_the_database_knows_has_no_tag_of_its_own(
    model: type[models.Model], name: str, value: object
) -> None:
    with pytest.raises(TypeError):
        tag(model, name, value)


def test_a_threads_own_decimals_change_no_tag() -> None:
    price = Decimal("123456.78")
    usual = tag(Product, "price", price)
    assert usual == "products.product[price=123456.78]"
    with localcontext(prec=3):
        assert tag(Product, "price", price) == usual


def test_an_instance_stands_for_what_the_relation_points_to() -> None:
    field = models.ForeignKey(Category, models.CASCADE, to_field="slug")
    field.set_attributes_from_name("shelf")
    field.model = Review
    fields: Any = {"shelf_id": field}
    category = Category(pk=7, slug="mugs")
    for value in (category, "mugs"):
        found = tags.partition(Review, fields, [value])
        assert found == "products.review[shelf_id='mugs']"


def test_a_rule_without_fields_depends_on_every_write() -> None:
    assert tags_of(InvalidationRule(Review), {}) == ("products.review",)
    assert tags_of(InvalidationRule("products.Review"), {}) == ("products.review",)


def test_a_proxy_is_its_model() -> None:
    class Praise(Review):
        class Meta:
            proxy = True
            app_label = "products"

    assert InvalidationRule(Praise).model is Review
    rule = InvalidationRule(Praise, product="product")
    assert tags_of(rule, {"product": 3})[0] == "products.review[product_id=3]"


def test_sources_are_names_paths_and_functions() -> None:
    arguments = {"review": SimpleNamespace(product=Product(pk=3)), "user": User(pk=5)}
    for source in (
        "review.product",
        "review.product.pk",
        lambda of: of["review"].product.pk,
    ):
        rule = InvalidationRule(Review, product=source)
        assert tags_of(rule, arguments) == (
            "products.review[product_id=3]",
            "products.review:rows",
            "products.review:known",
        )


def test_the_order_in_which_fields_are_named_does_not_matter() -> None:
    arguments = {"a": 1, "b": 2}
    one = InvalidationRule(Review, product="a", stars="b")
    other = InvalidationRule(Review, stars="b", product_id="a")
    assert tags_of(one, arguments) == tags_of(other, arguments)


@pytest.mark.parametrize(
    ("model", "by", "message"),
    [
        ("products.Prodct", {}, r"InvalidationRule\('products.Prodct'\)"),
        ("Product", {}, "'Product' is no label, such as 'products.Product'"),
        ("products.models.Product", {}, "is no label"),
        (AbstractUser, {}, "An abstract model has no rows"),
        (int, {}, "is no model"),
        (Product(), {}, "is no model"),
        (Review, {"price": "x"}, "products.Review has no field 'price'"),
        (Product, {"reviews": "x"}, "is no column"),
        (Group, {"permissions": "x"}, "is no column"),
        (Review, {"product__name": "x"}, "has no field"),
        (Review, {"product": 5}, "5 is neither the name of an argument nor a function"),
    ],
)
def test_a_rule_that_could_watch_nothing_is_refused_at_once(
    model: Any, by: dict[str, Any], message: str
) -> None:
    with pytest.raises(RuleError, match=message):
        InvalidationRule(model, **by)


def test_a_model_that_another_replaces_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(User._meta, "swapped", "shop.Customer")
    with pytest.raises(RuleError, match=r"shop\.Customer is in its place"):
        InvalidationRule("auth.User")


@pytest.mark.parametrize("source", ["other", "request.user", "request.user.pk"])
def test_an_argument_that_the_call_lacks_is_named(source: str) -> None:
    rule = InvalidationRule(Review, product=source)
    with pytest.raises(RuleError, match=rf"no '{source}'; its arguments are request"):
        tags_of(rule, {"request": object()})


def test_a_value_that_only_the_database_knows_is_refused() -> None:
    rule = InvalidationRule(Review, product="product")
    with pytest.raises(RuleError, match="Only the database knows"):
        tags_of(rule, {"product": F("pk")})


def test_the_table_of_a_relation_sends_no_signals_to_announce_it() -> None:
    through = Group.permissions.through
    rule = InvalidationRule(through, group="group")
    assert tags_of(rule, {"group": 1})[1] == "auth.group_permissions:rows"
    assert not watching.announced(through)
    assert watching.announced(Review) >= {("product_id",)}


@pytest.mark.django_db(transaction=True)
def test_invalidate_takes_tags_and_models() -> None:
    with assert_invalidates(Review), assert_keeps(Product), assert_invalidates("one"):
        invalidate(Review, "one")
    with assert_keeps("one"):
        invalidate()


@pytest.mark.parametrize("wrong", [5, None, Product(), int, AbstractUser, date])
def test_invalidate_refuses_what_is_no_tag_and_no_model(wrong: Any) -> None:
    with pytest.raises(TypeError):
        invalidate(wrong)


@pytest.mark.parametrize(
    ("rules", "said"),
    [
        (InvalidationRule(Review), r"^rules is a list: write rules=\[Invalidat"),
        ([Review], r"is no rule: write InvalidationRule\(\.\.\.\)\.$"),
    ],
)
@pytest.mark.parametrize("cached", [cache_response, cache_result])
def test_what_is_no_list_of_rules_is_told_what_to_write(
    cached: Any, rules: Any, said: str
) -> None:
    with pytest.raises(TypeError, match=said):
        cached(ttl=60, rules=rules)(lambda: None)
