"""What the package has for tests."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from products.models import Category, Product
from restflow.caching import cache_response, cache_result, invalidate, testing
from restflow.caching.testing import (
    StaleHitError,
    assert_invalidates,
    assert_keeps,
    hold_at,
    verify_hits,
)

pytestmark = pytest.mark.usefixtures("own_cache")


class Plain:
    """It has no equality of its own."""

    def __init__(self, number: int) -> None:
        self.number = number


def instance(number: int) -> Category:
    """Return an instance: two are equal if their keys are."""
    return Category(pk=1, name=f"{number}")


@dataclass(frozen=True)
class Boxed:
    """It is equal to another if what it holds is."""

    category: Category


def annotated(row: Category, number: int) -> Category:
    row.number = number  # type: ignore[attr-defined]
    return row


def prefetched(row: Category, product: Product) -> Category:
    """Return a row as `prefetch_related` leaves it, which leads to itself again."""
    product.category = row
    products = Product.objects.all()
    products._result_cache = [product]
    row._prefetched_objects_cache = {"products": products}  # type: ignore[attr-defined]
    return row


@pytest.mark.parametrize(
    "make",
    [
        lambda number: number,
        Plain,
        instance,
        lambda number: [instance(number)],
        lambda number: (instance(number), {"key": instance(number)}),
        lambda number: {instance(number)},
        lambda number: Boxed(instance(number)),
        lambda number: Product(pk=1, category=instance(number)),
        lambda number: annotated(instance(1), number),
        lambda number: prefetched(instance(1), Product(pk=1, name=f"{number}")),
    ],
)
def test_a_hit_that_differs_in_any_part_is_told_and_one_that_does_not_is_not(
    make: Callable[[int], object],
) -> None:
    number = 1

    @cache_result(ttl=60)
    def cached() -> object:
        return make(number)

    cached()
    with verify_hits():
        cached()
        number = 2
        with pytest.raises(StaleHitError, match="in the cache"):
            cached()


def test_a_hit_of_a_view_is_compared_by_status_and_content() -> None:
    number = 1

    @cache_response(ttl=60, public=True)
    def view(_request: object) -> HttpResponse:
        answer = HttpResponse(f"{number}")
        # This differs each time, and nobody sees it.
        answer["X-Request"] = uuid4().hex
        return answer

    def ask() -> None:
        view(RequestFactory().get("/"))

    ask()
    with verify_hits():
        ask()
        number = 2
        with pytest.raises(StaleHitError, match="b'1'"):
            ask()


def test_a_view_that_would_not_be_stored_now_is_compared_all_the_same() -> None:
    code = 200

    @cache_response(ttl=60, public=True)
    def view(_request: object) -> HttpResponse:
        return HttpResponse(status=code)

    view(RequestFactory().get("/"))
    code = 404
    with verify_hits(), pytest.raises(StaleHitError, match="404"):
        view(RequestFactory().get("/"))


@pytest.mark.django_db(transaction=True)
def test_what_is_invalidated_against_expectation_is_named() -> None:
    with (
        pytest.raises(AssertionError, match="'shop' was invalidated: tag:shop"),
        assert_keeps("shop"),
    ):
        invalidate("shop")
    with (
        pytest.raises(AssertionError, match="Category was not invalidated"),
        assert_invalidates(Category),
    ):
        invalidate("shop")


@pytest.mark.parametrize("what", [len, int])
@pytest.mark.parametrize("check", [assert_keeps, assert_invalidates])
def test_an_assertion_about_something_else_is_an_error(check: Any, what: Any) -> None:
    with pytest.raises(TypeError, match="no model and no tag"), check(what):
        pass


def test_a_point_that_there_is_not_is_an_error() -> None:
    wrong: Any = "comitted"
    with pytest.raises(ValueError, match="there are tokens read"), hold_at(wrong):
        pass


def test_a_point_that_nobody_reaches_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(testing, "_PATIENCE", 0.05)
    with hold_at("computed") as hold, pytest.raises(TimeoutError, match="to_thread"):
        hold.wait()
