"""The situations with restflow's plugin: one test fills a cache, the next one looks.

The order of the tests is what they are about. A name ends in the number of its step.
"""

from __future__ import annotations

from typing import Any

import pytest
import pytest_asyncio
from django.contrib.auth.models import Group
from rest_framework.test import APIClient

from restflow.test import AsyncAPIClient, AsyncAPITestCase
from tests.neighbours.project.situations import (
    count_again,
    count_twice,
    fill,
    fill_sync,
    look,
    look_sync,
)

pytestmark = pytest.mark.django_db
asynchronous = pytest.mark.asyncio
hooks = pytest.mark.run_commit_hooks
real = pytest.mark.django_db(transaction=True)


@asynchronous
async def test_async_function_1(async_api_client: AsyncAPIClient) -> None:
    await fill(async_api_client, "async-function")


@asynchronous
async def test_async_function_2(async_api_client: AsyncAPIClient) -> None:
    await look(async_api_client, "async-function")


@hooks
@asynchronous
async def test_async_function_hooks_1(async_api_client: AsyncAPIClient) -> None:
    await fill(async_api_client, "async-function-hooks")


@hooks
@asynchronous
async def test_async_function_hooks_2(async_api_client: AsyncAPIClient) -> None:
    await look(async_api_client, "async-function-hooks")


@real
@asynchronous
async def test_async_function_real_1(async_api_client: AsyncAPIClient) -> None:
    await fill(async_api_client, "async-function-real")


@real
@asynchronous
async def test_async_function_real_2(async_api_client: AsyncAPIClient) -> None:
    await look(async_api_client, "async-function-real")


def test_sync_function_1() -> None:
    fill_sync(APIClient(), "sync-function")


def test_sync_function_2() -> None:
    look_sync(APIClient(), "sync-function")


@hooks
def test_sync_function_hooks_1() -> None:
    fill_sync(APIClient(), "sync-function-hooks")


@hooks
def test_sync_function_hooks_2() -> None:
    look_sync(APIClient(), "sync-function-hooks")


class TestMethods(AsyncAPITestCase):
    async def test_async_method_1(self) -> None:
        await fill(self.async_client, "async-method")

    async def test_async_method_2(self) -> None:
        await look(self.async_client, "async-method")

    def test_sync_method_1(self) -> None:
        fill_sync(self.sync_client, "sync-method")

    def test_sync_method_2(self) -> None:
        look_sync(self.sync_client, "sync-method")


class TestMethodsWithHooks(AsyncAPITestCase):
    run_commit_hooks = True

    async def test_async_method_hooks_1(self) -> None:
        await fill(self.async_client, "async-method-hooks")

    async def test_async_method_hooks_2(self) -> None:
        await look(self.async_client, "async-method-hooks")

    def test_sync_method_hooks_1(self) -> None:
        fill_sync(self.sync_client, "sync-method-hooks")

    def test_sync_method_hooks_2(self) -> None:
        look_sync(self.sync_client, "sync-method-hooks")


@pytest_asyncio.fixture
async def a_count(
    request: pytest.FixtureRequest, async_api_client: AsyncAPIClient, db: None
) -> None:
    del db
    await count_twice(async_api_client, request.node.name)


@pytest.fixture
def a_row(request: pytest.FixtureRequest, a_count: None) -> None:
    del a_count
    Group.objects.create(name=request.node.name)


@asynchronous
@pytest.mark.usefixtures("a_row")
async def test_fixture_1(async_api_client: AsyncAPIClient) -> None:
    await count_again(async_api_client, "test_fixture_1")


@hooks
@asynchronous
@pytest.mark.usefixtures("a_row")
async def test_fixture_hooks_1(async_api_client: AsyncAPIClient) -> None:
    await count_again(async_api_client, "test_fixture_hooks_1")


@real
@asynchronous
@pytest.mark.usefixtures("a_row")
async def test_fixture_real_1(async_api_client: AsyncAPIClient) -> None:
    await count_again(async_api_client, "test_fixture_real_1")


@hooks
@asynchronous
async def test_block_hooks_1(async_api_client: AsyncAPIClient) -> None:
    await count_twice(async_api_client, "block-hooks")
    await async_api_client.post("/groups/block-hooks/")
    await count_again(async_api_client, "block-hooks")


@asynchronous
async def test_block_capture_1(
    async_api_client: AsyncAPIClient, django_capture_on_commit_callbacks: Any
) -> None:
    await count_twice(async_api_client, "block-capture")
    with django_capture_on_commit_callbacks(execute=True):
        await async_api_client.post("/groups/block-capture/")
    await count_again(async_api_client, "block-capture")


@real
@asynchronous
async def test_block_real_1(async_api_client: AsyncAPIClient) -> None:
    await count_twice(async_api_client, "block-real")
    await async_api_client.post("/groups/block-real/")
    await count_again(async_api_client, "block-real")
