"""Counting with the fixtures of pytest-django.

They keep their names and their arguments. In an asynchronous test they count the
queries of all threads, with `with` or `async with`.
"""

from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from restflow.test import AsyncAPIClient

pytestmark = [pytest.mark.django_db, pytest.mark.asyncio]


async def test_exactly_one_query(
    async_api_client: AsyncAPIClient,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    with django_assert_num_queries(1) as captured:  # [!]
        await async_api_client.get("/api/products/")

    assert "products_product" in captured[0]["sql"]


async def test_no_more_than_two(
    async_api_client: AsyncAPIClient,
    django_assert_max_num_queries: Any,
) -> None:
    async with django_assert_max_num_queries(2):
        await async_api_client.get("/api/products/")


async def test_what_is_said(
    async_api_client: AsyncAPIClient,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    with (
        pytest.raises(pytest.fail.Exception, match="0 queries"),
        django_assert_num_queries(0),
    ):
        await async_api_client.get("/api/products/")
